"""Writes derive.json: new and bent columns as pandas, NumPy, SciPy and scikit-learn make them.

Run as README.md says. The head's `table` has the columns by name: `dtype` and `cells`, a missing one null and a
moment as text. Steps are fitted on the first `train` rows and applied to all. Each case has

- `step`, `params`, `columns`: as in a spec
- `made`: the cells of the columns that the step makes or changes, by name; null is missing, and so is what is not
  finite
- `learned`: numbers that the step learned, where they are compared.

Powers are learned by SciPy to about eight digits, since the greatest value of a function is flat. `lambdas` has
those, to be compared loosely; `made` uses the zero of the slope, found here with long doubles.
"""

import numpy as np
import pandas as pd
from scipy import optimize, special, stats
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MaxAbsScaler,
    Normalizer,
    PolynomialFeatures,
    QuantileTransformer,
    StandardScaler,
)

from fixture import write

TRAIN = 40
ROWS = 52
NUMBERS = ["a", "b", "c"]


def frame():
    rng = np.random.default_rng(8)
    a = np.round(rng.normal(0.5, 3.0, ROWS), 2)
    b = np.round(rng.lognormal(1.0, 0.8, ROWS), 3)
    c = rng.integers(-3, 6, ROWS).astype(float)
    a[rng.random(ROWS) < 0.15] = np.nan
    # Hours apart, in no order; the last rows lie before, within and after the training rows.
    hours = rng.permutation(np.arange(ROWS) * 977 + rng.integers(0, 900, ROWS))
    when = pd.Timestamp("2019-11-27T05:30") + pd.to_timedelta(hours, unit="h")
    shop = rng.choice(["north", "south", "west"], ROWS).astype(object)
    shop[rng.random(ROWS) < 0.08] = None
    note = rng.choice(["Red wine", "green Tea", "Blue", "", "Straße"], ROWS).astype(object)
    note[rng.random(ROWS) < 0.1] = None
    open_ = pd.array(rng.random(ROWS) < 0.5, dtype="boolean")
    open_[rng.random(ROWS) < 0.15] = pd.NA
    shop[TRAIN - 1 + 3] = "east"
    data = {"a": a, "b": b, "c": c, "when": when, "shop": shop, "note": note, "open": open_}
    return pd.DataFrame(data)


FRAME = frame()


def cells(values):
    """A column's cells as JSON has them."""
    out = []
    for value in values:
        if value is None or value is pd.NA or value is pd.NaT:
            out.append(None)
        elif isinstance(value, pd.Timestamp):
            out.append(value.isoformat())
        elif isinstance(value, (bool, np.bool_, str)):
            out.append(value if isinstance(value, str) else bool(value))
        else:
            out.append(float(value) if np.isfinite(value) else None)
    return out


def case(step, columns, params, made, **more):
    return {
        "step": step,
        "columns": columns,
        "params": params,
        "made": {name: cells(values) for name, values in made.items()},
        **more,
    }


def formulas():
    a, b, c = (FRAME[name] for name in NUMBERS)
    na, nb, nc = (FRAME[name].astype("Float64") for name in NUMBERS)
    open_, when = FRAME["open"], FRAME["when"]
    note = FRAME["note"].astype("string")
    late = pd.Timestamp("2022-06-30T12:00")
    lines = {
        "total = a + b * 2 - c / 4": a + b * 2 - c / 4,
        "ratio = b / c": b / c,
        "rest = a % 3 + c % -4": a % 3 + c % -4,
        "powers = b ^ 1.5 - -a ^ 2 + 2 ^ c ^ 2": b**1.5 - -(a**2) + 2 ** (c**2),
        "roots = sqrt(a) + c ^ 0.5": np.sqrt(a) + c**0.5,
        "growth = exp(b / 10) + log(b) + log10(b) + log1p(b)": np.exp(b / 10) + np.log(b) + np.log10(b) + np.log1p(b),
        "waves = sin(a) * cos(b)": np.sin(a) * np.cos(b),
        "whole = round(a) + floor(b) * 10 + ceil(a) * 100": a.round() + np.floor(b) * 10 + np.ceil(a) * 100,
        "half = round(c / 2)": (c / 2).round(),
        "ends = max(a, b, c) - min(a, b, c)": np.maximum(np.maximum(a, b), c) - np.minimum(np.minimum(a, b), c),
        "chosen = if(b > 3, a, c)": pd.Series(np.where(b > 3, a, c)),
        "filled = coalesce(a, -1) * abs(c)": a.fillna(-1) * c.abs(),
        "both = a > b and open": (na > nb) & open_,
        "one = a > b or open": (na > nb) | open_,
        "no = not (open or c == 2)": ~(open_ | (nc == 2)),
        "gap = a is missing or note is missing": a.isna() | note.isna(),
        "loud = concat(upper(note), '/', lower(note))": note.str.upper() + "/" + note.str.lower(),
        "size = length(note)": note.str.len().astype("Float64"),
        "found = contains(note, 'e') and not starts_with(note, 'R') or ends_with(note, 'a')":
            (note.str.contains("e", regex=False) & ~note.str.startswith("R")) | note.str.endswith("a"),
        "order = note < 'Red'": note < "Red",
        "month_end = year(when) * 10000 + month(when) * 100 + day(when)":
            (when.dt.year * 10000 + when.dt.month * 100 + when.dt.day).astype(float),
        "clock = hour(when) + weekday(when) / 10 + quarter(when) / 100":
            when.dt.hour + when.dt.weekday / 10 + when.dt.quarter / 100,
        "late = when >= date('2022-06-30 12:00')": when >= late,
        "days = when - date('2022-06-30 12:00')": (when - late) / pd.Timedelta(days=1),
    }
    text = "\n".join([*lines, "again = total * 2"])
    made = {line.split(" =")[0]: values for line, values in lines.items()}
    made["again"] = (a + b * 2 - c / 4) * 2
    yield case("formula", list(FRAME.columns), {"formulas": text}, made)


def dates():
    when = FRAME["when"]
    parts = {
        "year": when.dt.year, "quarter": when.dt.quarter, "month": when.dt.month, "day": when.dt.day,
        "day_of_week": when.dt.dayofweek, "day_of_year": when.dt.dayofyear, "hour": when.dt.hour,
    }
    made = {f"when_{name}": values.astype(float) for name, values in parts.items()}
    made["when_weekend"] = when.dt.dayofweek >= 5
    for name, first, count in (("month", 1, 12), ("day_of_week", 0, 7), ("hour", 0, 24)):
        angle = 2 * np.pi * (parts[name] - first) / count
        made |= {f"when_{name}_sin": np.sin(angle), f"when_{name}_cos": np.cos(angle)}
    on = {name: True for name in [*parts, "weekend"]}
    first = when[:TRAIN].min()
    earliest = made | {"when_elapsed_days": (when - first) / pd.Timedelta(days=1)}
    yield case("dates", ["when"], {**on, "cyclical": "add", "elapsed": "earliest"}, earliest)
    since = pd.Timestamp("2020-02-29T06:00")
    given = {"elapsed": "date", "since": "2020-02-29 06:00"}
    yield case("dates", ["when"], given, {"when_elapsed_days": (when - since) / pd.Timedelta(days=1)})


def polynomials():
    x = FRAME[NUMBERS].to_numpy()
    complete = ~np.isnan(x).any(axis=1)
    for params in ({"degree": 3}, {"degree": 2, "interaction_only": True}):
        features = PolynomialFeatures(**params, include_bias=False).fit(x[complete])
        values = np.prod(x[:, None, :] ** features.powers_[None], axis=2)
        assert np.allclose(values[complete], features.transform(x[complete]), rtol=1e-14)
        names = features.get_feature_names_out(NUMBERS)
        made = {name: values[:, at] for at, name in enumerate(names) if at >= len(NUMBERS)}
        yield case("polynomial", NUMBERS, params, made)


def bins():
    for params in (
        {"n_bins": 5},
        {"n_bins": 7, "quantile_method": "linear"},
        {"n_bins": 4, "strategy": "uniform"},
        {"n_bins": 5, "strategy": "kmeans"},
        {"n_bins": 9, "strategy": "kmeans"},
    ):
        made = {}
        for name in NUMBERS:
            x = FRAME[name].to_numpy()
            known = ~np.isnan(x)
            fitted = x[:TRAIN][known[:TRAIN]]
            method = params.get("quantile_method", "averaged_inverted_cdf")
            others = {key: value for key, value in params.items() if key != "quantile_method"}
            step = KBinsDiscretizer(encode="ordinal", subsample=None, quantile_method=method, **others)
            step.fit(fitted[:, None])
            made[name] = np.full(ROWS, np.nan)
            made[name][known] = step.transform(x[known, None])[:, 0]
        yield case("bin", NUMBERS, params, made)


def most_likely(x, positive):
    """The power at which the slope of the log-likelihood is zero, in long doubles."""
    x = x.astype(np.longdouble)

    def slope(power):
        power = np.longdouble(power)
        def bent(u, power):
            grown = np.expm1(power * u)
            return grown / power, (u * (grown + 1) - grown / power) / power
        if positive:
            u = np.log(x)
            y, change = bent(u, power)
            stretch = u.mean()
        else:
            y, change = np.empty_like(x), np.empty_like(x)
            up = x >= 0
            u = np.log1p(np.abs(x))
            y[up], change[up] = bent(u[up], power)
            below, change[~up] = bent(u[~up], 2 - power)
            y[~up] = -below
            stretch = (np.sign(x) * u).mean()
        y, change = y - y.mean(), change - change.mean()
        return float(stretch - (y * change).mean() / (y * y).mean())

    return optimize.brentq(slope, -3.0, 3.0123, xtol=1e-15, rtol=1e-15)


def powers():
    for method, columns in (("yeo-johnson", NUMBERS), ("box-cox", ["b"])):
        for standardize in (True, False):
            made, lambdas, scipys = {}, [], []
            for name in columns:
                x = FRAME[name].to_numpy()
                train = x[:TRAIN][~np.isnan(x[:TRAIN])]
                power = most_likely(train, method == "box-cox")
                near = stats.boxcox_normmax(train, method="mle") if method == "box-cox" else stats.yeojohnson_normmax(train)
                assert abs(power - near) < 1e-6, (power, near)
                bend = special.boxcox if method == "box-cox" else stats.yeojohnson
                values = np.full(ROWS, np.nan)
                known = ~np.isnan(x)
                values[known] = bend(x[known], power)
                if standardize:
                    scaler = StandardScaler().fit(values[:TRAIN, None])
                    values = scaler.transform(values[:, None])[:, 0]
                made[name] = values
                lambdas.append(power)
                scipys.append(near)
            params = {"method": method, "standardize": standardize}
            yield case("power_transform", columns, params, made, learned=lambdas, lambdas=scipys)
    b = FRAME["b"].to_numpy()
    yield case("power_transform", ["b"], {"method": "log", "standardize": False}, {"b": np.log(b)})
    bent = np.log1p(b)
    scaled = StandardScaler().fit(bent[:TRAIN, None]).transform(bent[:, None])[:, 0]
    yield case("power_transform", ["b"], {"method": "log1p"}, {"b": scaled})


def quantiles():
    x = FRAME[NUMBERS].to_numpy()
    for params in (
        {"n_quantiles": 1000},
        {"n_quantiles": 7},
        {"n_quantiles": 12, "output_distribution": "normal"},
    ):
        step = QuantileTransformer(**{**params, "n_quantiles": min(TRAIN, params["n_quantiles"])}, subsample=None)
        values = step.fit(x[:TRAIN]).transform(x)
        yield case("quantile_transform", NUMBERS, params, dict(zip(NUMBERS, values.T)))


def scales():
    x = FRAME[NUMBERS].to_numpy()
    values = MaxAbsScaler().fit(x[:TRAIN]).transform(x)
    yield case("scale", NUMBERS, {"method": "max_abs"}, dict(zip(NUMBERS, values.T)))
    complete = ~np.isnan(x).any(axis=1)
    for norm in ("l1", "l2", "max"):
        values = np.full_like(x, np.nan)
        values[complete] = Normalizer(norm=norm).transform(x[complete])
        yield case("normalize", NUMBERS, {"norm": norm}, dict(zip(NUMBERS, values.T)))


def looked_back(of, group):
    """What pandas gives each row among the training rows: a later row is put in alone."""
    out = {name: np.full(ROWS, np.nan) for name in ("a", "b")}
    def put(rows, row_filter):
        data = FRAME.iloc[rows].sort_values("when")
        for name in out:
            values = of(data.groupby(group)[name] if group else data[name])
            values = values.reindex(data.index)
            for row in row_filter:
                out[name][row] = values.loc[row]
    train = list(range(TRAIN))
    put(train, train)
    for row in range(TRAIN, ROWS):
        put([*train, row], [row])
    return out


def histories():
    for group in ("", "shop"):
        params = {"time": "when", **({"group": group} if group else {})}
        made = {}
        for periods in (1, 3):
            back = looked_back(lambda column: column.shift(periods), group)
            made |= {f"{name}_lag_{periods}": values for name, values in back.items()}
        yield case("lag", ["a", "b"], {**params, "periods": "1, 3"}, made)
        for statistic, window, least in (("mean", 3, None), ("sum", 2, 1), ("min", 4, 2), ("max", 4, 2), ("std", 5, 3)):
            def rolled(column):
                roll = lambda series: getattr(series.shift(1).rolling(window, min_periods=least), statistic)()
                return column.transform(roll) if group else roll(column)
            back = looked_back(rolled, group)
            name = f"rolling_{statistic}_{window}"
            needed = {} if least is None else {"min_periods": least}
            more = {"window": window, "statistic": statistic, **needed}
            yield case("rolling", ["a", "b"], {**params, **more}, {f"{n}_{name}": v for n, v in back.items()})


def main():
    kinds = {"when": "datetime", "shop": "categorical", "note": "text", "open": "boolean"}
    table = {
        name: {"dtype": kinds.get(name, "numeric"), "cells": cells(FRAME[name])} for name in FRAME.columns
    }
    parts = (formulas, dates, polynomials, bins, powers, quantiles, scales, histories)
    cases = [entry for part in parts for entry in part()]
    write("derive.json", "Made by make_derive.py, which says what the fields mean.", cases, table=table, train=TRAIN)


if __name__ == "__main__":
    main()
