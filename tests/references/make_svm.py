"""Writes svm.json: what scikit-learn's support vector machines say of the data sets of models.json.

Run as tests/references/README.md says, after make_models.py. Each entry has

- `case`: the name of the case of models.json whose rows (standardised) and answers are used
- `model`: `SVC` or `SVR`, `params`: our parameters, of the same names but for gamma
- `n_support`: the number of support vectors
- `decisions`: `decision_function` (classes: one against one) or `predict` (numbers) for the test rows
- `predict`: for the test rows; for classes positions in `classes`
- `proba`, where asked for: CalibratedClassifierCV(ensemble=False) on five folds, to which the rows of
  each class go in turn.

The tolerance is 1e-9, so that only the single precision of the kernel values kept by both sides is
left as a difference.
"""

import json
import warnings

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC, SVR

from fixture import HERE, write
from make_models import read

TOL = 1e-9
KERNELS = [
    {"kernel": "rbf"},
    {"kernel": "rbf", "C": 10.0, "gamma": 0.05},
    {"kernel": "linear", "C": 0.5},
    {"kernel": "poly", "degree": 3, "coef0": 1.0},
    {"kernel": "sigmoid", "gamma": 0.02, "coef0": -0.5, "C": 0.5},
]


def ours(params):
    """Our parameters: gamma is a choice and a number."""
    named = dict(params)
    if "gamma" in named:
        named["gamma_value"] = named["gamma"]
        named["gamma"] = "number"
    return named


def load(case):
    table = read(case["data"].removeprefix("data/").removesuffix(".csv"))
    X = np.array([[float(table[name][row]) for name in case["features"]] for row in case["train"] + case["test"]])
    X = (X - case["scaler"]["mean"]) / case["scaler"]["scale"]
    answers = [table[case["target"]][row] for row in case["train"]]
    if case["classes"]:
        y = np.array([case["classes"].index(answer) for answer in answers])
    else:
        y = np.array([float(answer) for answer in answers])
    return X[: len(y)], y, X[len(y) :]


def in_turn(y, n_folds=5):
    fold = np.zeros(len(y), int)
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        fold[rows] = np.arange(len(rows)) % n_folds
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n_folds)]


def classes(case, X, y, test):
    for params in [*KERNELS, {"kernel": "rbf", "class_weight": "balanced"}]:
        model = SVC(tol=TOL, decision_function_shape="ovo", **params).fit(X, y)
        yield {
            "case": case["name"],
            "model": "SVC",
            "params": {**ours(params), "tol": TOL},
            "n_support": len(model.support_),
            "decisions": model.decision_function(test),
            "predict": model.predict(test),
        }
    for method in ("sigmoid", "isotonic"):
        model = CalibratedClassifierCV(SVC(tol=TOL), method=method, ensemble=False, cv=in_turn(y)).fit(X, y)
        yield {
            "case": case["name"],
            "model": "SVC",
            "params": {"tol": TOL, "probability": method},
            "proba": model.predict_proba(test),
        }


def numbers(case, X, y, test):
    spread = float(np.std(y))
    for params in KERNELS:
        params = {**params, "C": params.get("C", 1.0) * spread, "epsilon": 0.1 * spread}
        model = SVR(tol=TOL, **params).fit(X, y)
        yield {
            "case": case["name"],
            "model": "SVR",
            "params": {**ours(params), "tol": TOL},
            "n_support": len(model.support_),
            "decisions": model.predict(test),
            "predict": model.predict(test),
        }


def main():
    warnings.simplefilter("error")
    entries = []
    for case in json.loads((HERE / "models.json").read_text(encoding="utf-8"))["cases"]:
        X, y, test = load(case)
        entries.extend((classes if case["classes"] else numbers)(case, X, y, test))
    write("svm.json", "Made by make_svm.py, which says what the fields mean.", entries)


if __name__ == "__main__":
    main()
