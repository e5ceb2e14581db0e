"""Writes timeline.json: scikit-learn's trees grown best first, after each of their first splits.

Run as tests/references/README.md says. Features are multiples of 1/64, which single precision holds
exactly. Each case has

- `name`, `params` (scikit-learn's, but for `max_leaf_nodes`)
- `x`, `y`: training rows and answers; `test`: rows to predict
- `after`: for 1, 2, 3 ... splits what a tree with `max_leaf_nodes` = splits + 1 says of the test
  rows: `proba` or `predict`. Tables are drawn anew until five seeds, which draw the order of features,
  say the same: no two splits were equally good.
"""

import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from fixture import write

RNG = np.random.default_rng(11)
SPLITS = range(1, 7)


def features(n, p):
    return np.round(RNG.normal(size=(n, p)) * 24).clip(-120, 120) / 64


def answers(x, noise):
    clean = x[:, 0] + np.abs(x[:, 1]) * 2 - x[:, 2] * x[:, 0]
    return clean + RNG.normal(size=len(x)) * noise


def classes(x):
    return np.digitize(answers(x, 0.4), [0.3, 2.0])


def grown(make, params, seed, x, y, test):
    trees = (make(random_state=seed, max_leaf_nodes=n + 1, **params).fit(x, y) for n in SPLITS)
    return [(tree.predict_proba if hasattr(tree, "predict_proba") else tree.predict)(test) for tree in trees]


def case(name, make, y_of, params):
    while True:
        x, test = features(150, 3), features(15, 3)
        y = y_of(x)
        after = grown(make, params, 0, x, y, test)
        if all(np.allclose(after, grown(make, params, seed, x, y, test), rtol=0, atol=1e-12) for seed in range(1, 6)):
            break
    return {
        "name": name,
        "params": params,
        "x": x.tolist(),
        "y": y.tolist(),
        "test": test.tolist(),
        "after": [said.tolist() for said in after],
    }


write(
    "timeline.json",
    "Made by make_timeline.py, which says what the fields mean.",
    [
        case("gini", DecisionTreeClassifier, classes, {"min_samples_leaf": 4}),
        case("entropy", DecisionTreeClassifier, classes, {"criterion": "entropy", "min_samples_leaf": 4}),
        case("numbers", DecisionTreeRegressor, lambda x: answers(x, 0.3), {"min_samples_leaf": 2}),
    ],
)
