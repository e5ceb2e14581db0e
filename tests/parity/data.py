"""The data sets, as tasks: a file, the column to predict, and which columns are features."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_digits
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "public" / "samples"
REFERENCES = ROOT / "tests" / "references" / "data"
# So many rows of a larger file are drawn, anew for every seed.
MOST_ROWS = 2000


@dataclass(frozen=True)
class Task:
    """One column of one file to predict."""

    name: str
    file: Path | None
    target: str
    task: str
    numeric: tuple
    categorical: tuple = ()


def _task(file, target, task, categorical=(), without=(), folder=SAMPLES):
    columns = pd.read_csv(folder / file, nrows=1).columns
    features = [name for name in columns if name != target and name not in without]
    numeric = tuple(name for name in features if name not in categorical)
    levels = tuple(name for name in features if name in categorical)
    return Task(f"{Path(file).stem}: {target}", folder / file, target, task, numeric, levels)


DIGITS = Task("digits", None, "digit", "classification", tuple(f"pixel_{at}" for at in range(64)))

CLASSES = [
    _task("iris.csv", "species", "classification"),
    _task("wine.csv", "class", "classification"),
    _task("breast-cancer.csv", "diagnosis", "classification"),
    _task("penguins.csv", "species", "classification", ["island", "sex"], ["year"]),
    _task("penguins.csv", "sex", "classification", ["island", "species"], ["year"]),
    _task("titanic.csv", "survived", "classification", ["class", "sex"], ["name"]),
    _task("auto-mpg.csv", "origin", "classification", [], ["name"]),
    _task("weather-seattle.csv", "weather", "classification", [], ["date"]),
    _task("weather-new-york.csv", "weather", "classification", [], ["date"]),
    DIGITS,
]

NUMBERS = [
    _task("diabetes.csv", "progression", "regression", folder=REFERENCES),
    _task("auto-mpg.csv", "mpg", "regression", ["origin"], ["name"]),
    _task("bike-sharing.csv", "bikers", "regression", ["mnth", "weathersit"], ["casual", "registered"]),
    _task("penguins.csv", "body_mass_g", "regression", ["species", "island", "sex"], ["year"]),
    _task("wine.csv", "alcohol", "regression", ["class"]),
    _task("iris.csv", "petal width (cm)", "regression", ["species"]),
    _task("breast-cancer.csv", "worst concave points", "regression", ["diagnosis"]),
    _task("weather-seattle.csv", "temp_max", "regression", ["weather"], ["date"]),
    _task("weather-new-york.csv", "temp_min", "regression", ["weather"], ["date"]),
]


def of(task):
    """All tasks of a kind."""
    return CLASSES if task == "classification" else NUMBERS


@cache
def table(task):
    """The rows whose target is known."""
    if task.file is None:
        bunch = load_digits()
        rows = pd.DataFrame(bunch.data, columns=list(task.numeric))
        rows[task.target] = [f"digit {digit}" for digit in bunch.target]
        return rows
    rows = pd.read_csv(task.file, keep_default_na=False, na_values=["", "NA", "?"])
    rows = rows.dropna(subset=[task.target]).reset_index(drop=True)
    if task.task == "classification":
        rows[task.target] = rows[task.target].astype(str)
    for name in task.categorical:
        rows[name] = rows[name].map(str, na_action="ignore").astype(object)
    return rows


def split(task, seed):
    """Seven tenths of the rows to learn from and the rest, dealt by class where there are classes."""
    rows = table(task)
    if len(rows) > MOST_ROWS:
        rows = rows.sample(MOST_ROWS, random_state=seed)
    classes = rows[task.target] if task.task == "classification" else None
    train, test = train_test_split(rows, test_size=0.3, random_state=seed, stratify=classes)
    return train.reset_index(drop=True), test.reset_index(drop=True)


def preparation(task):
    """What scikit-learn does to raw rows: fill in, scale, encode."""
    numeric = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    categorical = make_pipeline(
        SimpleImputer(strategy="most_frequent"),
        OneHotEncoder(handle_unknown="ignore", sparse_output=False),
    )
    parts = [("numbers", numeric, list(task.numeric))]
    if task.categorical:
        parts.append(("levels", categorical, list(task.categorical)))
    return ColumnTransformer(parts)


STEPS = [
    {"step": "impute", "params": {"strategy": "median"}},
    {"step": "impute", "params": {"strategy": "most_frequent"}},
    {"step": "scale"},
    {"step": "one_hot"},
]


def prepared(task, seed, form="scaled"):
    """Both parts as matrices with their answers, so that models are compared on the same numbers: as
    prepared; `single`, rounded to what 32 bits hold, as scikit-learn's trees do; or `counts` from 0 to 8."""
    train, test = split(task, seed)
    columns = list(task.numeric + task.categorical)
    prepare = preparation(task).fit(train[columns])
    parts = []
    for rows in (train, test):
        x = prepare.transform(rows[columns])
        if form == "single":
            x = x.astype(np.float32).astype(np.float64)
        elif form == "counts":
            x = np.clip(np.round(2 * x + 4), 0, 8)
        parts += [x, rows[task.target].to_numpy()]
    return parts
