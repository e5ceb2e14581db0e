"""Writes select.json: which columns others keep, and how many rows they make.

Run as tests/references/README.md says. The head's `drawn` holds columns without equal values, for estimates from
neighbours, and a boolean one. Cases of a selector have

- `data`: a file in data/, or `drawn`; `target`: its target's column, `classes`: whether it is a class
- `scaled`: whether StandardScaler comes first
- `step`, `params`: the step and its parameters that are not defaults
- `columns`, `scores`, `kept`: the columns, what each was judged by, and whether it stays.

Cases of imbalanced-learn have `sizes`, the rows of each class, `ratio` and `after`; for SMOTE the means and the
standard deviations of the made rows of `label` over many seeds.
"""

import warnings
from collections import Counter

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler
from sklearn.feature_selection import (
    RFE, SelectFromModel, SelectKBest, VarianceThreshold, chi2, f_classif, f_regression, mutual_info_classif,
    mutual_info_regression,
)
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

from fixture import DATA, write

RNG = np.random.default_rng(11)
CLASSES = {"breast_cancer": True, "wine": True, "diabetes": False}


def read(name):
    table = pd.read_csv(DATA / f"{name}.csv")
    return table[table.columns[:-1]], table[table.columns[-1]]


def drawn():
    n = 120
    number = RNG.normal(size=n)
    label = RNG.integers(0, 3, size=n)
    return pd.DataFrame({
        "near": number + RNG.normal(size=n) * 0.3,
        "square": number**2 + RNG.normal(size=n) * 0.2,
        "noise": RNG.normal(size=n) * 1000,
        "label_near": label * 1.5 + RNG.normal(size=n),
        "flag": (number + RNG.normal(size=n) * 0.5) > 0.2,
        "number": number,
        "label": [["x", "y", "z"][at] for at in label],
    })


DRAWN = drawn()
FEATURES = ["near", "square", "noise", "label_near", "flag"]


def case(name, data, target, classes, step, params, columns, scores, kept, scaled=False):
    return {"name": name, "data": data, "target": target, "classes": classes, "scaled": scaled, "step": step,
            "params": params, "columns": list(columns), "scores": scores, "kept": list(kept)}


def variances():
    for data, threshold in (("breast_cancer", 0.0), ("breast_cancer", 0.02), ("wine", 1.0)):
        x, y = read(data)
        step = VarianceThreshold(threshold).fit(x)
        # Without a threshold `variances_` holds the range where that is less.
        yield case(f"variance_{data}_{threshold}", data, y.name, True, "select_variance", {"threshold": threshold},
                   x.columns, x.var(ddof=0).to_numpy(), step.get_support())


def nearness(column, y, classes):
    if not classes:
        return abs(np.corrcoef(column, y)[0, 1])
    groups = [column[y == label] for label in np.unique(y)]
    between = sum(len(group) * (group.mean() - column.mean()) ** 2 for group in groups)
    return np.sqrt(between / ((column - column.mean()) ** 2).sum())


def correlations():
    """pandas' correlations, and a column stays when it is near to none that stayed before."""
    for data, threshold, keep in (("breast_cancer", 0.9, "first"), ("breast_cancer", 0.9, "target"),
                                  ("diabetes", 0.6, "first"), ("diabetes", 0.6, "target")):
        x, y = read(data)
        near = x.corr().abs().to_numpy()
        order = list(range(x.shape[1]))
        if keep == "target":
            closeness = [nearness(x[name].to_numpy(), y.to_numpy(), CLASSES[data]) for name in x.columns]
            order.sort(key=lambda at: -closeness[at])
        stayed, scores = [], np.zeros(x.shape[1])
        for at in order:
            scores[at] = max((near[at, other] for other in stayed), default=0.0)
            if scores[at] <= threshold:
                stayed.append(at)
        yield case(f"correlation_{data}_{keep}", data, y.name, CLASSES[data], "select_correlation",
                   {"threshold": threshold, "keep": keep}, x.columns, scores,
                   [at in stayed for at in range(x.shape[1])])


def best():
    for data, func, short, k in (("breast_cancer", f_classif, "f", 7), ("wine", f_classif, "f", 1),
                                 ("diabetes", f_regression, "f", 4), ("breast_cancer", chi2, "chi2", 10),
                                 ("wine", chi2, "chi2", 30)):
        x, y = read(data)
        step = SelectKBest(func, k=min(k, x.shape[1])).fit(x, y)
        yield case(f"best_{short}_{data}", data, y.name, CLASSES[data], "select_k_best",
                   {"score_func": short, "k": k}, x.columns, step.scores_, step.get_support())
    for target, func in (("label", mutual_info_classif), ("number", mutual_info_regression)):
        for n_neighbors in (3, 7):
            x, y = DRAWN[FEATURES].astype(float), DRAWN[target]
            discrete = [name == "flag" for name in FEATURES]
            judge = lambda x, y: func(x, y, discrete_features=discrete, n_neighbors=n_neighbors, random_state=0)
            step = SelectKBest(judge, k=2).fit(x, y)
            yield case(f"best_information_{target}_{n_neighbors}", "drawn", target, target == "label",
                       "select_k_best", {"score_func": "mutual_info", "k": 2, "n_neighbors": n_neighbors}, FEATURES,
                       step.scores_, step.get_support())


def models():
    exact = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=1000)
    kinds = [("wine", "logistic_regression", exact), ("breast_cancer", "logistic_regression", exact),
             ("diabetes", "ridge", Ridge()), ("diabetes", "lasso", Lasso(tol=1e-12, max_iter=100_000))]
    for data, name, model in kinds:
        x, y = read(data)
        scaled = StandardScaler().fit_transform(x)
        for threshold, params in (("mean", {}), ("median", {"threshold": "median"}),
                                  (-np.inf, {"threshold": "top", "max_features": 3})):
            step = SelectFromModel(model, threshold=threshold, max_features=params.get("max_features"))
            step.fit(scaled, y)
            weights = np.abs(step.estimator_.coef_)
            scores = weights if weights.ndim == 1 else weights.sum(axis=0)
            yield case(f"model_{data}_{name}_{params.get('threshold')}", data, y.name, CLASSES[data],
                       "select_from_model", {"estimator": name, **params}, x.columns, scores, step.get_support(),
                       scaled=True)
        if name == "lasso":
            # Several of its weights are zero: which goes first is an accident of the sort.
            continue
        for step_size, wanted in ((1, None), (3, 4)):
            step = RFE(model, step=step_size, n_features_to_select=wanted).fit(scaled, y)
            yield case(f"rfe_{data}_{name}_{step_size}", data, y.name, CLASSES[data], "rfe",
                       {"estimator": name, "step": step_size, "n_features_to_select": wanted}, x.columns,
                       step.ranking_, step.get_support(), scaled=True)


def balanced():
    makers = {"under_sample": RandomUnderSampler, "over_sample": RandomOverSampler, "smote": SMOTE}
    for sizes, ratio in (((37, 90), 1.0), ((37, 90), 0.5), ((13, 41), 0.7), ((9, 100), 0.33), ((8, 30, 21), 1.0)):
        y = np.repeat([f"c{at}" for at in range(len(sizes))], sizes)
        x = np.arange(len(y), dtype=float).reshape(-1, 1)
        for step, make in makers.items():
            strategy = ratio if len(sizes) == 2 else "auto"
            counts = Counter(make(sampling_strategy=strategy, random_state=0).fit_resample(x, y)[1])
            yield {"name": f"{step}_{sizes}_{ratio}", "step": step, "sizes": sizes, "ratio": ratio,
                   "after": [counts[f"c{at}"] for at in range(len(sizes))]}


def made():
    """What SMOTE makes of the malignant rows, over 200 seeds."""
    x, y = read("breast_cancer")
    names = list(x.columns[:4])
    x = StandardScaler().fit_transform(x[names])
    rows = np.vstack([SMOTE(random_state=seed).fit_resample(x, y)[0][len(y):] for seed in range(200)])
    yield {"name": "smote_breast_cancer", "step": "smote", "columns": names, "label": Counter(y).most_common()[-1][0],
           "means": rows.mean(axis=0), "deviations": rows.std(axis=0), "rows": len(rows) // 200}


def main():
    warnings.simplefilter("ignore")
    cases = [*variances(), *correlations(), *best(), *models(), *balanced(), *made()]
    write("select.json", "Made by make_select.py, which says what the fields mean.", cases,
          drawn={name: list(DRAWN[name]) for name in DRAWN.columns})


if __name__ == "__main__":
    main()
