"""Writes clusters.json: scikit-learn's principal components and k-means on the data sets.

Run as tests/references/README.md says, after make_models.py. The file is a list of cases:

- `data`, `columns`: what is fitted, all rows, as they are
- `step`: `pca` or `k_means`, `params`
- for `pca`: `output`, the first rows transformed, and `shares` of variance
- for `k_means`: `labels` of all rows and `inertia`, the best of a hundred beginnings
"""

import csv

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from fixture import DATA, write

SHOWN = 25


def read(name):
    with open(DATA / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])[:-1]
    return columns, np.array([[float(row[column]) for column in columns] for row in rows])


def main():
    cases = []
    for name in ("iris", "wine", "breast_cancer"):
        columns, X = read(name)
        base = {"data": f"data/{name}.csv", "columns": columns}
        for kept in (2, min(8, len(columns))):
            pca = PCA(kept, svd_solver="full").fit(X)
            cases.append({
                **base, "step": "pca", "params": {"n_components": kept},
                "output": pca.transform(X)[:SHOWN], "shares": pca.explained_variance_ratio_,
            })
        for k in (2, 3):
            found = KMeans(k, n_init=100, tol=0, max_iter=10_000, random_state=0).fit(X)
            cases.append({
                **base, "step": "k_means", "params": {"n_clusters": k, "n_init": 20},
                "labels": found.labels_, "inertia": found.inertia_,
            })
    write("clusters.json", "Made by make_clusters.py, which says what the fields mean.", cases)


if __name__ == "__main__":
    main()
