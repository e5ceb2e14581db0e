"""Deterministic models: how far their predictions are from scikit-learn's on the same numbers."""

import warnings

import numpy as np

import data
from ours import Refused

# The rows are dealt once: what is deterministic has no luck to average out.
SEED = 0
DRAWS = 20


def compare(ours, family, task):
    """What the two say of the same rows: the largest difference, and how many rows were compared."""
    tree = family.without == "draws"
    x, y, x_test, y_test = data.prepared(task, SEED, family.rows)
    try:
        found = ours.fit_matrix(
            family.kind, family.ours, family.task, SEED, x, y, x_test, y_test, family.members
        )
    except Refused as refusal:
        return {"task": task.name, "refused": str(refusal)}
    with warnings.catch_warnings():
        # At such tolerances a solver may say that no step improves any more.
        warnings.simplefilter("ignore")
        settings = [{"random_state": seed} for seed in range(DRAWS)] if tree else [{}]
        peers = [family.peer(**family.theirs, **setting).fit(x, y) for setting in settings]
    answers = np.array([answer(peer, found, x_test) for peer in peers])
    mine = found.probabilities if found.probabilities is not None else found.predicted
    if found.classes is not None and found.probabilities is None:
        mine = (found.predicted[:, None] == np.array(found.classes)).astype(float)
    mine = np.asarray(mine, dtype=float).reshape(len(x_test), -1)
    compared = comparable(family, peers[0], answers, x_test)
    scale = 1.0 if found.classes is not None else float(np.std(y.astype(float)))
    difference = np.abs(mine - answers[0])[compared] / scale
    return {
        "task": task.name,
        "rows": int(compared.sum()),
        "left_out": int((~compared).sum()),
        "difference": float(difference.max(initial=0.0)),
    }


def answer(peer, found, x):
    """Probabilities in the order of our classes, or numbers as a column."""
    if found.classes is None:
        return peer.predict(x).astype(float).reshape(len(x), -1)
    if found.probabilities is None:
        return (peer.predict(x)[:, None] == np.array(found.classes)).astype(float)
    return peer.predict_proba(x)[:, [list(peer.classes_).index(name) for name in found.classes]]


def comparable(family, peer, answers, x):
    """The rows for which scikit-learn's answer is no accident."""
    if family.without == "draws":
        return (np.ptp(answers, axis=0) < 1e-12).all(axis=1)
    if family.without == "ties":
        k = peer.n_neighbors
        distance, _ = peer.kneighbors(x, n_neighbors=k + 1)
        tied = distance[:, k] - distance[:, k - 1] <= 1e-9 * distance[:, k]
        # Equal rows have no distance at all: which of them count is free too.
        return ~tied
    return np.ones(len(x), dtype=bool)
