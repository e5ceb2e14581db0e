"""Resamplers: whether what the engine deals keeps the rules of scikit-learn's classes."""

import numpy as np

import data
import steps

# What is asked for besides the default, which deals at random.
SHARES = [(0.6, 0.2, 0.2), (0.7, 0.0, 0.3), (0.8, 0.1, 0.1)]


def compare(ours):
    """Rows of the report, and what is not built."""
    rows = []
    for method in ("random", "stratified"):
        faults = [fault for task in data.CLASSES for shares in SHARES if (fault := parts(ours, method, task, shares))]
        what = "sizes of the parts within one row" + (" a class" if method == "stratified" else "")
        rows.append([f"split, `{method}`", "`train_test_split`", what, faults[0] if faults else "yes"])
    return rows, []


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
