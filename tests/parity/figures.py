"""Metrics: every figure of a report beside scikit-learn's of the same predictions."""

import numpy as np
from sklearn import metrics as m
from sklearn.preprocessing import label_binarize

import data

TOLERANCE = 1e-9
ZERO = {"zero_division": 0}


def one_against_rest(score, average):
    """A score of two classes, meant over the classes."""

    def mean(classes, truth, shares):
        if len(classes) == 2:
            return score(truth == classes[1], shares[:, 1])
        return score(label_binarize(truth, classes=classes), shares, average=average)

    return mean


def brier(classes, truth, shares):
    """Of one class with two, of all with more."""
    if len(classes) == 2:
        return m.brier_score_loss(truth, shares[:, 1], pos_label=classes[1])
    return m.brier_score_loss(truth, shares, labels=classes)


def calibration_error(classes, truth, shares):
    """Naeini, Cooper and Hauskrecht (2015), over ten bins as scikit-learn's `calibration_curve` makes them: of
    one class with two, the mean over the classes with more."""
    borders = np.linspace(0, 1, 11)[1:-1]
    errors = []
    for at in range(len(classes))[1 if len(classes) == 2 else 0:]:
        bins = np.searchsorted(borders, shares[:, at])
        gaps = (truth == classes[at]) - shares[:, at]
        errors.append(np.abs(np.bincount(bins, weights=gaps)).sum() / len(truth))
    return float(np.mean(errors))


def averaged(score, **settings):
    return lambda truth, said: score(truth, said, **ZERO, **settings)


# By the report's names: of the predicted classes,
LABELS = {
    "accuracy": m.accuracy_score,
    "balanced_accuracy": m.balanced_accuracy_score,
    "precision_macro": averaged(m.precision_score, average="macro"),
    "recall_macro": averaged(m.recall_score, average="macro"),
    "f1_macro": averaged(m.f1_score, average="macro"),
    "precision_weighted": averaged(m.precision_score, average="weighted"),
    "recall_weighted": averaged(m.recall_score, average="weighted"),
    "f1_weighted": averaged(m.f1_score, average="weighted"),
    "f2_macro": averaged(m.fbeta_score, beta=2, average="macro"),
    "f05_macro": averaged(m.fbeta_score, beta=0.5, average="macro"),
    "matthews_corrcoef": m.matthews_corrcoef,
    "cohen_kappa": m.cohen_kappa_score,
}
# of the probabilities,
SHARES = {
    "log_loss": lambda classes, truth, shares: m.log_loss(truth, shares, labels=classes),
    "roc_auc": one_against_rest(m.roc_auc_score, "macro"),
    "average_precision": one_against_rest(m.average_precision_score, "macro"),
    "brier_score": brier,
    "expected_calibration_error": calibration_error,
}
# of predicted numbers.
NUMBERS = {
    "r2": m.r2_score,
    "mse": m.mean_squared_error,
    "rmse": m.root_mean_squared_error,
    "mae": m.mean_absolute_error,
    "median_absolute_error": m.median_absolute_error,
    "mape": m.mean_absolute_percentage_error,
    "explained_variance": m.explained_variance_score,
    "max_error": m.max_error,
    "pinball_10": lambda truth, said: m.mean_pinball_loss(truth, said, alpha=0.1),
    "pinball_90": lambda truth, said: m.mean_pinball_loss(truth, said, alpha=0.9),
}

# Models that err, each in another way: rarely, often, and always the same.
JUDGED = [
    ("logistic_regression", "classification", {"C": 0.001}),
    ("knn", "classification", {"n_neighbors": 15}),
    ("decision_tree", "classification", {"max_depth": 2}),
    ("dummy", "classification", {}),
    ("ridge", "regression", {"alpha": 1000}),
    ("knn", "regression", {"n_neighbors": 15}),
    ("decision_tree", "regression", {"max_depth": 2}),
    ("dummy", "regression", {}),
]


def compare(ours, tasks_of):
    """For every metric by name: the largest difference, how often it was compared and how often both
    had none; and the names that no row above knows."""
    found, unknown = {}, set()
    for kind, what, params in JUDGED:
        for task in tasks_of(what):
            x, y, _, _ = data.prepared(task, 0)
            answer = ours.fit_matrix(kind, params, what, 0, x, y, x, y)
            for metric in figures(answer.report["evaluation"]["train"]["model"]):
                name = metric["name"]
                expected = peer(name, answer, y)
                if expected is None:
                    unknown.add(name)
                    continue
                entry = found.setdefault(name, {"task": what, "compared": 0, "undefined": 0, "difference": 0.0})
                if metric["value"] is None:
                    entry["undefined"] += 1
                    continue
                entry["compared"] += 1
                difference = abs(metric["value"] - expected) / max(1.0, abs(expected))
                entry["difference"] = max(entry["difference"], difference)
    return found, sorted(unknown)


def figures(report):
    """The metrics in a part's report, whichever task it is of."""
    if "metrics" in report:
        return report["metrics"]
    return next(part["metrics"] for part in report.values() if isinstance(part, dict) and "metrics" in part)


def peer(name, answer, truth):
    if name in LABELS:
        return LABELS[name](truth, answer.predicted)
    if name in SHARES:
        return SHARES[name](answer.classes, truth, answer.probabilities)
    if name in NUMBERS:
        return NUMBERS[name](truth.astype(float), answer.predicted)
    return None
