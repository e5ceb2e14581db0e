"""Preparation: what every step learned from the raw training rows beside what scikit-learn learns, and
whole pipelines from raw rows to predictions."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, RobustScaler, StandardScaler

import data


def scaling(center, scale):
    """Center and scale of every column, of a fitted step and of a fitted scaler."""
    return (
        lambda step: [[column["center"], column["scale"]] for column in step["columns"]],
        lambda peer: np.column_stack([center(peer), scale(peer)]),
    )


FILL = (
    lambda step: [column["fill"]["value"] for column in step["columns"]],
    lambda peer: list(peer.statistics_),
)
COMPONENTS = (lambda step: step["components"], lambda peer: peer.components_)
LEVELS = (
    lambda step: [column["levels"] for column in step["columns"]],
    lambda peer: [list(levels) for levels in peer.categories_],
)

# Step, parameters, which columns, scikit-learn's class, how to read what each learned.
STEPS = [
    ("scale", {}, "numeric", StandardScaler(), scaling(lambda p: p.mean_, lambda p: p.scale_)),
    ("scale", {"method": "min_max"}, "numeric", MinMaxScaler(), scaling(lambda p: p.data_min_, lambda p: 1 / p.scale_)),
    ("scale", {"method": "robust"}, "numeric", RobustScaler(), scaling(lambda p: p.center_, lambda p: p.scale_)),
    ("impute", {"strategy": "mean"}, "numeric", SimpleImputer(strategy="mean"), FILL),
    ("impute", {"strategy": "median"}, "numeric", SimpleImputer(strategy="median"), FILL),
    ("impute", {"strategy": "most_frequent"}, "numeric", SimpleImputer(strategy="most_frequent"), FILL),
    ("impute", {"strategy": "most_frequent"}, "categorical", SimpleImputer(strategy="most_frequent"), FILL),
    ("pca", {"n_components": 2}, "numeric", PCA(n_components=2, svd_solver="full"), COMPONENTS),
    ("one_hot", {}, "categorical", OneHotEncoder(), LEVELS),
    ("ordinal", {}, "categorical", OrdinalEncoder(), LEVELS),
]
TOLERANCE = 1e-9


def learned(ours, tasks):
    """For every step there is: the largest difference of a learned number, relative where it is above 1, and how
    many columns learned another text."""
    rows = []
    for kind, params, which, peer, (mine, theirs) in STEPS:
        if not ours.has(kind):
            continue
        entry = {"step": kind, "params": params, "peer": peer, "tasks": 0, "difference": 0.0, "texts": 0}
        for task in tasks:
            columns = list(getattr(task, which))
            if len(columns) < params.get("n_components", 1):
                continue
            train, test = data.split(task, 0)
            if kind != "impute":
                train, test = train.dropna(), test.dropna()
            step = {"step": kind, "columns": columns, "params": params}
            steps = [step, *[other for other in data.STEPS if other["step"] != kind or kind == "impute"]]
            found = ours.fit(spec(task, steps, {"kind": "dummy"}), train, test)
            said = mine(found.model["steps"][0])
            expected = theirs(peer.fit(train[columns]))
            entry["tasks"] += 1
            if which == "numeric":
                said, expected = np.asarray(said, dtype=float), np.asarray(expected, dtype=float)
                gaps = np.abs(said - expected) / np.maximum(1.0, np.abs(expected))
                entry["difference"] = max(entry["difference"], float(gaps.max()))
            else:
                entry["texts"] += sum(a != b for a, b in zip(said, expected, strict=True))
        rows.append(entry)
    return rows


def spec(task, steps, model):
    types = dict.fromkeys(task.numeric, "numeric") | dict.fromkeys(task.categorical, "categorical")
    types[task.target] = "categorical" if task.task == "classification" else "numeric"
    others = [name for name in data.table(task).columns if name not in types]
    return {
        "target": task.target,
        "task": task.task,
        "read": {"types": types},
        "roles": dict.fromkeys(others, "ignored"),
        "steps": [step for step in steps if step.get("columns") != []],
        "model": model,
    }


def pipelines(ours, tasks):
    """Raw rows with missing cells, filled, scaled, encoded and predicted by both: the largest difference
    of a probability, or of a number relative to the target's standard deviation."""
    worst, rows, gaps = 0.0, 0, 0
    for task in tasks:
        train, test = data.split(task, 0)
        columns = list(task.numeric + task.categorical)
        gaps += int(train[columns].isna().sum().sum() + test[columns].isna().sum().sum())
        classes = task.task == "classification"
        model = {"kind": "logistic_regression"} if classes else {"kind": "ridge"}
        found = ours.fit(spec(task, data.STEPS, model), train, test)
        peer = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000) if classes else Ridge(solver="svd")
        peer = make_pipeline(data.preparation(task), peer).fit(train[columns], train[task.target])
        if classes:
            order = [list(peer.classes_).index(name) for name in found.classes]
            difference = np.abs(peer.predict_proba(test[columns])[:, order] - found.probabilities)
        else:
            difference = np.abs(peer.predict(test[columns]) - found.predicted) / np.std(train[task.target])
        worst = max(worst, float(difference.max()))
        rows += len(test)
    return {"tasks": len(tasks), "rows": rows, "missing": gaps, "difference": worst}
