"""Writes steps.json: what scikit-learn's preparation steps make of the Palmer penguins.

Run as tests/references/README.md says. The head's `rows` names sets of row numbers of
data/penguins.csv (from 0, the header not counted). Each case has

- `step`, `params`: the scikit-learn class and the arguments that are not its defaults
- `columns`: the input columns, in order; an empty cell is missing
- `fit_on`, `apply_to`: names of row sets
- `learned`: the fitted attributes
- `names`: get_feature_names_out, `output`: the transformed rows; a missing value is null.
"""

import csv

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import (
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)

from fixture import DATA, write

SEED = 20
MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def read():
    with open(DATA / "penguins.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = read()


def row_sets():
    """A split with missing measures on both sides, and parts of it that provoke edge cases."""
    lost = {row for row, cells in enumerate(ROWS) if not cells["bill_length_mm"]}
    seed = SEED
    while True:
        train, test = train_test_split(np.arange(len(ROWS)), test_size=0.3, random_state=seed)
        if lost & set(train) and lost & set(test):
            break
        seed += 1
    known_sex = lambda rows: [row for row in rows if ROWS[row]["sex"]]
    return {
        "train": train,
        "test": test,
        # `island` in the test rows has a level that was never seen here.
        "train_without_torgersen": [r for r in train if ROWS[r]["island"] != "Torgersen"],
        # The test rows have missing measures, these have none.
        "train_complete": [r for r in train if ROWS[r]["bill_length_mm"]],
        # `year` is constant here.
        "train_2007": [r for r in train if ROWS[r]["year"] == "2007"],
        "train_known_sex": known_sex(train),
        "test_known_sex": known_sex(test),
    }


SETS = row_sets()


def numbers(rows, columns):
    cell = lambda text: float(text) if text else np.nan
    return np.array([[cell(ROWS[row][column]) for column in columns] for row in rows])


def texts(rows, columns):
    # NaN, since OrdinalEncoder takes None for one more category.
    cells = [[ROWS[row][column] or np.nan for column in columns] for row in rows]
    return np.array(cells, dtype=object)


def case(name, make, params, columns, read_as, learned, fit_on="train", apply_to="test", **hidden):
    """One step, fitted and applied. `hidden` holds arguments that change the form only."""
    step = make(**params, **hidden).fit(read_as(SETS[fit_on], columns))
    return {
        "name": name,
        "step": make.__name__,
        "params": params,
        "columns": columns,
        "fit_on": fit_on,
        "apply_to": apply_to,
        "learned": {attribute: getattr(step, attribute) for attribute in learned},
        "names": step.get_feature_names_out(columns),
        "output": step.transform(read_as(SETS[apply_to], columns)),
    }


def imputers():
    for strategy in ("mean", "median", "most_frequent"):
        yield case(f"impute_{strategy}", SimpleImputer, {"strategy": strategy}, MEASURES, numbers,
                   ["statistics_"])
    constant = {"strategy": "constant", "fill_value": -1.0}
    yield case("impute_constant", SimpleImputer, constant, MEASURES, numbers, ["statistics_"])
    flagged = {"strategy": "mean", "add_indicator": True}
    yield case("impute_indicator", SimpleImputer, flagged, [*MEASURES, "year"], numbers, ["statistics_"])
    yield case("impute_indicator_nothing_missing_in_train", SimpleImputer, flagged, MEASURES, numbers,
               ["statistics_"], fit_on="train_complete")
    yield case("impute_text_most_frequent", SimpleImputer, {"strategy": "most_frequent"},
               ["sex", "island"], texts, ["statistics_"])
    yield case("impute_text_constant", SimpleImputer,
               {"strategy": "constant", "fill_value": "unknown", "add_indicator": True}, ["sex"], texts,
               ["statistics_"])


def scalers():
    kinds = [
        ("standard", StandardScaler, {}, ["mean_", "scale_"]),
        ("standard_mean_only", StandardScaler, {"with_std": False}, ["mean_"]),
        ("standard_std_only", StandardScaler, {"with_mean": False}, ["scale_"]),
        ("min_max", MinMaxScaler, {}, ["data_min_", "data_max_", "min_", "scale_"]),
        ("min_max_range", MinMaxScaler, {"feature_range": (-1.0, 1.0)},
         ["data_min_", "data_max_", "min_", "scale_"]),
        ("min_max_clip", MinMaxScaler, {"clip": True}, ["data_min_", "data_max_", "min_", "scale_"]),
        ("robust", RobustScaler, {}, ["center_", "scale_"]),
        ("robust_range", RobustScaler, {"quantile_range": (10.0, 90.0)}, ["center_", "scale_"]),
        ("robust_center_only", RobustScaler, {"with_scaling": False}, ["center_"]),
    ]
    for name, make, params, learned in kinds:
        yield case(name, make, params, MEASURES, numbers, learned)
    for name, make, params, learned in kinds:
        if not params:
            yield case(f"{name}_constant_column", make, params, ["year", "body_mass_g"], numbers, learned,
                       fit_on="train_2007")


def encoders():
    ignore = {"handle_unknown": "ignore"}
    first = {**ignore, "drop": "first"}
    form = {"sparse_output": False}
    for name, params in (("one_hot", ignore), ("one_hot_drop_first", first)):
        yield case(name, OneHotEncoder, params, ["island", "species"], texts, ["categories_"], **form)
        yield case(f"{name}_unknown", OneHotEncoder, params, ["island", "species"], texts, ["categories_"],
                   fit_on="train_without_torgersen", **form)
        # scikit-learn gives missing its own category, last, here null.
        yield case(f"{name}_missing", OneHotEncoder, params, ["sex"], texts, ["categories_"], **form)
        yield case(f"{name}_missing_unseen", OneHotEncoder, params, ["sex"], texts, ["categories_"],
                   fit_on="train_known_sex", **form)
    yield case("ordinal", OrdinalEncoder, {}, ["island", "species"], texts, ["categories_"])
    yield case("ordinal_known_sex", OrdinalEncoder, {}, ["sex"], texts, ["categories_"],
               fit_on="train_known_sex", apply_to="test_known_sex")
    unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    yield case("ordinal_unknown", OrdinalEncoder, unknown, ["island", "species"], texts, ["categories_"],
               fit_on="train_without_torgersen")
    # A missing cell stays missing.
    yield case("ordinal_missing", OrdinalEncoder, {}, ["sex"], texts, ["categories_"])
    yield case("ordinal_missing_encoded", OrdinalEncoder, {"encoded_missing_value": -2}, ["sex"], texts,
               ["categories_"])


def main():
    cases = [*imputers(), *scalers(), *encoders()]
    write("steps.json", "Made by make_steps.py, which says what the fields mean.", cases, rows=SETS)


if __name__ == "__main__":
    main()
