"""Writes metrics.json: scikit-learn's metrics on small seeded cases, edge cases among them.

Run as tests/references/README.md says. A case of task `classification` has `classes` (how many, codes
from 0), `truth` and `predicted` (codes), `proba` (rows of shares, one column a class known in training,
or null), and in `expect`

- `confusion` (rows true, columns predicted), `precision`, `recall`, `f1`, `support` of every class
- the metrics by name, null where scikit-learn raises an error or returns NaN, and where it puts 0 for
  what does not exist (Matthews correlation of constants, average precision of an absent class)
- `roc`: for every column of `proba` the curve of that class against all others; the first threshold is
  infinite and written as null; a curve is null where one side is empty.

A case of task `regression` has `truth`, `predicted` and in `expect` the metrics and the `quantiles` of
truth - predicted at `probabilities` (NumPy's default, linear interpolation).

Averages over classes take the classes that occur in truth or prediction, zero_division is 0.
"""

import warnings

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.exceptions import UndefinedMetricWarning

from fixture import write

QUANTILES = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]


def or_none(compute):
    """The figure, or None where scikit-learn says that there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        try:
            value = compute()
        except ValueError:
            return None
    return None if np.isnan(value) else value


def roc(truth, proba):
    curves = []
    for column in range(proba.shape[1]):
        hits = truth == column
        if hits.all() or not hits.any():
            curves.append(None)
            continue
        fpr, tpr, thresholds = metrics.roc_curve(hits, proba[:, column], drop_intermediate=True)
        thresholds = [None, *thresholds[1:]]
        curves.append({"fpr": fpr, "tpr": tpr, "threshold": thresholds, "auc": metrics.auc(fpr, tpr)})
    return curves


def brier(truth, proba):
    known = list(range(proba.shape[1]))
    if len(known) == 2:
        return metrics.brier_score_loss(truth == 1, proba[:, 1], pos_label=True, labels=[False, True])
    return metrics.brier_score_loss(truth, proba, labels=known)


def calibration_error(hits, scores, bins=10):
    """Expected calibration error: scikit-learn has the curve but not the mean over its bins."""
    observed, predicted = calibration_curve(hits, scores, n_bins=bins, strategy="uniform")
    members = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], scores)
    rows = np.bincount(members, minlength=bins)
    return np.sum(rows[rows > 0] / len(hits) * np.abs(observed - predicted))


def classification(name, classes, truth, predicted, proba=None):
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    everyone = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=everyone, zero_division=0
    )
    expect = {
        "confusion": metrics.confusion_matrix(truth, predicted, labels=everyone),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "support": support.astype(int),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted),
    }
    for average in ("macro", "weighted"):
        of = {"average": average, "zero_division": 0}
        expect[f"precision_{average}"] = metrics.precision_score(truth, predicted, **of)
        expect[f"recall_{average}"] = metrics.recall_score(truth, predicted, **of)
        expect[f"f1_{average}"] = metrics.f1_score(truth, predicted, **of)
    for key, beta in (("f2_macro", 2), ("f05_macro", 0.5)):
        expect[key] = metrics.fbeta_score(truth, predicted, beta=beta, average="macro", zero_division=0)
    # scikit-learn says 0 where the correlation is 0 / 0.
    constant = len(set(truth)) < 2 or len(set(predicted)) < 2
    expect["matthews_corrcoef"] = None if constant else metrics.matthews_corrcoef(truth, predicted)
    expect["cohen_kappa"] = or_none(lambda: metrics.cohen_kappa_score(truth, predicted))
    for key in ("log_loss", "roc_auc", "brier_score", "average_precision", "expected_calibration_error"):
        expect[key] = None
    if proba is not None:
        proba = np.asarray(proba, dtype=float)
        known = list(range(proba.shape[1]))
        expect["log_loss"] = or_none(lambda: metrics.log_loss(truth, proba, labels=known))
        if len(known) == 2:
            # Column 1 is the score of class 1; a third class in the truth is an error in both.
            area = lambda: metrics.roc_auc_score(truth, proba[:, 1], labels=known)
        else:
            area = lambda: metrics.roc_auc_score(
                truth, proba, multi_class="ovr", average="macro", labels=known
            )
        expect["roc_auc"] = or_none(area)
        if len(known) >= 2 and truth.max() < len(known):
            expect["brier_score"] = brier(truth, proba)
            ones = np.eye(len(known))[truth]
            columns = [1] if len(known) == 2 else known
            # scikit-learn says 0 for a class that does not occur.
            if all(ones[:, column].any() for column in columns):
                expect["average_precision"] = np.mean(
                    [metrics.average_precision_score(ones[:, at], proba[:, at]) for at in columns]
                )
            expect["expected_calibration_error"] = np.mean(
                [calibration_error(ones[:, at], proba[:, at]) for at in columns]
            )
        expect["roc"] = roc(truth, proba)
    return {
        "name": name,
        "task": "classification",
        "classes": classes,
        "truth": truth,
        "predicted": predicted,
        "proba": proba,
        "expect": expect,
    }


def percentage_error(truth, predicted):
    """scikit-learn divides by at least 2**-52, whatever the truth: smaller values are scaled up first."""
    if (truth == 0).any():
        return None
    smallest = np.abs(truth).min()
    scale = 1 if smallest > 1e-10 else 2.0 ** np.ceil(-np.log2(smallest))
    return metrics.mean_absolute_percentage_error(truth * scale, predicted * scale)


def regression(name, truth, predicted):
    truth, predicted = np.asarray(truth, dtype=float), np.asarray(predicted, dtype=float)
    mse = metrics.mean_squared_error(truth, predicted)
    return {
        "name": name,
        "task": "regression",
        "truth": truth,
        "predicted": predicted,
        "expect": {
            "r2": or_none(lambda: metrics.r2_score(truth, predicted)),
            "mse": mse,
            "rmse": metrics.root_mean_squared_error(truth, predicted),
            "mae": metrics.mean_absolute_error(truth, predicted),
            "median_absolute_error": metrics.median_absolute_error(truth, predicted),
            # Of one row there is no variance, and of zero no share.
            "explained_variance": None
            if len(truth) < 2
            else metrics.explained_variance_score(truth, predicted),
            "mape": percentage_error(truth, predicted),
            "max_error": metrics.max_error(truth, predicted),
            "pinball_10": metrics.mean_pinball_loss(truth, predicted, alpha=0.1),
            "pinball_90": metrics.mean_pinball_loss(truth, predicted, alpha=0.9),
            "probabilities": QUANTILES,
            "quantiles": np.quantile(truth - predicted, QUANTILES),
        },
    }


def drawn(name, seed, rows, shares, skill, steps=None, present=None):
    """A random case. `shares`: how frequent the classes are; `skill`: how much the scores know.

    `steps`: probabilities are multiples of 1/steps, so that scores tie. `present`: only these classes
    occur in the truth.
    """
    rng = np.random.default_rng(seed)
    shares = np.array(shares, dtype=float)
    classes = len(shares)
    weights = shares if present is None else shares * np.isin(np.arange(classes), present)
    truth = rng.choice(classes, size=rows, p=weights / weights.sum())
    scores = rng.normal(size=(rows, classes)) + np.log(shares)
    scores[np.arange(rows), truth] += skill
    proba = np.exp(scores - scores.max(axis=1, keepdims=True))
    proba /= proba.sum(axis=1, keepdims=True)
    if steps:
        proba = np.array([rng.multinomial(steps, row) for row in proba]) / steps
    return classification(name, classes, truth, proba.argmax(axis=1), proba)


def classes_cases():
    even = lambda classes: [1 / classes] * classes
    yield drawn("binary", 1, 60, even(2), 1.0)
    yield drawn("binary without skill", 2, 60, even(2), 0.0)
    yield drawn("binary worse than chance", 3, 50, even(2), -1.5)
    yield drawn("binary, heavy imbalance", 4, 150, [0.97, 0.03], 2.0)
    yield drawn("binary, ties in steps of a tenth", 5, 80, even(2), 1.0, steps=10)
    yield drawn("binary, ties in steps of a third", 6, 80, even(2), 1.0, steps=3)
    yield drawn("binary, probabilities of 0 and 1 only", 7, 40, even(2), 1.5, steps=1)
    yield drawn("three classes", 8, 60, even(3), 1.5)
    yield drawn("three classes, ties", 9, 60, even(3), 1.5, steps=4)
    yield drawn("four classes, one rare", 10, 90, [0.5, 0.3, 0.17, 0.03], 1.5)
    yield drawn("five classes, probabilities of 0 and 1 only", 11, 60, even(5), 2.0, steps=1)
    yield drawn("six classes without skill", 12, 60, even(6), 0.0)
    yield drawn("eight classes", 13, 100, even(8), 2.0)
    yield drawn("eight classes, ties", 14, 100, even(8), 2.0, steps=5)
    yield drawn("eight classes, imbalanced", 15, 100, [0.6, 0.2, 0.1, 0.04, 0.02, 0.02, 0.01, 0.01], 2.0)
    yield drawn("three classes, the last absent from the truth", 16, 40, even(3), 1.0, present=[0, 1])
    yield drawn("four classes, two absent from the truth", 17, 40, even(4), 1.0, present=[1, 3])
    yield drawn("binary, one class in the truth", 18, 20, even(2), 1.0, present=[1])
    yield drawn("three classes, one in the truth", 19, 20, even(3), 3.0, present=[2])
    rng = np.random.default_rng(20)
    truth = rng.integers(0, 3, size=30)
    yield classification("perfect and certain", 3, truth, truth, np.eye(3)[truth])
    yield classification("wrong and certain", 3, truth, (truth + 1) % 3, np.eye(3)[(truth + 1) % 3])
    constant = np.zeros(30, dtype=int)
    prior = np.bincount(truth) / 30
    yield classification("constant prediction", 3, truth, constant, np.tile(prior, (30, 1)))
    pair = rng.integers(0, 2, size=25)
    yield classification("constant prediction, binary", 2, pair, np.ones(25, dtype=int),
                         np.tile([0.25, 0.75], (25, 1)))
    yield classification("without probabilities", 4, rng.integers(0, 4, 40), rng.integers(0, 4, 40))
    yield classification("classes that neither side has", 6, [1, 1, 3, 3, 3], [1, 3, 3, 3, 1])
    yield classification("a class predicted but never true", 3, [0, 0, 1, 1, 1], [0, 2, 1, 2, 1])
    unseen = rng.dirichlet(np.ones(3), size=12)
    yield classification("a class unseen in training", 4, [0, 1, 2, 3] * 3, unseen.argmax(axis=1), unseen)
    pairs = rng.dirichlet(np.ones(2), size=9)
    yield classification("a third class unseen in training", 3, [0, 1, 2] * 3, pairs.argmax(axis=1), pairs)
    yield classification("one class, one column", 1, [0, 0, 0, 0], [0, 0, 0, 0], [[1.0]] * 4)
    yield classification("one row", 2, [1], [0], [[0.6, 0.4]])
    yield classification("two rows", 2, [1, 0], [0, 0], [[0.6, 0.4], [0.7, 0.3]])
    tiny = [[1.0, 1e-300], [1.0, 1e-17], [1e-15, 1 - 1e-15], [5e-324, 1.0], [0.5, 0.5]]
    yield classification("probabilities next to 0 and 1", 2, [1, 0, 1, 0, 1], [0, 0, 1, 1, 0], tiny)


def number_cases():
    rng = np.random.default_rng(30)
    x = rng.normal(size=81)
    noise = rng.normal(size=81)
    yield regression("noise, odd rows", 3 * x + 2, 3 * x + 2 + noise)
    yield regression("noise, even rows", x[:80], x[:80] + 0.1 * noise[:80])
    yield regression("worse than the mean", x, -x)
    yield regression("perfect", x, x)
    yield regression("constant prediction", x, np.full(81, 0.25))
    yield regression("constant target", np.full(12, 3.0), 3 + x[:12])
    yield regression("constant target, perfect", np.full(12, 3.0), np.full(12, 3.0))
    yield regression("huge values", 1e150 * x, 1e150 * (x + 0.2 * noise))
    yield regression("tiny values", 1e-150 * x, 1e-150 * (x + 0.2 * noise))
    yield regression("values of every size", 10.0 ** (6 * x), 10.0 ** (6 * x) * (1 + 0.1 * noise))
    yield regression("a large offset", 1e6 + x, 1e6 + x + 0.3 * noise)
    yield regression("whole numbers with ties", np.round(4 * x), np.round(4 * x + noise))
    yield regression("one outlier", np.append(x, 1e4), np.append(x + 0.1 * noise, 0.0))
    yield regression("one row", [2.0], [5.0])
    yield regression("two rows", [2.0, -1.0], [5.0, 0.5])


def main():
    cases = [*classes_cases(), *number_cases()]
    write("metrics.json", "Made by make_metrics.py, which says what the fields mean.", cases)


if __name__ == "__main__":
    main()
