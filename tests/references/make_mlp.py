"""Writes mlp.json: what scikit-learn's neural networks say of the data sets of models.json.

Run as tests/references/README.md says, after make_models.py. There are two kinds of entries, both on the
standardised features of the case of models.json named `case`:

- `answers`: a network's layers (`sizes`, `activation`), its weights and intercepts layer by layer
  (`parameters`, rounded to single precision before anything is computed) and what it answers for the
  first test rows in double precision (`proba` or `predict`)
- `scores`: of networks of these `params`, trained from ten seeds, for the test rows: accuracy, or R²
  with the target divided by its standard deviation (of the training rows) on the way.
"""

import json
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, r2_score
from sklearn.neural_network import MLPClassifier, MLPRegressor

from fixture import HERE, write
from make_svm import load

ROWS = 12


def networks(case, X, y, test):
    kind = MLPClassifier if case["classes"] else MLPRegressor
    for activation in ("relu", "tanh", "logistic"):
        model = kind(hidden_layer_sizes=(9, 7), activation=activation, max_iter=30, random_state=1).fit(X, y)
        for arrays in (model.coefs_, model.intercepts_):
            arrays[:] = [array.astype(np.float32).astype(float) for array in arrays]
        layers = [part for pair in zip(model.coefs_, model.intercepts_) for part in pair]
        entry = {
            "kind": "answers",
            "case": case["name"],
            "activation": activation,
            "sizes": [X.shape[1], 9, 7, model.coefs_[-1].shape[1]],
            "parameters": np.concatenate([part.ravel() for part in layers]),
        }
        if case["classes"]:
            entry["proba"] = model.predict_proba(test[:ROWS])
        else:
            entry["predict"] = model.predict(test[:ROWS])
        yield entry


def scores(case, X, y, test):
    params = {"max_iter": 100, "learning_rate_init": 0.005, "batch_size": 50}
    truth, found = case["truth"], []
    for seed in range(10):
        settings = {**params, "hidden_layer_sizes": (32,), "random_state": seed}
        if case["classes"]:
            found.append(accuracy_score(truth, MLPClassifier(**settings).fit(X, y).predict(test)))
        else:
            centre, scale = y.mean(), y.std()
            answers = MLPRegressor(**settings).fit(X, (y - centre) / scale).predict(test)
            found.append(r2_score(truth, answers * scale + centre))
    ours = {**params, "hidden_layers": 1, "hidden_units": 32}
    return {"kind": "scores", "case": case["name"], "params": ours, "scores": found}


def main():
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", ConvergenceWarning)
    entries = []
    for case in json.loads((HERE / "models.json").read_text(encoding="utf-8"))["cases"]:
        X, y, test = load(case)
        entries.extend(networks(case, X, y, test))
        entries.append(scores(case, X, y, test))
    write("mlp.json", "Made by make_mlp.py, which says what the fields mean.", entries)


if __name__ == "__main__":
    main()
