"""Writes metrics2.json: curves and bootstrap intervals on small seeded cases.

Run as tests/references/README.md says. A case of kind `curves` has `truth` (0 or 1) and `scores`, and

- `precision_recall`: `precision` and `recall` of scikit-learn's curve, turned so that recall rises
- `gain`: `taken` and `gain`, from every point of scikit-learn's ROC curve but the first
- `calibration`: for each of the `strategy` and `bins` listed the `observed` and `predicted` of the bins

A case of kind `interval` has the rows, and of every metric the ends (`low`, `high`) of SciPy's
percentile bootstrap interval at 95 % with 9,999 resamples. Another generator draws other rows: the ends
agree to a few hundredths of the width, not digit by digit.
"""

import numpy as np
from scipy.stats import bootstrap
from sklearn import metrics
from sklearn.calibration import calibration_curve

from fixture import write


def curves(name, truth, scores):
    precision, recall, _ = metrics.precision_recall_curve(truth, scores)
    fpr, tpr, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    others, hits = np.sum(truth == 0), np.sum(truth == 1)
    calibration = []
    for strategy in ("uniform", "quantile"):
        for bins in (5, 10):
            observed, predicted = calibration_curve(truth, scores, n_bins=bins, strategy=strategy)
            calibration.append(
                {"strategy": strategy, "bins": bins, "observed": observed, "predicted": predicted}
            )
    return {
        "name": name,
        "kind": "curves",
        "truth": truth,
        "scores": scores,
        "precision_recall": {"precision": precision[::-1], "recall": recall[::-1]},
        "gain": {"taken": (fpr * others + tpr * hits)[1:] / len(truth), "gain": tpr[1:]},
        "calibration": calibration,
    }


def drawn(name, seed, rows, share, steps=None):
    rng = np.random.default_rng(seed)
    truth = (rng.random(rows) < share).astype(int)
    scores = 1 / (1 + np.exp(-rng.normal(size=rows) - 1.5 * (truth - 0.5)))
    if steps:
        scores = np.round(scores * steps) / steps
    return curves(name, truth, scores)


def interval(name, arrays, functions, seed):
    ends = {}
    for key, function in functions.items():
        found = bootstrap(
            arrays, function, paired=True, vectorized=False, n_resamples=9999,
            confidence_level=0.95, method="percentile", rng=np.random.default_rng(seed),
        ).confidence_interval
        ends[key] = {"low": found.low, "high": found.high}
    return ends


def class_interval():
    rng = np.random.default_rng(50)
    rows = 120
    truth = (rng.random(rows) < 0.4).astype(int)
    share = 1 / (1 + np.exp(-rng.normal(size=rows) - 2 * (truth - 0.5)))
    predicted = (share > 0.5).astype(int)
    two = lambda p: np.column_stack([1 - p, p])
    functions = {
        "accuracy": lambda t, g, p: np.mean(t == g),
        "f1_macro": lambda t, g, p: metrics.f1_score(t, g, average="macro", zero_division=0),
        "matthews_corrcoef": lambda t, g, p: metrics.matthews_corrcoef(t, g),
        "log_loss": lambda t, g, p: metrics.log_loss(t, two(p), labels=[0, 1]),
        "brier_score": lambda t, g, p: np.mean((p - t) ** 2),
        "roc_auc": lambda t, g, p: metrics.roc_auc_score(t, p),
        "average_precision": lambda t, g, p: metrics.average_precision_score(t, p),
    }
    ends = interval("classes", (truth, predicted, share), functions, 51)
    return {
        "name": "classes", "kind": "interval", "truth": truth, "predicted": predicted,
        "scores": share, "ends": ends,
    }


def number_interval():
    rng = np.random.default_rng(60)
    truth = rng.normal(10, 3, size=90)
    predicted = truth + rng.normal(0.2, 1.5, size=90)
    functions = {
        "r2": metrics.r2_score,
        "rmse": metrics.root_mean_squared_error,
        "mae": metrics.mean_absolute_error,
        "median_absolute_error": metrics.median_absolute_error,
    }
    ends = interval("numbers", (truth, predicted), functions, 61)
    return {
        "name": "numbers", "kind": "interval", "truth": truth, "predicted": predicted,
        "scores": None, "ends": ends,
    }


def main():
    cases = [
        drawn("scores of all kinds", 40, 80, 0.4),
        drawn("ties in steps of a tenth", 41, 100, 0.5, steps=10),
        drawn("ties in steps of a quarter", 42, 60, 0.5, steps=4),
        drawn("a rare class", 43, 120, 0.05),
        class_interval(),
        number_interval(),
    ]
    write("metrics2.json", "Made by make_metrics2.py, which says what the fields mean.", cases)


if __name__ == "__main__":
    main()
