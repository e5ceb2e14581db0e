"""Writes cleaning.json: what pandas, NumPy, SciPy and scikit-learn make of columns that need cleaning.

Run as tests/references/README.md says. Each case has

- `step`, `params`: the step and the parameters that are not its defaults
- `types`: the type of the input columns, `train`: their cells for fitting, a list each; null is missing
- `apply`: the cells to transform, where they are others
- `output`: the columns that come out, by name; `kept`: the training rows that stay, where some go
- of the isolation forest: `planted`, how many of the last rows are outliers, `scores`, the rows' mean scores
  over seeds, and `aucs`, the least and the greatest area under the ROC curve of a seed
"""

import re
import warnings

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer, KNNImputer
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

from fixture import write

TEXTS = [
    "  Oslo ", "OSLO", "oslo", "New\t  York", "new york\n", None, "\u00a0", "Zu\u0308rich", "Z\u00fcrich",
    "\ufb01n", "\uff21\uff22", "o'neil  mc donald", "\u00c5land", "A\u030aland", "stra\u00dfe", "12 km", "x1y22z",
]


def cells(series):
    """A missing cell, and a text of which nothing is left, is null."""
    return [None if pd.isna(cell) or cell == "" else cell for cell in series]


def tidied(case="keep", normalize="NFC", trim=True, collapse=True):
    series = pd.Series(TEXTS, dtype=object)
    form = (lambda s: s) if normalize == "none" else (lambda s: s.str.normalize(normalize))
    series = form(series)
    if case != "keep":
        series = form(getattr(series.str, case)())
    if collapse:
        series = series.str.replace(r"\s+", " ", regex=True)
    if trim:
        series = series.str.strip()
    return cells(series)


def clean_text():
    for case in ("keep", "lower", "upper", "title"):
        for normalize in ("none", "NFC", "NFKC"):
            yield {
                "step": "clean_text",
                "params": {"case": case, "normalize": normalize},
                "train": {"column": TEXTS},
                "output": {"column": tidied(case, normalize)},
            }
    for trim, collapse in ((True, False), (False, True), (False, False)):
        yield {
            "step": "clean_text",
            "params": {"trim": trim, "collapse": collapse},
            "train": {"column": TEXTS},
            "output": {"column": tidied(trim=trim, collapse=collapse)},
        }


def replace():
    series = pd.Series(TEXTS, dtype=object)
    # Python writes a group as \1 and its pattern's $ also matches before a last line end: \Z does not.
    for pattern, replacement, python in (
        (r"\d+", "#", "#"),
        (r"(\w)(\d+)", "$2-$1", r"\2-\1"),
        (r"^\s+|\s+$", "", ""),
        (r"(?i)oslo", "Rome", "Rome"),
        (r"q*", "-", "-"),
        (r"[a-m]{2,3}?", "$$", "$"),
    ):
        flags = re.ASCII
        found = series.str.replace(re.compile(pattern.replace("$", r"\Z"), flags), python, regex=True)
        yield {
            "step": "replace",
            "params": {"kind": "regex", "pattern": pattern, "replacement": replacement},
            "train": {"column": TEXTS},
            "output": {"column": cells(found)},
        }
        whole = [
            cell if cell is None or re.fullmatch(pattern, cell, flags) is None
            else re.fullmatch(pattern, cell, flags).expand(python)
            for cell in TEXTS
        ]
        yield {
            "step": "replace",
            "params": {"kind": "regex", "scope": "whole", "pattern": pattern, "replacement": replacement},
            "train": {"column": TEXTS},
            "output": {"column": cells(pd.Series(whole, dtype=object))},
        }
    for pattern, replacement in (("oslo", "$1"), (".", "!"), ("  ", " "), ("OSLO", "")):
        yield {
            "step": "replace",
            "params": {"pattern": pattern, "replacement": replacement},
            "train": {"column": TEXTS},
            "output": {"column": cells(series.str.replace(pattern, replacement, regex=False))},
        }
        yield {
            "step": "replace",
            "params": {"pattern": pattern, "replacement": replacement, "scope": "whole"},
            "train": {"column": TEXTS},
            "output": {"column": cells(series.replace(pattern, replacement))},
        }


def map_levels():
    series = pd.Series(["NYC", "ny", "LA", None, "?", "Oslo", "NYC"], dtype=object)
    new = {"NYC": "New York", "ny": "New York", "LA": "Los Angeles", "?": ""}
    lines = "\n".join(f"{old} => {level}" for old, level in new.items())
    mapped = series.map(new)
    for unknown, output in (
        ("keep", series.replace(new)),
        ("missing", mapped),
        ("replace", mapped.where(mapped.notna() | series.isna(), "other")),
    ):
        yield {
            "step": "map_levels",
            "params": {"mapping": lines, "unknown": unknown},
            "train": {"column": list(series)},
            "output": {"column": cells(output)},
        }


def ranges():
    numbers = [-3.0, 0.0, 0.5, None, 120.0, 120.5, 7.25, 1e300]
    series = pd.Series(numbers, dtype=float)
    for lower, upper in ((0, 120), (None, 7.25), (0.5, None), (None, None)):
        low, high = (-np.inf if lower is None else lower), (np.inf if upper is None else upper)
        params = {name: str(end) for name, end in (("lower", lower), ("upper", upper)) if end is not None}
        for action, output in (
            ("missing", series.where(series.between(low, high))),
            ("clip", series.clip(lower, upper)),
        ):
            yield {
                "step": "valid_range",
                "params": {**params, "action": action},
                "train": {"column": numbers},
                "output": {"column": cells(output)},
            }


def parse_numbers():
    def case(params, texts, output):
        return {"step": "parse_numbers", "params": params, "train": {"column": texts},
                "output": {"column": cells(output)}}

    texts = ["1,234.5", " 12 ", "-7", "+3.25", ".5", "1e3", None, "n/a", "1.2.3", "5,678,901", "inf", "nan"]
    plain = pd.to_numeric(pd.Series(texts).str.replace(",", ""), errors="coerce")
    yield case({}, texts, plain.where(np.isfinite(plain)))
    texts = ["1.234,5", "12", "-7,75", "x", None, "1.234.567", ",5"]
    swapped = pd.Series(texts).str.replace(".", "").str.replace(",", ".")
    yield case({"decimal": "comma"}, texts, pd.to_numeric(swapped, errors="coerce"))
    texts = ["1 234,5", "1\u00a0234\u202f567", "-7,75", "x", None]
    swapped = pd.Series(texts).str.replace(r"\s", "", regex=True).str.replace(",", ".")
    yield case({"decimal": "comma", "thousands": "space"}, texts, pd.to_numeric(swapped, errors="coerce"))
    texts = ["1'234.5", "12", "1\u2019234\u2019567", "a"]
    joined = pd.Series(texts).str.replace("['\u2019]", "", regex=True)
    yield case({"thousands": "apostrophe"}, texts, pd.to_numeric(joined, errors="coerce"))
    texts = ["$1,234.50", "12 %", "-3%", "\u20ac 7", "8 \u20ac", "\u22129", "%"]
    stripped = pd.Series(texts).str.replace("[$\u20ac% ,]", "", regex=True).str.replace("\u2212", "-")
    read = pd.to_numeric(stripped, errors="coerce")
    yield case({}, texts, read)
    share = pd.Series(texts).str.contains("%")
    yield case({"percent": "share"}, texts, read.where(~share, read / 100))


def parse_dates():
    forms = (
        ("%d.%m.%Y %H:%M", ["31.12.2024 23:59", "1.2.2023 7:05", "29.02.2023 00:00", "29.02.2024 00:00",
                            "2024-01-01 00:00", None, "31.04.2020 10:10", "01.01.1900 24:00", "29.02.1900 01:01"]),
        ("%Y-%m-%d", ["2000-02-29", "1900-02-29", "2400-02-29", "0999-12-31", "1969-12-31", "2024-13-01",
                      "2024-1-2", "24-01-02", "2024-01-02T00:00"]),
        ("%m/%d/%y %I:%M:%S %p", ["07/04/76 12:00:00 AM", "07/04/68 12:30:01 pm", "07/04/69 1:00:59 PM",
                                  "13/01/20 1:00:00 AM", "07/04/76 13:00:00 PM", "07/04/76 0:00:00 AM"]),
        ("%d %b %Y", ["3 mar 2021", "03 MAY 1999", "3 March 2021", "31 Jun 2020"]),
        ("%B %d, %Y", ["March 3, 2021", "may 31, 1999", "Mar 3, 2021"]),
        ("%Y%m%d%H%M%S.%f", ["20240102030405.678", "19691231235959.999", "20240102030405", "20240102030465.1"]),
        ("%Y-%m-%dT%H:%M:%S%z", ["2024-01-01T00:30:00+02:00", "2024-01-01T00:30:00Z",
                                 "2024-12-31T23:30:00-0130", "2024-12-31T23:30:00"]),
    )
    for form, texts in forms:
        moments = pd.to_datetime(pd.Series(texts, dtype=object), format=form, errors="coerce", utc="%z" in form)
        millis = [None if pd.isna(moment) else int(round(moment.timestamp() * 1000)) for moment in moments]
        yield {
            "step": "parse_dates",
            "params": {"format": form},
            "train": {"column": texts},
            "output": {"column": millis},
        }


def units():
    numbers = [0.0, 1.0, -40.0, 98.6, None, 1e6]
    series = pd.Series(numbers)
    for params, output in (
        ({"factor": 0.001, "offset": -2.5}, series * 0.001 - 2.5),
        ({"conversion": "inch_to_cm"}, series * 2.54),
        ({"conversion": "fahrenheit_to_celsius"}, (series - 32) / 1.8),
        ({"conversion": "celsius_to_fahrenheit"}, series * 1.8 + 32),
    ):
        yield {"step": "units", "params": params, "train": {"column": numbers},
               "output": {"column": cells(output)}}


def rare_levels():
    train = ["a"] * 10 + ["b"] * 6 + ["c"] * 3 + ["d"] + [None] * 5
    apply = ["a", "b", "c", "d", "new", None]
    counts = pd.Series(train).value_counts()
    shares = pd.Series(train).value_counts(normalize=True)
    for params, kept in (
        ({"min_share": 0.15}, shares[shares >= 0.15]),
        ({"min_share": 0.3}, shares[shares >= 0.3]),
        ({"by": "count", "min_count": 3, "replacement": "few"}, counts[counts >= 3]),
        ({}, shares),
    ):
        other = params.get("replacement", "other")
        series = pd.Series(apply, dtype=object)
        yield {
            "step": "rare_levels",
            "params": params,
            "train": {"column": train},
            "apply": {"column": apply},
            "output": {"column": cells(series.where(series.isin(kept.index) | series.isna(), other))},
        }


def duplicates():
    random = np.random.default_rng(5)
    frame = pd.DataFrame({
        "number": random.choice([0.0, -0.0, 1.5, np.nan], 60),
        "text": random.choice(np.array(["a", "b", None], dtype=object), 60),
        "truth": random.choice([True, False], 60),
    })
    for keep in ("first", "last", "none"):
        kept = frame.index[~frame.duplicated(keep=False if keep == "none" else keep)]
        yield {
            "step": "drop_duplicates",
            "params": {"keep": keep},
            "train": {name: cells(frame[name]) for name in frame},
            "kept": list(kept),
        }


def outliers():
    random = np.random.default_rng(6)
    train = {
        "wide": [*random.standard_t(2, 60).round(6), np.nan, 40.0],
        "skewed": [*random.exponential(1, 60).round(6), 9.0, np.nan],
        "constant": [1.0] * 60 + [np.nan, 7.0],
    }
    apply = {
        "wide": np.array([0.0, 9.0, -9.0, np.nan]),
        "skewed": np.array([3.0, 9.0, -9.0, 1.0]),
        "constant": np.array([1.0, 1.5, -1.0, 8.0]),
    }

    def fence(cells, method, size):
        cells = np.array(cells)[~np.isnan(cells)]
        if method == "iqr":
            low, high = np.percentile(cells, [25, 75])
            reach = size * stats.iqr(cells)
        elif method == "zscore":
            low = high = cells.mean()
            reach = size * cells.std()
        else:
            low = high = np.median(cells)
            reach = size * stats.median_abs_deviation(cells, scale="normal")
        return (low - reach, high + reach) if low < high or reach > 0 else (-np.inf, np.inf)

    for method, name, size in (("iqr", "factor", 1.5), ("iqr", "factor", 3.0), ("zscore", "threshold", 2.0),
                               ("mad", "threshold", 3.5)):
        params = {"method": method, name: size}
        fences = {column: fence(values, method, size) for column, values in train.items()}
        inside = [
            all(np.isnan(train[c][row]) or low <= train[c][row] <= high for c, (low, high) in fences.items())
            for row in range(62)
        ]
        yield {"step": "outliers", "params": params, "train": train, "kept": list(np.flatnonzero(inside))}
        clipped = {c: np.clip(apply[c], *fences[c]) for c in apply}
        marked = {c: np.where((apply[c] >= fences[c][0]) & (apply[c] <= fences[c][1]), apply[c], np.nan)
                  for c in apply}
        flags = {f"{c}_outlier": (apply[c] < fences[c][0]) | (apply[c] > fences[c][1])
                 for c in map(str, apply)}
        for action, output in (("clip", clipped), ("missing", marked), ("flag", {**apply, **flags})):
            yield {"step": "outliers", "params": {**params, "action": action}, "train": train, "apply": apply,
                   "output": output}


def gaps(random, rows, share):
    """Four columns that depend on each other, of unlike units, with missing cells."""
    hidden = random.normal(size=(rows, 2))
    columns = np.column_stack([
        hidden[:, 0],
        5 + 3 * hidden[:, 0] - hidden[:, 1],
        100 * hidden[:, 1] + 20 * random.normal(size=rows),
        hidden[:, 0] * hidden[:, 1],
    ]).round(4)
    columns[random.random(columns.shape) < share] = np.nan
    return columns


def imputers():
    random = np.random.default_rng(7)
    train, apply = gaps(random, 50, 0.15), gaps(random, 16, 0.4)
    apply[0] = np.nan
    named = lambda columns: {name: columns[:, at] for at, name in enumerate("abcd")}

    def case(step, params, imputer, train=train):
        return {"step": step, "params": params, "train": named(train), "apply": named(apply),
                "output": named(imputer.fit(train).transform(apply))}

    for k, weights in ((1, "uniform"), (3, "uniform"), (5, "distance"), (100, "uniform")):
        params = {"n_neighbors": k, "weights": weights}
        yield case("knn_impute", params, KNNImputer(**params))
    for alpha, rounds, tol in ((1.0, 10, 1e-3), (0.01, 3, 0.0), (1.0, 40, 1e-6)):
        params = {"alpha": alpha, "max_iter": rounds, "tol": tol}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            yield case("iterative_impute", params,
                       IterativeImputer(estimator=Ridge(alpha=alpha), max_iter=rounds, tol=tol))
    # More gaps than values in one column, and a column without any.
    uneven = train.copy()
    uneven[:30, 1], uneven[:, 3] = np.nan, np.nan_to_num(uneven[:, 3])
    yield case("iterative_impute", {"max_iter": 8, "tol": 0.01},
               IterativeImputer(estimator=Ridge(), max_iter=8, tol=0.01), uneven)


def isolation_forest():
    """Clouds with planted outliers; the scores are means over seeds."""
    random = np.random.default_rng(8)
    clouds = np.vstack([random.normal(0, 1, (160, 3)), random.normal((6, 0, -3), 0.7, (120, 3))])
    planted = random.uniform(-8, 12, (20, 3))
    rows = np.vstack([clouds, planted]).round(3)
    forests = [IsolationForest(random_state=seed).fit(rows) for seed in range(20)]
    scores = np.array([-forest.score_samples(rows) for forest in forests])
    truth = np.arange(len(rows)) >= len(clouds)
    aucs = [roc_auc_score(truth, score) for score in scores]
    yield {
        "step": "isolation_forest",
        "params": {},
        "train": {name: rows[:, at] for at, name in enumerate("abc")},
        "planted": int(truth.sum()),
        "scores": scores.mean(axis=0).round(5),
        "aucs": [min(aucs), max(aucs)],
    }


if __name__ == "__main__":
    made = [case for cases in (clean_text, replace, map_levels, ranges, parse_numbers, parse_dates, units, rare_levels,
                               duplicates, outliers, imputers, isolation_forest) for case in cases()]
    write("cleaning.json", "Cleaning steps against pandas, NumPy, SciPy and scikit-learn", made,
          pandas=pd.__version__)
