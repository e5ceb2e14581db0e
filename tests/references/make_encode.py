"""Writes encode.json: what others make of categories and texts.

Run as tests/references/README.md says. The head's `table` holds columns by name, an empty cell is null; the
first `n_train` rows are learned from, the rest are applied to and hold levels and words that training lacks.
Each case has

- `step`, `params`: the step and its parameters that are not defaults
- `columns`: the columns it works on; `target`: the target's column, `classes`: whether it is a class
- `names`, `output`: the columns made and the transformed rows after the training rows
- `made`: for cross-fitted steps the training rows, encoded from the other folds.

Rare levels, missing cells, words of other scripts and repeated words are all there.
"""

import warnings

import numpy as np
from category_encoders import CountEncoder
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import TargetEncoder

from fixture import write

N_TRAIN, N_MORE = 60, 24
RNG = np.random.default_rng(7)

CITIES = ["Oslo", "Łódź", "São Paulo", "Ür", "Rome", "one-off", "東京"]
PIECES = [
    "the red house", "of the sea", "A house and a garden", "sea view!", "red, red wine", "wine_list no. 42",
    "l'été à la mer", "ÉTÉ indien", "naïve café", "日本 の 海", "it can't over-think", "the Straße",
    "ΟΔΟΣ", "İstanbul", "½ price", "x1 y2 z3",
]


def column(levels, missing, weights=None):
    cells = RNG.choice(levels, size=N_TRAIN + N_MORE, p=weights).astype(object)
    cells[RNG.random(len(cells)) < missing] = None
    return list(cells)


def texts():
    pick = lambda: " ".join(RNG.choice(PIECES, size=RNG.integers(1, 4)))
    return [None if RNG.random() < 0.1 else pick() for _ in range(N_TRAIN + N_MORE)]


TABLE = {
    "city": column(CITIES, 0.1, [0.3, 0.25, 0.2, 0.1, 0.1, 0.02, 0.03]),
    "size": column(["small", "middle", "large"], 0.0),
    "note": texts(),
}
# What training does not have: a level, a missing cell, words.
TABLE["city"][N_TRAIN + 1] = "Atlantis"
TABLE["size"][N_TRAIN + 2] = None
TABLE["note"][N_TRAIN + 3] = "nothing known"
shift = np.array([len(str(cell)) for cell in TABLE["city"]], dtype=float)
TABLE["price"] = list(np.round(shift * 3 + RNG.normal(0, 4, len(shift)), 3))
TABLE["two"] = ["high" if value > 14 else "low" for value in TABLE["price"]]
TABLE["three"] = ["c" if value > 19 else "b" if value > 12 else "a" for value in TABLE["price"]]


def rows(names, part):
    cells = [TABLE[name][part] for name in names]
    nan = lambda cell: np.nan if cell is None else cell
    return np.array([[nan(cell) for cell in row] for row in zip(*cells)], dtype=object)


TRAIN, MORE = slice(0, N_TRAIN), slice(N_TRAIN, None)


def case(name, step, params, columns, output, names, **more):
    return {"name": name, "step": step, "params": params, "columns": columns, "names": names, "output": output, **more}


def counts():
    for normalize in (False, True):
        encoder = CountEncoder(normalize=normalize, handle_unknown=0, handle_missing="value")
        encoder.fit(rows(["city", "size"], TRAIN))
        output = np.asarray(encoder.transform(rows(["city", "size"], MORE)), dtype=float)
        yield case(f"count_{normalize}", "count_encode", {"normalize": normalize}, ["city", "size"], output,
                   ["city", "size"])


def targets():
    columns = ["city", "size"]
    for target, kind in (("price", "continuous"), ("two", "binary"), ("three", "multiclass")):
        y = np.array(TABLE[target][TRAIN])
        for smooth in ("auto", 0.0, 7.5):
            folds = (KFold if kind == "continuous" else StratifiedKFold)(4)
            encoder = TargetEncoder(smooth=smooth, target_type=kind, cv=folds)
            made = encoder.fit_transform(rows(columns, TRAIN), y)
            output = encoder.transform(rows(columns, MORE))
            fixed = {} if smooth == "auto" else {"smooth": "fixed", "smooth_rows": smooth}
            names = columns
            if kind == "multiclass":
                names = [f"{column}_{level}" for column in columns for level in encoder.classes_]
            yield case(f"target_{target}_{smooth}", "target_encode", {**fixed, "cv": 4, "shuffle": False},
                       columns, output, names, target=target, classes=kind != "continuous", made=made)


def hashes():
    columns = ["city", "size"]
    for n_features, alternate_sign in ((5, True), (16, False), (1, True)):
        hasher = FeatureHasher(n_features=n_features, alternate_sign=alternate_sign)
        pairs = [{c: v for c, v in zip(columns, row) if isinstance(v, str)} for row in rows(columns, MORE)]
        yield case(f"hash_{n_features}", "hash_encode",
                   {"n_features": n_features, "alternate_sign": alternate_sign}, columns,
                   hasher.transform(pairs).toarray(), [f"hash_{at}" for at in range(1, n_features + 1)])


def words():
    notes = lambda part: [cell or "" for cell in TABLE["note"][part]]
    ranges = {"1-1": (1, 1), "1-2": (1, 2), "2-2": (2, 2)}
    kinds = [
        ("bag", CountVectorizer, "bag_of_words", {}),
        ("bag_pairs", CountVectorizer, "bag_of_words", {"ngram_range": "1-2", "min_df": 4}),
        ("bag_binary", CountVectorizer, "bag_of_words", {"binary": True, "min_df": 3}),
        ("bag_stop_words", CountVectorizer, "bag_of_words", {"stop_words": "english", "min_df": 2}),
        ("tfidf", TfidfVectorizer, "tfidf", {"min_df": 3}),
        ("tfidf_pairs", TfidfVectorizer, "tfidf", {"ngram_range": "2-2", "min_df": 5}),
        ("tfidf_plain", TfidfVectorizer, "tfidf", {"norm": "none", "smooth_idf": False, "min_df": 4}),
        ("tfidf_sublinear", TfidfVectorizer, "tfidf", {"sublinear_tf": True, "min_df": 4}),
        ("tfidf_most", TfidfVectorizer, "tfidf", {"max_features": None}),
    ]
    for name, make, step, params in kinds:
        given = dict(params)
        if "ngram_range" in given:
            given["ngram_range"] = ranges[given["ngram_range"]]
        if given.get("norm") == "none":
            given["norm"] = None
        vectorizer = make(**given).fit(notes(TRAIN))
        output = vectorizer.transform(notes(MORE)).toarray()
        yield case(name, step, params, ["note"], output,
                   [f"note={word}" for word in vectorizer.get_feature_names_out()])


def limited():
    """The most frequent words; as many as leave no tie at the border."""
    notes = [cell or "" for cell in TABLE["note"][TRAIN]]
    full = CountVectorizer().fit_transform(notes).sum(axis=0).A1
    ordered = np.sort(full)[::-1]
    most = next(at for at in range(5, len(ordered)) if ordered[at - 1] > ordered[at])
    vectorizer = CountVectorizer(max_features=most).fit(notes)
    output = vectorizer.transform([cell or "" for cell in TABLE["note"][MORE]]).toarray()
    yield case("bag_limited", "bag_of_words", {"max_features": most}, ["note"], output,
               [f"note={word}" for word in vectorizer.get_feature_names_out()])


def main():
    warnings.simplefilter("ignore")
    cases = [*counts(), *targets(), *hashes(), *words(), *limited()]
    for case in cases:
        # Counts need no fraction, and a cell no more than a double's digits.
        output = np.asarray(case["output"], dtype=float)
        whole = bool((output == np.round(output)).all())
        case["output"] = output.astype(int) if whole else output
    write("encode.json", "Made by make_encode.py, which says what the fields mean.", cases, table=TABLE,
          n_train=N_TRAIN)


if __name__ == "__main__":
    main()
