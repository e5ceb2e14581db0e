"""scikit-learn's side of `cargo xtask bench steps`; orders and answers as in peer.py.

An order names the transformer of PEERS that does what the engine's steps do.
"""

import importlib
import json
import time

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn import feature_extraction, feature_selection, impute, preprocessing
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline

import peer

NUMBERS = [f"n{at}" for at in range(12)]
LEVELS = {"c0": 3, "c1": 5, "c2": 8, "c3": 20, "c4": 200, "c5": 4}
GAPS = ["n0", "n1", "n2", "n3", "n4", "n5", "c1", "c3"]
WORDS = 400


def frame(rows):
    """Twelve columns of numbers, six of levels, one of texts and one of times, with gaps, and a target of two classes."""
    rng = np.random.default_rng(0)
    columns = {}
    for at, name in enumerate(NUMBERS):
        columns[name] = rng.normal(at, 1 + at, rows) if at % 3 else rng.lognormal(0, 1, rows)
    for name, count in LEVELS.items():
        columns[name] = rng.integers(0, count, rows).astype(float)
    texts = [" ".join(f"word{word}" for word in rng.integers(0, WORDS, 8)) for _ in range(min(rows, 5000))]
    columns["text"] = rng.integers(0, len(texts), rows).astype(float)
    columns["time"] = rng.integers(1_500_000_000, 1_700_000_000, rows) * 1000.0
    for name in GAPS:
        columns[name][rng.random(rows) < 0.05] = np.nan
    score = np.nan_to_num(columns["n1"]) + columns["n4"].copy() * 0 + columns["c0"]
    columns["target"] = (np.nan_to_num(score) + rng.normal(0, 2, rows) > 2).astype(float)
    heads = [{"name": name} for name in columns]
    for head in heads:
        name = head["name"]
        if name in LEVELS:
            head["levels"] = [f"level {at}" for at in range(LEVELS[name])]
        if name == "text":
            head |= {"levels": texts, "text": True}
        if name == "time":
            head["datetime"] = True
        if name == "target":
            head["levels"] = ["no", "yes"]
    return columns, heads


def make(order):
    columns, heads = frame(order["rows"])
    with open(order["path"], "wb") as file:
        file.write(json.dumps({"rows": order["rows"], "columns": heads}).encode() + b"\n")
        for values in columns.values():
            file.write(values.astype("<f8").tobytes())
    return {"path": order["path"]}


def read(path):
    """The table as a data frame: levels and texts as objects, so that both sides start with texts."""
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        columns = {}
        for head in header["columns"]:
            values = np.fromfile(file, "<f8", header["rows"])
            if head.get("datetime"):
                values = pd.to_datetime(values, unit="ms")
            elif "levels" in head:
                names = np.array([*head["levels"], np.nan], dtype=object)
                values = names[np.where(np.isnan(values), len(names) - 1, values).astype(int)]
            columns[head["name"]] = values
    table = pd.DataFrame(columns)
    return table.drop(columns="target"), table["target"].to_numpy()


class Frame:
    """A function of a data frame, which learns nothing, in the form of a transformer."""

    def __init__(self, change):
        self.change = change

    def fit_transform(self, table, _):
        return self.change(table)

    def transform(self, table):
        return self.change(table)


class Resampler:
    """One of imbalanced-learn's, which changes the rows it learns from and no others."""

    def __init__(self, sampler):
        self.sampler = sampler

    def fit_transform(self, table, target):
        return self.sampler.fit_resample(table, target)[0]

    def transform(self, table):
        return table


class Words:
    """A vectorizer of the texts, its result in full, as the engine's is."""

    def __init__(self, vectorizer):
        self.vectorizer = vectorizer

    def fit_transform(self, table, _):
        return self.vectorizer.fit_transform(table["text"]).toarray()

    def transform(self, table):
        return self.vectorizer.transform(table["text"]).toarray()


class Flagging:
    """A forest that marks outliers."""

    def __init__(self, forest):
        self.forest = forest

    def fit_transform(self, table, _):
        return self.forest.fit(table).predict(table) < 0

    def transform(self, table):
        return self.forest.predict(table) < 0


class Dense(preprocessing.FunctionTransformer):
    """A sparse result in full, as the engine's is."""

    def __init__(self):
        super().__init__(lambda made: made.toarray(), accept_sparse=True)


class Rows(Frame):
    """A function that leaves rows out, of those alone that are learned from."""

    def transform(self, table):
        return table


def one_hot():
    return preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False)


def recipe():
    filled = make_pipeline(impute.SimpleImputer(strategy="median"), preprocessing.StandardScaler())
    common = impute.SimpleImputer(strategy="most_frequent")
    return ColumnTransformer([
        ("numbers", filled, NUMBERS),
        ("levels", make_pipeline(common, one_hot()), list(LEVELS)),
    ])


def tidy(table):
    return table["text"].str.normalize("NFKC").str.strip().str.replace(r"\s+", " ", regex=True).str.upper()


def parts(table):
    time = table["time"].dt
    made = {name: getattr(time, name) for name in ("year", "month", "day", "dayofweek", "hour")}
    for name, first, count in (("month", 1, 12), ("dayofweek", 0, 7), ("hour", 0, 24)):
        angle = 2 * np.pi * (made[name] - first) / count
        made |= {f"{name}_sin": np.sin(angle), f"{name}_cos": np.cos(angle)}
    return pd.DataFrame(made)


def clipped(table):
    low, high = table.quantile(0.25), table.quantile(0.75)
    return table.clip(low - 1.5 * (high - low), high + 1.5 * (high - low), axis=1)


def rare(table):
    return table.apply(lambda cells: cells.where(cells.map(cells.value_counts(normalize=True)) >= 0.005, "other"))


def before(change):
    return lambda table: change(table.sort_values("time", kind="stable")["n6"])


def lags(cells):
    return pd.DataFrame({f"lag {at}": cells.shift(at) for at in (1, 2, 3)}).sort_index()


def hashed(table):
    return [dict(zip(table, row)) for row in table.itertuples(index=False, name=None)]


def formulas(table):
    return table.assign(ratio=lambda made: made.n6 / made.n9, sum=lambda made: made.ratio**2 + np.log(made.n9))


def dated(table):
    return pd.to_datetime(table["time"].dt.strftime("%Y-%m-%dT%H:%M:%S"), format="%Y-%m-%dT%H:%M:%S")


def distinct(table):
    return table[~table[["c0", "c1", "c2", "c3", "c4"]].duplicated()]


def without_word(table):
    return table.apply(lambda cells: pd.to_numeric(cells.str.replace("level ", "", regex=False), errors="coerce"))


FULL = [f"n{at}" for at in range(6, 12)]
FOUR = ["c0", "c2", "c4", "c5"]
ALL = [*NUMBERS, *LEVELS, "text", "time"]
MAPPED = {"level 0": "none", "level 1": "one", "level 2": None}


def of(module, name, **params):
    """Makes an estimator of a module that is loaded only when it is asked for."""
    return lambda: getattr(importlib.import_module(module), name)(**params)


def selected(kind, **params):
    return of("sklearn.feature_selection", kind, **params)


def forest():
    return importlib.import_module("sklearn.ensemble").RandomForestClassifier(50, random_state=0)


# The columns, and what makes a transformer anew.
PEERS = {
    "recipe": (ALL, recipe),
    "drop_duplicates": (ALL, lambda: Rows(distinct)),
    "drop_missing": (ALL, lambda: Rows(lambda table: table.dropna())),
    "filter_rows": (ALL, lambda: Rows(lambda table: table.query("n1 > 0.5 and c0 == 'level 1'"))),
    "clean_text": (["text"], lambda: Frame(tidy)),
    "replace": (["text"], lambda: Frame(lambda table: table["text"].str.replace(r"word(\d)", r"w\1", regex=True))),
    "map_levels": (["c4"], lambda: Frame(lambda table: table["c4"].map(lambda level: MAPPED.get(level, level)))),
    "parse_numbers": (["c3", "c4"], lambda: Frame(without_word)),
    "parse_dates": (["time"], lambda: Frame(dated)),
    "valid_range": (NUMBERS, lambda: Frame(lambda table: table.where((table >= 0) & (table <= 10)))),
    "units": (NUMBERS, lambda: Frame(lambda table: (table - 32) * 5 / 9)),
    "cast": (["n6"], lambda: Frame(lambda table: table["n6"].astype(str).astype("category"))),
    "rare_levels": (["c3", "c4"], lambda: Frame(rare)),
    "outliers": (NUMBERS, lambda: Frame(clipped)),
    "isolation_forest": (FULL, lambda: Flagging(of("sklearn.ensemble", "IsolationForest", random_state=0)())),
    "impute": (NUMBERS, lambda: impute.SimpleImputer(strategy="median")),
    "knn_impute": (NUMBERS, lambda: impute.KNNImputer()),
    "iterative_impute": (NUMBERS, lambda: impute.IterativeImputer(Ridge())),
    "dates": (["time"], lambda: Frame(parts)),
    "formula": (["n6", "n7", "n9"], lambda: Frame(formulas)),
    "polynomial": (FULL, lambda: preprocessing.PolynomialFeatures(include_bias=False)),
    "lag": (["n6", "time"], lambda: Frame(before(lags))),
    "rolling": (["n6", "time"], lambda: Frame(before(lambda cells: cells.shift(1).rolling(10).mean().sort_index()))),
    "k_means": (FULL, of("sklearn.cluster", "KMeans", n_clusters=8, n_init=10, random_state=0)),
    "one_hot": (FOUR, one_hot),
    "ordinal": (FOUR, preprocessing.OrdinalEncoder),
    "count_encode": (FOUR, of("category_encoders", "CountEncoder")),
    "target_encode": (FOUR, lambda: preprocessing.TargetEncoder(random_state=0)),
    "hash_encode": (FOUR, lambda: make_pipeline(
        preprocessing.FunctionTransformer(hashed), feature_extraction.FeatureHasher(32), Dense())),
    "bag_of_words": (["text"], lambda: Words(CountVectorizer(max_features=100))),
    "tfidf": (["text"], lambda: Words(TfidfVectorizer(max_features=100))),
    "scale": (NUMBERS, preprocessing.StandardScaler),
    "robust": (NUMBERS, preprocessing.RobustScaler),
    "normalize": (FULL, preprocessing.Normalizer),
    "bin": (FULL, lambda: preprocessing.KBinsDiscretizer(
        encode="ordinal", subsample=None, quantile_method="averaged_inverted_cdf")),
    "power_transform": (NUMBERS, preprocessing.PowerTransformer),
    "quantile_transform": (NUMBERS, lambda: preprocessing.QuantileTransformer(subsample=None)),
    "pca": (FULL, of("sklearn.decomposition", "PCA", n_components=3)),
    "select_variance": (FULL, selected("VarianceThreshold", threshold=1.0)),
    "select_correlation": (FULL, lambda: Frame(lambda table: (table.corr(), table)[1])),
    "select_k_best": (FULL, selected("SelectKBest", k=3)),
    "mutual_info": (FULL, lambda: selected("SelectKBest", k=3, score_func=feature_selection.mutual_info_classif)()),
    "select_from_model": (FULL, lambda: feature_selection.SelectFromModel(forest())),
    "rfe": (FULL, lambda: feature_selection.RFE(LogisticRegression(max_iter=1000), n_features_to_select=3)),
    "over_sample": (ALL, lambda: Resampler(of("imblearn.over_sampling", "RandomOverSampler", random_state=0)())),
    "under_sample": (ALL, lambda: Resampler(of("imblearn.under_sampling", "RandomUnderSampler", random_state=0)())),
    "smote": (FULL, lambda: Resampler(of("imblearn.over_sampling", "SMOTE", random_state=0)())),
}


def fit(order):
    table, target = read(order["path"])
    columns, make = PEERS[order["peer"]]
    own = table[columns]
    fitting, applying = [], []
    for _ in range(order["rounds"]):
        transformer = make()
        start = time.perf_counter()
        made = transformer.fit_transform(own, target)
        fitting.append((time.perf_counter() - start) * 1e3)
        start = time.perf_counter()
        transformer.transform(own)
        applying.append((time.perf_counter() - start) * 1e3)
    others = [name for name in NUMBERS if name not in columns]
    score = mean(made, table[others])
    return {"fit_ms": fitting, "predict_ms": applying, "score": score, "peak_bytes": peer.peak_bytes()}


def mean(made, others):
    """The mean of all numeric cells, as the engine's side tells it."""
    parts = [pd.DataFrame(part).infer_objects().select_dtypes("number").to_numpy() for part in (made, others)]
    cells = np.concatenate([part.astype(float).ravel() for part in parts])
    return float(np.nansum(cells) / max(1, np.isfinite(cells).sum()))


if __name__ == "__main__":
    peer.main(make, fit)
