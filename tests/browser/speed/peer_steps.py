"""scikit-learn's side of `cargo xtask bench steps`; orders and answers as in peer.py.

An order names the transformer of PEERS that does what the engine's steps do.
"""

import json
import time

import numpy as np
import pandas as pd
from sklearn import feature_extraction, impute, preprocessing, random_projection  # noqa: F401
from sklearn.compose import ColumnTransformer
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
                names = np.array([*head["levels"], None], dtype=object)
                values = names[np.where(np.isnan(values), len(names) - 1, values).astype(int)]
            columns[head["name"]] = values
    table = pd.DataFrame(columns)
    return table.drop(columns="target"), table["target"].to_numpy()


def numbers(transformer):
    return lambda: ColumnTransformer([("numbers", transformer, NUMBERS)], remainder="passthrough")


def levels(transformer, names=tuple(LEVELS)):
    return lambda: ColumnTransformer([("levels", transformer, list(names))], remainder="passthrough")


def filled(*rest):
    return make_pipeline(impute.SimpleImputer(strategy="median"), *rest)


def one_hot():
    return preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False)


def recipe():
    return ColumnTransformer([
        ("numbers", filled(preprocessing.StandardScaler()), NUMBERS),
        ("levels", make_pipeline(impute.SimpleImputer(strategy="most_frequent", missing_values=None), one_hot()), list(LEVELS)),
    ])


# Each makes a transformer anew.
PEERS = {
    "recipe": recipe,
    "impute": numbers(impute.SimpleImputer(strategy="median")),
    "scale": numbers(preprocessing.StandardScaler()),
    "robust": numbers(preprocessing.RobustScaler()),
    "one_hot": levels(one_hot(), ["c0", "c2", "c4", "c5"]),
    "ordinal": levels(preprocessing.OrdinalEncoder(), ["c0", "c2", "c4", "c5"]),
}


def fit(order):
    table, target = read(order["path"])
    fitting, applying = [], []
    for _ in range(order["rounds"]):
        transformer = PEERS[order["peer"]]()
        start = time.perf_counter()
        made = transformer.fit_transform(table, target)
        fitting.append((time.perf_counter() - start) * 1e3)
        start = time.perf_counter()
        transformer.transform(table)
        applying.append((time.perf_counter() - start) * 1e3)
    return {"fit_ms": fitting, "predict_ms": applying, "score": mean(made), "peak_bytes": peer.peak_bytes()}


def mean(made):
    """The mean of all numeric cells, as the engine's side tells it."""
    cells = pd.DataFrame(made).infer_objects().select_dtypes("number").to_numpy()
    return float(np.nansum(cells) / max(1, np.isfinite(cells).sum()))


if __name__ == "__main__":
    peer.main(make, fit)
