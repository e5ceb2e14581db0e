"""scikit-learn's side of `cargo xtask bench models`: one order a line on standard input, one answer a
line on standard output, both JSON.

An order to make rows: {"make": "classes", "rows": 10000, "test": 2000, "path": "…"}. One to fit:
{"path": "…", "peer": "linear_model.Ridge", "params": {}, "rounds": 3}.
"""

import importlib
import json
import platform
import resource
import sys
import time
import warnings

import numpy as np
import scipy
import sklearn
from sklearn.datasets import make_blobs, make_classification, make_regression

COLUMNS = 20


def make(order):
    """Rows of 20 features, 10 of them informative, as a header and 64-bit numbers."""
    rows, test = order["rows"], order["test"]
    shape = {"n_samples": rows + test, "n_features": COLUMNS, "random_state": 0}
    classes = 0
    if order["make"] == "classes":
        x, y = make_classification(n_informative=10, **shape)
        classes = 2
    elif order["make"] == "blobs":
        x, _ = make_blobs(centers=8, cluster_std=4.0, **shape)
        y = np.zeros(rows + test)
    else:
        x, y = make_regression(n_informative=10, noise=10.0, **shape)
    header = {"rows": rows, "test": test, "columns": COLUMNS, "classes": classes}
    with open(order["path"], "wb") as file:
        file.write(json.dumps(header).encode() + b"\n")
        for part in (slice(0, rows), slice(rows, None)):
            file.write(x[part].astype("<f8").tobytes() + y[part].astype("<f8").tobytes())
    return {"path": order["path"]}


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        parts = []
        for rows in (header["rows"], header["test"]):
            x = np.fromfile(file, "<f8", rows * header["columns"]).reshape(rows, -1)
            y = np.fromfile(file, "<f8", rows)
            parts += [x, y.astype(int) if header["classes"] else y]
    return parts


def fit(order):
    x, y, x_test, y_test = read(order["path"])
    module, name = order["peer"].split(".")
    kind = getattr(importlib.import_module(f"sklearn.{module}"), name)
    fitting, predicting = [], []
    for _ in range(order["rounds"]):
        model = kind(**order["params"])
        start = time.perf_counter()
        model.fit(x, y)
        fitting.append((time.perf_counter() - start) * 1e3)
        apply = getattr(model, "predict", None) or model.transform
        start = time.perf_counter()
        apply(x_test)
        predicting.append((time.perf_counter() - start) * 1e3)
    supervised = sklearn.base.is_classifier(model) or sklearn.base.is_regressor(model)
    return {
        "fit_ms": fitting,
        "predict_ms": predicting,
        "score": model.score(x_test, y_test) if supervised else None,
        "peak_bytes": peak_bytes(),
    }


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(make=make, fit=fit):
    # A model that was told to stop early says so; that is not what is measured.
    warnings.simplefilter("ignore")
    versions = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
        "base_bytes": peak_bytes(),
    }
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(make(order) if "make" in order else fit(order)), flush=True)


if __name__ == "__main__":
    main()
