"""Writes trees.json: scikit-learn's pruned and weighted trees, and its histogram gradient boosting.

Run as tests/references/README.md says. Features are multiples of 1/64, which single precision holds
exactly, and of at most 255 distinct values, so that every value has a bin of its own. A null is a
missing cell. Each case has

- `kind` (`tree` or `boosting`), `name`, `params` (scikit-learn's)
- `x`, `y`: training rows and answers; `test`: rows to predict
- `predict` (numbers) or `proba` of the test rows
- of trees: `tree` (its arrays), `alphas` and `impurities` (the pruning path of the tree that is not
  pruned), drawn anew until the tree is free of ties; of boosting: `losses` (half the mean
  squared error or the mean log loss of the training rows after 0, 1, 2 ... rounds), `levels` (for
  every column the number of levels, or null)
"""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import log_loss
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from fixture import write

RNG = np.random.default_rng(7)


def features(n, p):
    return np.round(RNG.normal(size=(n, p)) * 24).clip(-120, 120) / 64


def answers(x, noise):
    clean = x[:, 0] + np.abs(x[:, 1]) * 2 - x[:, 2] * x[:, 0]
    return clean + RNG.normal(size=len(x)) * noise


def classes(x, cuts):
    return np.digitize(answers(x, 0.2), cuts)


def questions(tree, sign):
    """Every feature and threshold asked about, the thresholds of the features times `sign`."""
    asked = tree.feature >= 0
    return sorted(zip(tree.feature[asked], sign * tree.threshold[asked]))


def tie_free(make, x, y, params):
    """Thirty seeds, which draw the order of features, and features upside down, which turns the order
    of thresholds about, give one and the same tree: no two splits were equally good."""
    first = questions(make(random_state=0, **params).fit(x, y).tree_, 1)
    seeds = (make(random_state=seed, **params).fit(x, y).tree_ for seed in range(1, 31))
    upside_down = make(random_state=0, **params).fit(-x, y).tree_
    return questions(upside_down, -1) == first and all(questions(tree, 1) == first for tree in seeds)


def tree_case(name, make, y_of, params):
    while True:
        x, test = features(120, 4), features(20, 4)
        y = y_of(x)
        if tie_free(make, x, y, {key: value for key, value in params.items() if key != "ccp_alpha"}):
            break
    model = make(random_state=0, **params).fit(x, y)
    tree = model.tree_
    unpruned = {key: value for key, value in params.items() if key != "ccp_alpha"}
    path = make(random_state=0, **unpruned).cost_complexity_pruning_path(x, y)
    case = {
        "kind": "tree",
        "name": name,
        "params": params,
        "x": x,
        "y": y,
        "test": test,
        "alphas": path.ccp_alphas,
        "impurities": path.impurities,
        "tree": {
            "feature": tree.feature,
            "threshold": tree.threshold,
            "children_left": tree.children_left,
            "children_right": tree.children_right,
            "impurity": tree.impurity,
            "n_node_samples": tree.n_node_samples,
            "value": tree.value[:, 0, :],
        },
        "importances": model.feature_importances_,
    }
    return case | answer(model, test)


def answer(model, test):
    if hasattr(model, "predict_proba"):
        return {"proba": model.predict_proba(test)}
    return {"predict": model.predict(test)}


def losses(model, x, y):
    """Of the training rows, before the first round and after each."""
    start = model._baseline_prediction.ravel()
    if not hasattr(model, "predict_proba"):
        stages = [np.full(len(y), start[0]), *model.staged_predict(x)]
        return [0.5 * np.mean((y - stage) ** 2) for stage in stages]
    if len(start) == 1:
        first = 1 / (1 + np.exp(-start[0]))
        stages = [np.tile([1 - first, first], (len(y), 1))]
    else:
        stages = [np.tile(np.exp(start) / np.exp(start).sum(), (len(y), 1))]
    weights = None
    if model.class_weight == "balanced":
        weights = (len(y) / (len(np.unique(y)) * np.bincount(y)))[y]
    return [log_loss(y, stage, sample_weight=weights) for stage in [*stages, *model.staged_predict_proba(x)]]


def boosting_case(name, make, x, y, test, params, levels=None):
    levels = levels or [None] * x.shape[1]
    categorical = [column for column, n in enumerate(levels) if n]
    given = dict(params)
    if "monotonic_cst" in given:
        given["monotonic_cst"] = [int(sign) for sign in given["monotonic_cst"]]
    model = make(early_stopping=False, random_state=0, categorical_features=categorical or None, **given)
    model.fit(x, y)
    case = {
        "kind": "boosting",
        "name": name,
        "params": params,
        "levels": levels,
        "x": x,
        "y": y,
        "test": test,
        "losses": losses(model, x, y),
    }
    return case | answer(model, test)


def trees():
    leaf = {"min_samples_leaf": 6}
    for alpha in (0.0, 0.005, 0.05):
        params = leaf | {"ccp_alpha": alpha}
        yield tree_case("numbers", DecisionTreeRegressor, lambda x: answers(x, 0.3), params)
    for alpha in (0.0, 0.01):
        for weight in (None, "balanced"):
            for criterion in ("gini", "entropy"):
                params = leaf | {"ccp_alpha": alpha, "class_weight": weight, "criterion": criterion}
                yield tree_case("classes", DecisionTreeClassifier, lambda x: classes(x, [0.2, 1.2]), params)


def boosting():
    x, test = features(240, 3), features(60, 3)
    numbers, two, three = answers(x, 0.3), classes(x, [0.6]), classes(x, [0.2, 1.2])
    few = {"max_iter": 12}
    regressor, classifier = HistGradientBoostingRegressor, HistGradientBoostingClassifier
    yield boosting_case("squared error", regressor, x, numbers, test, few)
    small = few | {"max_depth": 3, "max_leaf_nodes": 6, "min_samples_leaf": 5, "l2_regularization": 2.5}
    yield boosting_case("small trees", regressor, x, numbers, test, small | {"learning_rate": 0.3})
    yield boosting_case("two classes", classifier, x, two, test, few)
    yield boosting_case("three classes", classifier, x, three, test, few)
    yield boosting_case("balanced", classifier, x, classes(x, [1.4]), test, few | {"class_weight": "balanced"})
    signs = few | {"monotonic_cst": ["1", "0", "-1"]}
    yield boosting_case("monotonic", regressor, x, numbers, test, signs)
    yield boosting_case("monotonic classes", classifier, x, two, test, signs)

    holes, gaps = x.copy(), test.copy()
    for matrix in (holes, gaps):
        matrix[RNG.random(matrix.shape) < 0.2] = np.nan
    # The second column is complete in training and has gaps later.
    holes[:, 1] = x[:, 1]
    yield boosting_case("missing", regressor, holes, numbers, gaps, few)
    yield boosting_case("missing classes", classifier, holes, two, gaps, few)
    mixed, later = holes.copy(), gaps.copy()
    mixed[:, 2], later[:, 2] = RNG.integers(0, 6, len(x)), RNG.integers(0, 6, len(test))
    mixed[RNG.random(len(x)) < 0.15, 2] = np.nan
    later[RNG.random(len(test)) < 0.15, 2] = np.nan
    effect = np.array([0.0, 2.0, -1.0, 0.5, 3.0, -2.0, 1.0])
    shifted = numbers + effect[np.nan_to_num(mixed[:, 2], nan=6).astype(int)]
    levels = [None, None, 6]
    yield boosting_case("levels", regressor, mixed, shifted, later, few, levels)
    yield boosting_case("levels and classes", classifier, mixed, (shifted > 1).astype(int), later, few, levels)


if __name__ == "__main__":
    write("trees.json", "Made by make_trees.py, which says what the fields mean.", [*trees(), *boosting()])
