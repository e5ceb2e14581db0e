"""Preparation, cell by cell: what every step makes of rows it learned from and of later ones, beside what others make of
them. A step is compared by an entry in CASES: its id, parameters and columns, the peer's name, and a function of the training
rows and of any rows that says what the step should make of the latter: an array with the made columns in order, or a
dictionary by name. The peers learn from the training rows alone, as the step does."""

from dataclasses import dataclass
from typing import Callable

import numpy as np
import pandas as pd

import mixed
import mixed_peers as peers
from ours import Refused

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Case:
    step: str
    params: dict
    columns: tuple
    peer: str
    expect: Callable
    target: str = "label"
    tolerance: float = TOLERANCE
    # Why more than rounding is tolerated.
    why: str = ""
    # Columns that the step looks at besides its own.
    also: tuple = ()
    # Puts both results into an order that they can be compared in.
    order: Callable = lambda cells: cells


CASES = [Case(*entry[:5], **(entry[5] if len(entry) > 5 else {})) for entry in peers.ENTRIES]

# Steps that change no row but those they learn from, or draw at random: why they have no entry.
DROPS = "leaves out training rows and changes no other"
DRAWS = "draws at random; tests/references compares what does not depend on the draws"
ELSEWHERE = {
    "drop_duplicates": f"{DROPS}; tests/references/make_cleaning.py compares which",
    "drop_missing": DROPS,
    "filter_rows": DROPS,
    "drop_columns": "has nothing to calculate",
    "isolation_forest": DRAWS,
    "over_sample": DRAWS,
    "under_sample": DRAWS,
    "smote": DRAWS,
    "select_from_model": "leaves columns as they are; tests/references/make_select.py compares which",
    "rfe": "leaves columns as they are; tests/references/make_select.py compares which",
}

# Whatever a step made is taken out again, so that the dummy model can be fitted behind it.
BEHIND = [
    *({"step": "drop_columns", "columns": kind} for kind in ("categorical", "text", "boolean", "datetime")),
    {"step": "impute", "params": {"strategy": "constant", "fill_value": "0"}},
]


def spec(case):
    features = {*case.columns, *case.also, "row"}
    ignored = [name for name in mixed.TYPES if name not in features and name != case.target]
    return {
        "target": case.target,
        "task": "regression" if mixed.TYPES[case.target] == "numeric" else "classification",
        "read": {"types": mixed.TYPES},
        "roles": dict.fromkeys(ignored, "ignored"),
        "steps": [{"step": case.step, "columns": list(case.columns), "params": case.params}, *BEHIND],
        "model": {"kind": "dummy"},
    }


def compare(ours):
    """For every case whose step there is: the largest difference of a number, relative where it is above 1, and what is
    otherwise not the same."""
    for case in CASES:
        if not ours.has(case.step):
            continue
        try:
            yield case, *_compare(ours, case)
        except Refused as refused:
            yield case, 0.0, 0, [str(refused)]


def _compare(ours, case):
    parts = [mixed.ROWS_TO_LEARN, mixed.ROWS_LATER]
    made = ours.prepare(spec(case), parts[0], parts, steps=1)
    largest, cells, faults = 0.0, 0, []
    for rows, table in zip(parts, made, strict=True):
        expected = case.expect(parts[0], rows)
        names = [name for name in table if name in case.columns or name not in mixed.TYPES]
        if not {*case.also, "row"} <= set(table):
            faults.append(f"a column that the step has nothing to do with is gone: {list(table)}")
        if isinstance(expected, dict):
            if set(names) != set(expected):
                faults.append(f"made {names}, expected {list(expected)}")
                continue
            expected = [expected[name] for name in names]
        else:
            expected = list(np.asarray(expected).T)
        if len(names) != len(expected):
            faults.append(f"made {names}, expected {len(expected)} columns")
            continue
        found = [read(table[name], like) for name, like in zip(names, expected, strict=True)]
        if case.order is not Case.order:
            found, expected = case.order(np.array(found).T).T, case.order(np.array(expected).T).T
        for name, mine, theirs in zip(names, found, expected, strict=True):
            difference, differ = gap(mine, theirs)
            largest = max(largest, difference)
            cells += len(mine)
            if differ:
                faults.append(f"{name}: {differ} cells")
    return largest, cells, faults


def read(cells, like):
    """Texts as what they are compared with: numbers, moments or texts; None or NaN where the cell is missing."""
    kind = np.asarray(like).dtype.kind
    if kind in "iuf":
        return pd.to_numeric(cells.where(cells != "", None)).to_numpy(dtype=float)
    if kind == "M":
        return pd.to_datetime(cells.where(cells != "", None)).to_numpy(dtype="datetime64[ns]")
    return cells.where(cells != "", None).to_numpy(dtype=object)


def gap(mine, theirs):
    """The largest difference of numbers, and how many cells are missing on one side or otherwise differ."""
    theirs = np.asarray(theirs)
    if theirs.dtype.kind in "iuf":
        theirs = theirs.astype(float)
        known = ~np.isnan(mine) & ~np.isnan(theirs)
        relative = np.abs(mine - theirs) / np.maximum(1.0, np.abs(theirs))
        return float(np.max(relative[known], initial=0.0)), int((np.isnan(mine) != np.isnan(theirs)).sum())
    if theirs.dtype.kind == "b":
        theirs = np.where(theirs, "true", "false").astype(object)
    missing = pd.isna(mine), pd.isna(theirs)
    return 0.0, int(((mine != theirs) & ~(missing[0] & missing[1])).sum())
