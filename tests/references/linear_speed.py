"""Milliseconds that scikit-learn works, one thread, for what src/engine/examples/linear_speed.rs fits.

`OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python linear_speed.py FILE`, with the CSV that the example
writes.
"""

import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB

ROUNDS = 30


def main():
    rows = np.loadtxt(sys.argv[1], delimiter=",")
    plain, blobs = np.ascontiguousarray(rows[:, :20]), np.ascontiguousarray(rows[:, 20:40])
    values, codes = rows[:, -2].copy(), rows[:, -1].astype(int)
    for name, model, y in [
        ("logistic_regression", LogisticRegression(), codes),
        ("linear_regression", LinearRegression(), values),
        ("ridge", Ridge(), values),
        ("lasso", Lasso(), values),
        ("elastic_net", ElasticNet(), values),
        ("gaussian_nb", GaussianNB(), codes),
        ("linear_discriminant", LinearDiscriminantAnalysis(), codes),
        ("pca", PCA(5), None),
        ("k_means", KMeans(8, n_init=1, random_state=0), None),
    ]:
        X = blobs if name == "k_means" else plain
        start = time.thread_time()
        for _ in range(ROUNDS):
            model.fit(X, y)
        print(f"{name:22} {(time.thread_time() - start) / ROUNDS * 1e3:8.2f}")


if __name__ == "__main__":
    main()
