"""Writes explain.json: SHAP values, partial dependence and permutation importance of models that others made.

Run as tests/references/README.md says. Features are multiples of 1/64, which single precision holds exactly.
A null is a missing cell. Each case has `kind`, `name`, and

- of `shap`: `model` (a fitted model of scikit-learn's, written down in the engine's own form), `n_classes`,
  `means` (of the training rows, for linear models), `rows`, `predict` or `proba` of them, and the figures of
  the package shap: `expected` (one a score) and `values` (scores × rows × features). Trees by TreeExplainer
  with feature_perturbation "tree_path_dependent", lines by LinearExplainer over all training rows.
- of `dependence`: `table` (columns by name), `column`, `grid`, `average` (outputs × grid) and `individual`
  (outputs × rows × grid) of partial_dependence(kind="both", method="brute").
- of `permutation`: `table`, `orders` (the row that each row gets its cell from, a list a repeat, which are
  scikit-learn's own draws), `score`, `mean` and `std` (one a column).

The last two are on the last quarter of the rows of `table`, of models fitted on the rows before: `spec` is the
engine's spec of the same model.
"""

import numpy as np
import pandas as pd
import shap
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from fixture import write

RNG = np.random.default_rng(11)
N, P = 160, 4


def features(n):
    return np.round(RNG.normal(size=(n, P)) * 24).clip(-120, 120) / 64


def answers(x):
    return x[:, 0] + np.abs(x[:, 1]) * 2 - x[:, 2] * x[:, 0] + RNG.normal(size=len(x)) * 0.2


def two(x):
    return (answers(x) > 0.8).astype(int)


def three(x):
    return np.digitize(answers(x), [0.5, 1.5])


def tree_of(tree, weighted):
    """A tree of scikit-learn's in the engine's form."""
    inner = tree.children_left >= 0
    form = {
        "feature": np.where(inner, tree.feature, 0),
        "threshold": np.where(inner, tree.threshold, 0.0),
        "left": np.where(inner, tree.children_left, 0),
        "right": np.where(inner, tree.children_right, 0),
        "samples": (tree.n_node_samples if weighted else tree.weighted_n_node_samples).astype(int),
        "impurity": tree.impurity,
        "value": tree.value[:, 0, :].ravel(),
    }
    return form | ({"weight": tree.weighted_n_node_samples} if weighted else {})


def boosted(predictor):
    nodes = predictor.nodes
    inner = nodes["is_leaf"] == 0
    return {
        "feature": np.where(inner, nodes["feature_idx"], 0).astype(int),
        "threshold": np.where(inner, nodes["num_threshold"], 0.0),
        "missing_left": nodes["missing_go_to_left"].astype(bool),
        "left": np.where(inner, nodes["left"], 0).astype(int),
        "right": np.where(inner, nodes["right"], 0).astype(int),
        "samples": nodes["count"].astype(int),
        "gain": np.where(inner, nodes["gain"], 0.0),
        "value": nodes["value"],
    }


def in_our_form(model):
    n_classes = len(model.classes_) if hasattr(model, "classes_") else None
    name = type(model).__name__
    if name.startswith("DecisionTree"):
        tree = tree_of(model.tree_, model.get_params().get("class_weight") is not None)
        return {"decision_tree": {"n_features": P, "n_classes": n_classes, "tree": tree}}
    if name.startswith(("RandomForest", "ExtraTrees")):
        kind = "random_forest" if name.startswith("RandomForest") else "extra_trees"
        trees = [tree_of(tree.tree_, False) for tree in model.estimators_]
        return {kind: {"n_features": P, "n_classes": n_classes, "trees": trees}}
    if name.startswith("HistGradientBoosting"):
        return {
            "hist_gradient_boosting": {
                "n_features": P,
                "n_classes": n_classes,
                "seen": list(range(n_classes or 0)),
                "baseline": model._baseline_prediction.ravel(),
                "trees": [boosted(tree) for trees in model._predictors for tree in trees],
                "history": {"train": [], "validation": []},
            }
        }
    if name == "LogisticRegression":
        lines = {
            "n_features": P,
            "n_classes": n_classes,
            "seen": list(range(n_classes)),
            "coefficients": model.coef_.ravel(),
            "intercepts": model.intercept_,
            "converged": True,
        }
        return {"logistic_regression": lines}
    kind = {"LinearRegression": "linear_regression", "ElasticNet": "elastic_net"}.get(name, name.lower())
    return {kind: {"coefficients": model.coef_, "intercept": float(model.intercept_)}}


def shap_case(name, model, y_of, missing=False):
    x = features(N)
    y = y_of(x)
    rows = features(8)
    if missing:
        x = np.where(RNG.random(x.shape) < 0.15, np.nan, x)
        rows = np.where(RNG.random(rows.shape) < 0.3, np.nan, rows)
    model.fit(x, y)
    if hasattr(model, "coef_"):
        background = shap.maskers.Independent(x, max_samples=len(x))
        explainer = shap.LinearExplainer(model, background)
    else:
        explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    values = np.asarray(explainer.shap_values(rows))
    values = values[None] if values.ndim == 2 else np.moveaxis(values, 2, 0)
    answer = {"proba": model.predict_proba(rows)} if hasattr(model, "classes_") else {"predict": model.predict(rows)}
    return {
        "kind": "shap",
        "name": name,
        "model": in_our_form(model),
        "n_classes": len(model.classes_) if hasattr(model, "classes_") else None,
        "means": x.mean(axis=0) if hasattr(model, "coef_") else [],
        "rows": rows,
        "expected": np.atleast_1d(explainer.expected_value),
        "values": values,
    } | answer


def spec(model, task, steps=()):
    split = {"method": "time", "train": 0.75, "validation": 0.25, "test": 0.0}
    return {"target": "y", "task": task, "steps": list(steps), "split": split, "model": model}


def frame(x, y):
    return pd.DataFrame(x, columns=["a", "b", "c", "d"]).assign(y=y)


def parts(x, y):
    last = len(x) - len(x) // 4
    names = ["a", "b", "c", "d"]
    x = pd.DataFrame(x, columns=names)
    return x[:last], y[:last], x[last:].reset_index(drop=True), y[last:]


def dependence_case(name, model, spec, x, y, column, resolution):
    train_x, train_y, judged_x, _ = parts(x, y)
    model.fit(train_x, train_y)
    found = partial_dependence(
        model,
        judged_x,
        [column],
        kind="both",
        method="brute",
        grid_resolution=resolution,
        response_method="predict_proba" if hasattr(model, "classes_") else "auto",
    )
    return {
        "kind": "dependence",
        "name": name,
        "spec": spec,
        "table": frame(x, y).to_dict("list"),
        "column": column,
        "resolution": resolution,
        "grid": found["grid_values"][0],
        "average": found["average"],
        "individual": found["individual"],
    }


def permutation_case(name, model, spec, x, y, repeats):
    train_x, train_y, judged_x, judged_y = parts(x, y)
    model.fit(train_x, train_y)
    found = permutation_importance(model, judged_x, judged_y, n_repeats=repeats, random_state=5)
    # scikit-learn shuffles the columns with one seed drawn from the state, again and again.
    seed = np.random.RandomState(5).randint(np.iinfo(np.int32).max + 1)
    state, places, cells, orders = np.random.RandomState(seed), np.arange(len(judged_x)), np.arange(len(judged_x)), []
    for _ in range(repeats):
        state.shuffle(places)
        cells = cells[places]
        orders.append(cells.copy())
    return {
        "kind": "permutation",
        "name": name,
        "spec": spec,
        "table": frame(x, y).to_dict("list"),
        "orders": orders,
        "score": model.score(judged_x, judged_y),
        "mean": found.importances_mean,
        "std": found.importances_std,
    }


def main():
    tree = {"max_depth": 4, "min_samples_leaf": 4, "random_state": 0}
    boost = {"max_iter": 5, "max_leaf_nodes": 8, "min_samples_leaf": 6, "early_stopping": False, "random_state": 0}
    cases = [
        shap_case("tree of numbers", DecisionTreeRegressor(**tree), answers),
        shap_case("tree that asks about a feature again", DecisionTreeRegressor(max_leaf_nodes=24, random_state=0), answers),
        shap_case("tree of classes, weighted", DecisionTreeClassifier(class_weight="balanced", **tree), three),
        shap_case("random forest of numbers", RandomForestRegressor(n_estimators=4, **tree), answers),
        shap_case("random forest of classes", RandomForestClassifier(n_estimators=4, **tree), three),
        shap_case("extra trees of classes", ExtraTreesClassifier(n_estimators=4, **tree), two),
        shap_case("boosting of numbers", HistGradientBoostingRegressor(**boost), answers, missing=True),
        shap_case("boosting of two classes", HistGradientBoostingClassifier(**boost), two),
        shap_case("linear regression", LinearRegression(), answers),
        shap_case("ridge", Ridge(alpha=2.0), answers),
        shap_case("lasso", Lasso(alpha=0.05), answers),
        shap_case("elastic net", ElasticNet(alpha=0.05), answers),
        shap_case("logistic regression of two classes", LogisticRegression(tol=1e-10, max_iter=1000), two),
        shap_case("logistic regression of three classes", LogisticRegression(tol=1e-10, max_iter=1000), three),
    ]
    x = features(120)
    y = answers(x)
    line = spec({"kind": "linear_regression"}, "regression")
    scaled = spec({"kind": "ridge", "params": {"alpha": 2.0}}, "regression", [{"step": "scale"}])
    classes = spec({"kind": "logistic_regression"}, "classification")
    ridge = make_pipeline(StandardScaler(), Ridge(alpha=2.0))
    logistic = LogisticRegression(tol=1e-12, max_iter=10000)
    coarse = x.copy()
    coarse[:, 1] = np.round(coarse[:, 1])
    cases += [
        dependence_case("line", LinearRegression(), line, x, y, "a", 7),
        dependence_case("few distinct values", ridge, scaled, coarse, y, "b", 20),
        dependence_case("three classes", logistic, classes, x, np.digitize(y, [0.5, 1.5]), "b", 5),
        permutation_case("line", LinearRegression(), line, x, y, 4),
        permutation_case("scaled line", ridge, scaled, x, y, 3),
        permutation_case("three classes", logistic, classes, x, np.digitize(y, [0.5, 1.5]), 3),
    ]
    write("explain.json", __doc__.splitlines()[0], cases, shap=shap.__version__)


main()
