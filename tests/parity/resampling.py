"""Resamplers: what the engine deals beside what scikit-learn's classes deal. Where neither shuffles, the
same folds; where both draw, the same sizes, and the rules that every draw keeps."""

import json
import subprocess

import numpy as np
import pandas as pd
from sklearn import model_selection as ms

import data
import steps

# Shares of the three parts of a split.
SHARES = [(0.6, 0.2, 0.2), (0.7, 0.0, 0.3), (0.8, 0.1, 0.1)]
SAME = "the same folds"
SIZES = "the same sizes{}; every row judges once a round; another seed deals otherwise"
GROUP, TIME = "a group", "a time"

# Settings of ours, scikit-learn's resampler, what is compared.
METHODS = [
    ({"method": "k_fold", "n_splits": 5, "shuffle": False}, ms.KFold(5), SAME),
    ({"method": "k_fold", "n_splits": 7, "shuffle": False}, ms.KFold(7), SAME),
    ({"method": "k_fold", "n_splits": 5}, ms.KFold(5, shuffle=True), SIZES.format("")),
    ({"method": "k_fold", "n_splits": 4, "n_repeats": 3}, ms.RepeatedKFold(n_splits=4, n_repeats=3), SIZES.format("")),
    ({"method": "stratified_k_fold", "n_splits": 5, "shuffle": False}, ms.StratifiedKFold(5), SAME),
    ({"method": "stratified_k_fold", "n_splits": 5}, ms.StratifiedKFold(5, shuffle=True), SIZES.format(" of every class")),
    ({"method": "stratified_k_fold", "n_splits": 3, "n_repeats": 2},
     ms.RepeatedStratifiedKFold(n_splits=3, n_repeats=2), SIZES.format(" of every class")),
    ({"method": "group_k_fold", "n_splits": 4, "shuffle": False, "column": GROUP}, ms.GroupKFold(4), "the same sizes; no group in two folds"),
    ({"method": "leave_one_out"}, ms.LeaveOneOut(), SAME),
    ({"method": "time_series_split", "n_splits": 5, "column": TIME}, ms.TimeSeriesSplit(5), SAME),
    ({"method": "time_series_split", "n_splits": 4, "gap": 3, "max_train_size": 40, "column": TIME},
     ms.TimeSeriesSplit(4, gap=3, max_train_size=40), SAME),
    ({"method": "shuffle_split", "n_splits": 6, "test_size": 0.23}, ms.ShuffleSplit(6, test_size=0.23), "the same sizes; another seed deals otherwise"),
]


def compare(ours, program):
    """Rows of the report; the last cell is "yes", or what is wrong."""
    rows = []
    for method in ("random", "stratified"):
        faults = [fault for task in data.CLASSES for shares in SHARES if (fault := parts(ours, method, task, shares))]
        what = "sizes of the parts within one row" + (" a class" if method == "stratified" else "")
        rows.append([f"split, `{method}`", "`train_test_split`", what, faults[0] if faults else "yes"])
    for settings, peer, what in METHODS:
        faults = [fault for task in data.CLASSES if (fault := folds(ours, program, settings, peer, what, task))]
        named = ", ".join(f"{name} {value}" for name, value in settings.items() if name not in ("method", "column"))
        rows.append([
            f"`{settings['method']}`" + (f" ({named})" if named else ""),
            f"`{type(peer).__name__}`", what, faults[0] if faults else "yes",
        ])
    return rows


def folds(ours, program, settings, peer, what, task):
    """What is wrong with the folds of a data set, if anything."""
    train, _ = data.split(task, 0)
    draw = np.random.default_rng(0)
    train = train.assign(**{GROUP: [f"group {at}" for at in draw.integers(0, 17, len(train))], TIME: range(len(train))})
    groups, truth = train[GROUP].to_numpy(), train[task.target].to_numpy()
    theirs = [(set(a), set(b)) for a, b in peer.split(train, truth, groups if "group" in what else None)]
    mine = dealt(ours, program, settings, task, train)
    if len(mine) != len(theirs):
        return f"{task.name}: {len(mine)} folds, not {len(theirs)}"
    if any(a & b for a, b in mine):
        return f"{task.name}: a row teaches and judges"
    if what == SAME:
        return None if mine == theirs else f"{task.name}: other folds"
    if sizes(mine) != sizes(theirs):
        return f"{task.name}: sizes {sizes(mine)}, not {sizes(theirs)}"
    if "class" in what and shares(mine, truth) != shares(theirs, truth):
        return f"{task.name}: other counts of a class"
    if "once a round" in what:
        times = np.bincount(np.concatenate([list(b) for _, b in mine]), minlength=len(train))
        if (times != settings.get("n_repeats", 1)).any():
            return f"{task.name}: a row judges too often or too seldom"
    if "group" in what and any(set(groups[list(a)]) & set(groups[list(b)]) for a, b in mine):
        return f"{task.name}: a group teaches and judges"
    if "another seed" in what and dealt(ours, program, settings | {"seed": 1}, task, train) == mine:
        return f"{task.name}: another seed deals alike"
    return None


def dealt(ours, program, settings, task, train):
    spec = steps.spec(task, [], {"kind": "dummy"})
    spec |= {"tune": {"resampling": settings}, "split": {"train": 1, "validation": 0, "test": 0}}
    spec["read"]["types"] |= {GROUP: "categorical", TIME: "numeric"}
    spec["roles"] |= {GROUP: "ignored", TIME: "ignored"}
    for name, text in (("folds.json", json.dumps(spec)), ("folds.csv", train.to_csv(index=False))):
        (ours.work / name).write_text(text)
    done = subprocess.run([program, ours.work / "folds.json", ours.work / "folds.csv"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{settings}: {done.stderr.strip()}")
    return [(set(fold["train"]), set(fold["test"])) for fold in json.loads(done.stdout)]


def sizes(folds):
    return sorted((len(a), len(b)) for a, b in folds)


def shares(folds, truth):
    return sorted(tuple(sorted(pd.Series(truth[list(b)]).value_counts().items())) for _, b in folds)


def parts(ours, method, task, shares):
    """What is wrong with the sizes of a split's parts, if anything."""
    train, test = data.split(task, 0)
    split = dict(zip(("train", "validation", "test"), shares, strict=True))
    spec = steps.spec(task, data.STEPS, {"kind": "dummy"}) | {"split": split | {"method": method}}
    report = ours.fit(spec, train, test).report
    counts = train[task.target].value_counts()
    # Every class is rounded by itself when each is dealt by itself.
    slack = len(counts) if method == "stratified" else 1
    for name, share in split.items():
        if abs(report["sizes"][name] - share * len(train)) > slack:
            return f"{task.name}: {report['sizes']} of {len(train)} rows for {shares}"
    if method != "stratified":
        return None
    for name in ("train", "validation"):
        found = report["evaluation"][name]
        if found is None:
            continue
        support = {row["label"]: row["support"] for row in _classes(found["model"])}
        wanted = {label: split[name] * count for label, count in counts.items()}
        wrong = [label for label in wanted if abs(support.get(label, 0) - wanted[label]) > 1 + 1e-9]
        if wrong:
            return f"{task.name}, {name}: {support}, expected {wanted}"
    return None if np.isclose(sum(shares), 1) else "the shares do not add up"


def _classes(report):
    return report["per_class"]
