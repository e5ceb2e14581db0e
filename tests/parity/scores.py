"""Random models: their scores over ten seeds on every data set, paired with scikit-learn's."""

import numpy as np
from scipy import stats
from sklearn.metrics import accuracy_score, r2_score

import data

# Chances of a false alarm: of the mean over all data sets, and of all data sets together.
LEVEL = 0.05


def compare(ours, family, tasks, seeds):
    """Scores in points of a hundred, ours and theirs, tasks × seeds. Every seed deals the rows anew."""
    found = np.full((len(tasks), seeds, 2), np.nan)
    for at, task in enumerate(tasks):
        for seed in range(seeds):
            x, y, x_test, y_test = data.prepared(task, seed)
            mine = ours.fit_matrix(family.kind, family.ours, family.task, seed, x, y, x_test, y_test)
            settings = dict(family.theirs)
            if "random_state" in family.peer().get_params():
                settings["random_state"] = seed
            theirs = family.peer(**settings).fit(x, y).predict(x_test)
            found[at, seed] = [score(family.task, y_test, said) for said in (mine.predicted, theirs)]
    return found


def score(task, truth, predicted):
    if task == "classification":
        return 100 * accuracy_score(truth, predicted)
    return 100 * r2_score(truth.astype(float), predicted)


def of_mean(found):
    """The probability of such a mean over all data sets and seeds, or a lower one, if there were no difference."""
    return worse((found[:, :, 0] - found[:, :, 1]).ravel())


def judge(found, overall, bound=None):
    """Whether ours is worse: by `overall`, what `of_mean` gave, corrected for the number of families; by a one-sided
    paired t-test for every data set (Holm's correction); and by the bound on the mean where one is promised."""
    differences = found[:, :, 0] - found[:, :, 1]
    each = np.array([worse(row) for row in differences])
    corrected = holm(each)
    reasons = []
    if overall < LEVEL:
        reasons.append(f"the mean is lower (p = {overall:.2g})")
    if corrected.min() < LEVEL:
        reasons.append(f"lower on {int((corrected < LEVEL).sum())} data sets")
    if bound is not None and differences.mean() < -bound:
        reasons.append(f"more than {bound} points below")
    return {
        "mean": differences.mean(axis=1),
        "overall": float(differences.mean()),
        "p": overall,
        "each": corrected,
        "worse": "; ".join(reasons),
    }


def worse(differences):
    """The probability of such a mean difference, or a lower one, if there were none."""
    if np.ptp(differences) == 0:
        return 1.0 if differences[0] >= 0 else 0.0
    return float(stats.ttest_1samp(differences, 0.0, alternative="less").pvalue)


def holm(values):
    """Holm's adjusted p-values."""
    order = np.argsort(values)
    adjusted = np.empty_like(values)
    largest = 0.0
    for place, at in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - place) * values[at]))
        adjusted[at] = largest
    return adjusted
