"""Writes linear.json: linear models and naive Bayes of scikit-learn.

Run as tests/references/README.md says, after make_models.py. `sets` are rows of data/*.csv by name:
`data`, `features`, `target`, `classes`, `train` and `test` as in models.json. `cases` are models:

- `set`: the rows
- `prepare`: what was done to the features: `standardise` (mean and deviation of the training rows),
  `raw`, or `codes` (each feature's cell less the column's least, rounded down: whole numbers from 0)
- `model`: the id, `params`: by name, `predict` and `proba`: for the rows of `test`

The solvers were driven to convergence: `gap` is the duality gap or the largest component of the
subgradient of least norm that was left, a measure of how far the reference itself may be off.
"""

import csv
import warnings

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, GaussianNB, MultinomialNB

from fixture import DATA, write

SEED = 7
# Rows that are predicted.
TESTED = 30
# References that ended farther from the optimum are of no use.
WORST_GAP = 1e-9
# Without a penalty, weights beyond this on standardised features say that they grow without end.
SEPARABLE = 100


def read(name):
    with open(DATA / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: [row[column] for row in rows] for column in rows[0]}


def load(name, features, target, classify):
    """Features, answers (positions in the sorted classes, or numbers), classes and row numbers."""
    table = read(name)
    used = [*features, target]
    rows = [row for row in range(len(table[target])) if all(table[column][row] for column in used)]
    X = np.array([[float(table[column][row]) for column in features] for row in rows])
    if classify:
        classes = sorted({table[target][row] for row in rows})
        y = np.array([classes.index(table[target][row]) for row in rows])
    else:
        classes, y = None, np.array([float(table[target][row]) for row in rows])
    return X, y, classes, np.array(rows)


def prepared(how, train, test):
    if how == "standardise":
        mean, scale = train.mean(axis=0), train.std(axis=0)
        return (train - mean) / scale, (test - mean) / scale
    if how == "codes":
        # Where the test rows have a number beyond those of training, scikit-learn has no answer.
        least = np.minimum(train.min(axis=0), test.min(axis=0))
        return np.floor(train - least), np.floor(test - least)
    return train, test


def elastic(alpha, ratio, X, y):
    model = Lasso(alpha=alpha, tol=1e-15, max_iter=10**6) if ratio is None else ElasticNet(
        alpha=alpha, l1_ratio=ratio, tol=1e-15, max_iter=10**6
    )
    with warnings.catch_warnings():
        # Rounding keeps the gap from falling below this tolerance; what is left of it is written.
        warnings.simplefilter("ignore")
        model.fit(X, y)
    return model, float(model.dual_gap_)


def logistic(params, X, y):
    """Driven to where the subgradient vanishes, and how far from there it ended."""
    C, penalty = params.get("C", 1.0), params.get("penalty", "l2")
    ratio = {"l1": 1.0, "l2": 0.0, "none": 0.0}.get(penalty, params.get("l1_ratio", 0.5))
    weight = params.get("class_weight", "none")
    smooth = penalty in ("l2", "none")
    model = LogisticRegression(
        C=np.inf if penalty == "none" else C,
        l1_ratio=ratio,
        class_weight=None if weight == "none" else weight,
        solver="newton-cholesky" if smooth else "saga",
        tol=1e-14,
        max_iter=1000 if smooth else 500_000,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, y)
    return model, subgradient(model, X, y, np.inf if penalty == "none" else C, ratio, weight)


def subgradient(model, X, y, C, ratio, weight):
    """The largest component of the subgradient of least norm of the mean weighted loss."""
    counts = np.bincount(y)
    rows = np.ones(len(y)) if weight == "none" else (len(y) / (len(counts) * counts))[y]
    error = (model.predict_proba(X) - np.eye(len(counts))[y]) * rows[:, None] / len(y)
    if model.coef_.shape[0] == 1:
        error = error[:, 1:]
    slope, w = error.T @ X, model.coef_
    if np.isfinite(C):
        slope = slope + (1 - ratio) * w / (C * len(y))
        lasso = ratio / (C * len(y))
        at_zero = np.maximum(np.abs(slope) - lasso, 0.0)
        slope = np.where(w == 0, at_zero, slope + lasso * np.sign(w))
    return float(max(np.abs(slope).max(), np.abs(error.sum(axis=0)).max()))


def discriminant(params, X, y):
    kind = params.get("shrinkage", "none")
    even = params.get("priors") == "even"
    n_classes = len(set(y))
    model = LinearDiscriminantAnalysis(
        solver="svd" if kind == "none" else "lsqr",
        shrinkage={"none": None, "auto": "auto"}.get(kind, params.get("amount")),
        priors=[1 / n_classes] * n_classes if even else None,
    )
    return model.fit(X, y), None


def bayes(make):
    return lambda params, X, y: (make(**params).fit(X, y), None)


def categorical(params, X, y):
    return CategoricalNB(**params).fit(X, y), None


CLASSIFIERS = [
    ("logistic_regression", "standardise", logistic, [
        {"class_weight": "balanced"},
        {"penalty": "none"},
        {"penalty": "none", "class_weight": "balanced"},
        {"penalty": "l1", "C": 0.1},
        {"penalty": "l1", "C": 0.5, "class_weight": "balanced"},
        {"penalty": "elasticnet", "C": 0.2, "l1_ratio": 0.5},
        {"penalty": "elasticnet", "C": 1.0, "l1_ratio": 0.15},
    ]),
    ("linear_discriminant", "raw", discriminant, [
        {},
        {"priors": "even"},
        {"shrinkage": "auto"},
        {"shrinkage": "fixed", "amount": 0.3},
    ]),
    ("gaussian_nb", "raw", bayes(GaussianNB), [{}, {"var_smoothing": 0.01}]),
    ("multinomial_nb", "raw", bayes(MultinomialNB), [{}, {"alpha": 0.1, "fit_prior": False}]),
    ("bernoulli_nb", "standardise", bayes(BernoulliNB), [{}, {"alpha": 0.1, "binarize": 0.5}]),
    ("categorical_nb", "codes", categorical, [{}, {"alpha": 0.01, "fit_prior": False}]),
]
NETS = [("lasso", 0.1, None), ("lasso", 5.0, None), ("elastic_net", 0.1, 0.5), ("elastic_net", 1.0, 0.9)]


def cases_of(sets, about, name, features, target, classify):
    X, y, classes, rows = load(name, features, target, classify)
    train, test = train_test_split(
        np.arange(len(rows)), test_size=0.25, random_state=SEED, stratify=y if classify else None
    )
    test = test[:TESTED]
    sets[about] = {
        "data": f"data/{name}.csv",
        "features": features,
        "target": target,
        "classes": classes,
        "train": rows[train],
        "test": rows[test],
    }

    def entry(model, how, params, fit):
        fitted_on, asked = prepared(how, X[train], X[test])
        try:
            estimator, gap = fit(params, fitted_on, y[train])
            predict = estimator.predict(asked)
        except (ValueError, IndexError) as error:
            print(f"{about} {model} {params}: left out, {error}")
            return None
        more = {"proba": estimator.predict_proba(asked)} if classify else {}
        endless = params.get("penalty") == "none" and np.abs(estimator.coef_).max() > SEPARABLE
        if endless or (gap is not None and gap > WORST_GAP):
            print(f"{about} {model} {params}: left out, no optimum was reached; the gap is {gap}")
            return None
        found = {"set": about, "model": model, "prepare": how, "params": params, "gap": gap}
        return {**found, "predict": predict, **more}

    if classify:
        for model, how, fit, settings in CLASSIFIERS:
            for params in settings:
                yield entry(model, how, params, fit)
    else:
        for model, alpha, ratio in NETS:
            params = {"alpha": alpha} | ({} if ratio is None else {"l1_ratio": ratio})
            fit = lambda given, X, y: elastic(given["alpha"], given.get("l1_ratio"), X, y)
            yield entry(model, "standardise", params, fit)


def main():
    measures = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    columns = {name: list(read(name))[:-1] for name in ("iris", "breast_cancer", "wine", "diabetes")}
    wine = columns["wine"]
    plan = [
        ("iris", "iris", columns["iris"], "class", True),
        ("breast_cancer", "breast_cancer", columns["breast_cancer"][:10], "class", True),
        # A column twice: the covariance has not full rank.
        ("wine_twice", "wine", [*wine[:6], wine[2]], "class", True),
        ("penguins_sex", "penguins", measures, "sex", True),
        ("diabetes", "diabetes", columns["diabetes"], "progression", False),
        ("penguins_mass", "penguins", measures[:3], "body_mass_g", False),
    ]
    sets = {}
    found = [case for one in plan for case in cases_of(sets, *one) if case]
    write("linear.json", "Made by make_linear.py, which says what the fields mean.", found, sets=sets)


if __name__ == "__main__":
    main()
