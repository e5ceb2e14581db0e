"""Folds of scikit-learn's resamplers, for the rules that draw nothing at random.

Writes resampling.json. A case has `method`, `rows` and the arguments that it was made with, and:

- `classes` (the class of every row) for `stratified_k_fold`, `groups` (the group of every row) for
  `group_k_fold`;
- `folds`: for every fold the rows that `train` and those that `test`. Where `shuffled` is true, the rows
  were dealt at random and only `sizes` stand: for every fold the number of training and test rows and, with
  classes, of test rows of each class.

Sizes of groups differ, so that the order in which scikit-learn takes equal groups does not matter.
"""

import numpy as np
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedKFold,
    TimeSeriesSplit,
)

from fixture import write


def case(method, splitter, rows, shuffled=False, classes=None, groups=None, **arguments):
    entry = {"method": method, "rows": rows, "shuffled": shuffled, **arguments}
    if classes is not None:
        entry["classes"] = classes
    if groups is not None:
        entry["groups"] = groups
    splits = list(splitter.split(np.zeros((rows, 1)), classes, groups))
    if shuffled:
        entry["sizes"] = [
            {
                "train": len(train),
                "test": len(test),
                "by_class": [] if classes is None else np.bincount(classes[test], minlength=classes.max() + 1),
            }
            for train, test in splits
        ]
    else:
        entry["folds"] = [{"train": train, "test": test} for train, test in splits]
    return entry


def main():
    rng = np.random.default_rng(0)
    cases = []
    for rows, k in [(10, 2), (11, 3), (23, 5), (7, 7)]:
        cases.append(case("k_fold", KFold(k), rows, n_splits=k))
    cases.append(case("k_fold", RepeatedKFold(n_splits=4, n_repeats=2, random_state=0), 17, True, n_splits=4, n_repeats=2))
    for rows, k, shares in [(20, 3, [0.5, 0.5]), (31, 4, [0.6, 0.3, 0.1]), (50, 5, [0.85, 0.1, 0.05]), (24, 6, [0.4, 0.3, 0.3])]:
        classes = rng.choice(len(shares), size=rows, p=shares)
        cases.append(case("stratified_k_fold", StratifiedKFold(k), rows, classes=classes, n_splits=k))
        splitter = RepeatedStratifiedKFold(n_splits=k, n_repeats=2, random_state=0)
        cases.append(case("stratified_k_fold", splitter, rows, True, classes=classes, n_splits=k, n_repeats=2))
    for k, sizes in [(2, [5, 3, 1]), (3, [9, 7, 6, 4, 3, 2, 1]), (5, [20, 1, 2, 3, 4, 5, 6, 7, 8, 9])]:
        groups = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
        cases.append(case("group_k_fold", GroupKFold(k), len(groups), groups=groups, n_splits=k))
    cases.append(case("leave_one_out", LeaveOneOut(), 5))
    for rows, k, gap, most in [(12, 3, 0, None), (13, 3, 0, None), (20, 4, 2, None), (20, 4, 0, 5), (29, 5, 1, 6)]:
        splitter = TimeSeriesSplit(k, gap=gap, max_train_size=most)
        cases.append(case("time_series_split", splitter, rows, n_splits=k, gap=gap, max_train_size=most))
    for rows, share in [(10, 0.25), (11, 0.1), (33, 0.5)]:
        splitter = ShuffleSplit(3, test_size=share, random_state=0)
        cases.append(case("shuffle_split", splitter, rows, True, n_splits=3, test_size=share))
    write("resampling.json", "folds of scikit-learn's resamplers; see make_resampling.py", cases)


main()
