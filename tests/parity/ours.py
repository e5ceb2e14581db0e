"""Asks the command line: writes a spec and rows as files, runs the program, reads what it wrote."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass
class Answer:
    """Predictions of the rows to predict. `classes` and `probabilities` are None for numbers."""

    predicted: np.ndarray
    classes: list | None
    probabilities: np.ndarray | None
    report: dict
    model: dict


class Refused(Exception):
    """The program's own words."""


class Ours:
    """The program and a folder for its files."""

    def __init__(self, program, work):
        self.program = program
        self.work = Path(work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.version = self.call("--version").split()[-1]
        schema = json.loads(self.call("schema"))
        self.known = set(_names(schema))
        self.steps = {kind["properties"]["step"]["const"] for kind in schema["$defs"]["StepSpec"]["anyOf"]}

    def call(self, *args):
        done = subprocess.run([self.program, *map(str, args)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Refused(done.stderr.strip())
        return done.stdout

    def has(self, name):
        """Whether the schema of specs names a model or step of that name."""
        return name in self.known

    def fit(self, spec, train, test):
        """Fits on all of `train` and predicts `test`, both tables with the target in them."""
        spec = {"split": {"train": 1, "validation": 0, "test": 0}, **spec}
        files = {name: self.work / name for name in ("spec.json", "train.csv", "test.csv", "scored.csv")}
        files["spec.json"].write_text(json.dumps(spec))
        # Python writes the shortest text that reads as the same number.
        train.to_csv(files["train.csv"], index=False)
        test.to_csv(files["test.csv"], index=False)
        report = self.call("run", files["spec.json"], "--data", files["train.csv"], "--out", self.work, "--json")
        self.call("score", self.work / "model.json", "--data", files["test.csv"], "--out", files["scored.csv"])
        model = json.loads((self.work / "model.json").read_text())["pipeline"]
        numbers = model["task"] == "regression"
        types = {"prediction": float if numbers else str}
        scored = pd.read_csv(
            files["scored.csv"], dtype=types, float_precision="round_trip", keep_default_na=False, na_values=[""]
        )
        names = [f"probability {name}" for name in model["classes"]]
        return Answer(
            predicted=scored["prediction"].to_numpy(),
            classes=None if numbers else model["classes"],
            probabilities=scored[names].to_numpy() if names and names[0] in scored else None,
            report=json.loads(report),
            model=model,
        )

    def prepare(self, spec, train, tables, steps):
        """Fits on all of `train`; what the first fitted steps make of each of the tables, its cells as texts."""
        spec = {"split": {"train": 1, "validation": 0, "test": 0}, **spec}
        files = {name: self.work / name for name in ("spec.json", "train.csv", "rows.csv", "prepared.csv")}
        files["spec.json"].write_text(json.dumps(spec))
        train.to_csv(files["train.csv"], index=False)
        self.call("run", files["spec.json"], "--data", files["train.csv"], "--out", self.work, "--json")
        made = []
        for table in tables:
            table.to_csv(files["rows.csv"], index=False)
            self.call("prepare", self.work / "model.json", "--data", files["rows.csv"],
                      "--out", files["prepared.csv"], "--steps", steps)
            made.append(pd.read_csv(files["prepared.csv"], dtype=str, keep_default_na=False))
        return made

    def fit_matrix(self, kind, params, task, seed, x, y, x_test, y_test, members=()):
        """Fits a model on numbers alone."""
        names = [f"x{at}" for at in range(x.shape[1])]
        spec = {
            "target": "target",
            "task": task,
            "read": {"types": _types(task, names)},
            "model": {"kind": kind, "params": params, "seed": seed},
        }
        if members:
            spec["model"]["members"] = list(members)
        return self.fit(spec, _rows(names, x, y), _rows(names, x_test, y_test))


def _types(task, names):
    types = dict.fromkeys(names, "numeric")
    return types | {"target": "categorical" if task == "classification" else "numeric"}


def _rows(names, x, y):
    rows = pd.DataFrame(x, columns=names)
    rows["target"] = y
    return rows


def _names(schema):
    """Every text that the schema allows as a value."""
    if isinstance(schema, dict):
        values = schema.get("enum", []) + [schema.get("const")]
        yield from (value for value in values if isinstance(value, str))
        for part in schema.values():
            yield from _names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _names(part)
