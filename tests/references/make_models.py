"""Writes data/*.csv and models.json: predictions of scikit-learn's models on five data sets.

Run as tests/references/README.md says. The file is a list of cases; each has

- `name`, `data` (the CSV), `task`, `features` (the columns used, in order), `target`, `classes`
- `train`, `test`: row numbers of the CSV, from 0, the header not counted
- `scaler`: StandardScaler's `mean_` and `scale_` on the training rows
- `models`: one entry a model, with `predict` (for classes: positions in `classes`) and, where there
  are any, `proba`, both for the test rows in the order of `test`.

Linear models, neighbours and dummies are fitted on the standardised features; trees on the raw ones
(their field `features_as` says so), so that their thresholds can be read.
"""

import csv
import warnings

import numpy as np
import pandas as pd
from palmerpenguins import load_penguins
from sklearn import datasets
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from fixture import DATA, write

SEED = 20
MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
# Criterion and depth. Depth 3 often ends in tied splits of small nodes, shallower trees seldom do.
CLASS_TREES = [(criterion, depth) for criterion in ("gini", "entropy") for depth in (3, 2, 1)]
NUMBER_TREES = [("squared_error", depth) for depth in (3, 2, 5)]


def save_data():
    """Writes the data sets as CSV; a missing cell is empty."""
    DATA.mkdir(exist_ok=True)
    for name in ("iris", "wine", "breast_cancer"):
        bunch = getattr(datasets, f"load_{name}")()
        frame = pd.DataFrame(bunch.data, columns=[tidy(column) for column in bunch.feature_names])
        frame["class"] = [str(bunch.target_names[code]) for code in bunch.target]
        frame.to_csv(DATA / f"{name}.csv", index=False, lineterminator="\n")
    bunch = datasets.load_diabetes(scaled=False)
    frame = pd.DataFrame(bunch.data, columns=bunch.feature_names)
    frame["progression"] = bunch.target
    frame.to_csv(DATA / "diabetes.csv", index=False, lineterminator="\n")
    load_penguins().to_csv(DATA / "penguins.csv", index=False, lineterminator="\n")


def tidy(column):
    """A column name without units in brackets, spaces or slashes."""
    return column.replace(" (cm)", "").replace("/", "_").replace(" ", "_")


def read(name):
    """The CSV, every cell as its text, so that what is fitted is what others read."""
    with open(DATA / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: [row[column] for row in rows] for column in rows[0]}


def logistic(X, y, test):
    """The solver that comes nearest to a zero gradient."""
    best = None
    for solver in ("newton-cholesky", "lbfgs"):
        model = LogisticRegression(C=1.0, tol=1e-10, max_iter=10000, solver=solver)
        with warnings.catch_warnings():
            # At this tolerance both solvers may say that no step improves any more; the gradient is
            # measured and written instead.
            warnings.simplefilter("ignore")
            model.fit(X, y)
        gradient = logistic_gradient(model, X, y)
        if best is None or gradient < best[0]:
            best = (gradient, solver, model)
    gradient, solver, model = best
    return {
        "model": "LogisticRegression",
        "params": {"C": 1.0, "tol": 1e-10, "max_iter": 10000, "solver": solver},
        "largest_gradient": gradient,
        "coef": model.coef_,
        "intercept": model.intercept_,
        "predict": model.predict(test),
        "proba": model.predict_proba(test),
    }


def logistic_gradient(model, X, y):
    """The largest absolute partial derivative of C * sum(log loss) + |w|^2 / 2 at the solution."""
    probabilities = model.predict_proba(X)
    error = probabilities - np.eye(probabilities.shape[1])[y]
    if model.coef_.shape[0] == 1:
        error = error[:, 1:]
    weights = model.C * error.T @ X + model.coef_
    return float(max(np.abs(weights).max(), np.abs(model.C * error.sum(axis=0)).max()))


def neighbours(make, X, y, test):
    """k-NN by exact distances (kd_tree; brute force would expand the square and lose digits)."""
    for weights in ("uniform", "distance"):
        model = make(n_neighbors=5, weights=weights, algorithm="kd_tree").fit(X, y)
        distance, _ = model.kneighbors(test, n_neighbors=6)
        entry = {
            "model": type(model).__name__,
            "params": {"n_neighbors": 5, "weights": weights},
            # Rows whose fifth and sixth neighbour are equally far: which one counts is free there.
            "tied_rows": np.flatnonzero(distance[:, 5] - distance[:, 4] < 1e-12),
            "predict": model.predict(test),
        }
        if hasattr(model, "predict_proba"):
            entry["proba"] = model.predict_proba(test)
        yield entry


def trees(make, settings, X, y, test):
    """Trees. `tie_free`: thirty seeds give one and the same tree, so no tie decided a split."""
    for criterion, max_depth in settings:
        params = {"max_depth": max_depth, "criterion": criterion, "random_state": 0}
        model = make(**params).fit(X, y)
        tree = model.tree_
        others = [make(**params | {"random_state": seed}).fit(X, y).tree_ for seed in range(1, 30)]
        entry = {
            "model": type(model).__name__,
            "params": params,
            "features_as": "raw",
            "tie_free": all(
                np.array_equal(tree.feature, other.feature)
                and np.array_equal(tree.threshold, other.threshold)
                for other in others
            ),
            "uncertain_rows": rounding_decides(tree, test),
            "tree": {
                "feature": tree.feature,
                "threshold": tree.threshold,
                "children_left": tree.children_left,
                "children_right": tree.children_right,
                "impurity": tree.impurity,
                "n_node_samples": tree.n_node_samples,
                # Shares of the classes in a node, or the mean of the target.
                "value": tree.value[:, 0, :],
            },
            "predict": model.predict(test),
        }
        if hasattr(model, "predict_proba"):
            entry["proba"] = model.predict_proba(test)
        yield entry


def rounding_decides(tree, test):
    """Test rows that lie so near to a threshold that rounding may send them either way.

    scikit-learn rounds features to single precision before it splits, so its thresholds are right to
    about 6e-8 of a value only.
    """
    rows = set()
    for feature, threshold in zip(tree.feature, tree.threshold):
        if feature >= 0:
            values = test[:, feature]
            rounded = values.astype(np.float32).astype(np.float64) != values
            near = np.abs(values - threshold) <= 1e-6 * abs(threshold)
            rows.update(np.flatnonzero(near & rounded))
    return sorted(rows)


def linear(make, params, X, y, test):
    model = make(**params).fit(X, y)
    return {
        "model": type(model).__name__,
        "params": params,
        "coef": model.coef_,
        "intercept": model.intercept_,
        "predict": model.predict(test),
    }


def dummies(task, X, y, test):
    if task == "regression":
        model = DummyRegressor(strategy="mean").fit(X, y)
        yield {"model": "DummyRegressor", "params": {"strategy": "mean"}, "predict": model.predict(test)}
        return
    for strategy in ("most_frequent", "prior"):
        model = DummyClassifier(strategy=strategy).fit(X, y)
        yield {
            "model": "DummyClassifier",
            "params": {"strategy": strategy},
            "predict": model.predict(test),
            "proba": model.predict_proba(test),
        }


def case(name, data, task, features, target):
    """All models of one task on one data set. Rows with a missing cell in use are left out."""
    table = read(data)
    used = [*features, target]
    rows = [row for row in range(len(table[target])) if all(table[column][row] for column in used)]
    X = np.array([[float(table[column][row]) for column in features] for row in rows])
    if task == "classification":
        classes = sorted({table[target][row] for row in rows})
        y = np.array([classes.index(table[target][row]) for row in rows])
    else:
        classes = None
        y = np.array([float(table[target][row]) for row in rows])
    train, test = train_test_split(
        np.arange(len(rows)), test_size=0.3, random_state=SEED, stratify=y if classes else None
    )
    scaler = StandardScaler().fit(X[train])
    fitted, held_out, answers = scaler.transform(X[train]), scaler.transform(X[test]), y[train]
    if task == "classification":
        models = [
            logistic(fitted, answers, held_out),
            *neighbours(KNeighborsClassifier, fitted, answers, held_out),
            *trees(DecisionTreeClassifier, CLASS_TREES, X[train], answers, X[test]),
        ]
    else:
        models = [
            linear(LinearRegression, {}, fitted, answers, held_out),
            linear(Ridge, {"alpha": 1.0}, fitted, answers, held_out),
            *neighbours(KNeighborsRegressor, fitted, answers, held_out),
            *trees(DecisionTreeRegressor, NUMBER_TREES, X[train], answers, X[test]),
        ]
    models.extend(dummies(task, fitted, answers, held_out))
    for model in models:
        model.setdefault("features_as", "standardised")
    return {
        "name": name,
        "data": f"data/{data}.csv",
        "task": task,
        "features": features,
        "target": target,
        "classes": classes,
        "train": np.array(rows)[train],
        "test": np.array(rows)[test],
        "truth": y[test],
        "scaler": {"mean": scaler.mean_, "scale": scaler.scale_},
        "models": models,
    }


def main():
    save_data()
    cases = []
    for name in ("iris", "wine", "breast_cancer"):
        features = [column for column in read(name) if column != "class"]
        cases.append(case(name, name, "classification", features, "class"))
    cases.append(case("penguins", "penguins", "classification", MEASURES, "species"))
    features = [column for column in read("diabetes") if column != "progression"]
    cases.append(case("diabetes", "diabetes", "regression", features, "progression"))
    cases.append(case("penguins_mass", "penguins", "regression", MEASURES[:3], "body_mass_g"))
    write("models.json", "Made by make_models.py, which says what the fields mean.", cases)


if __name__ == "__main__":
    main()
