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

ROUNDS = 15


def main():
    rows = np.loadtxt(sys.argv[1], delimiter=",")
    X, values, codes = np.ascontiguousarray(rows[:, :-2]), rows[:, -2].copy(), rows[:, -1].astype(int)
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
        times = []
        for _ in range(ROUNDS):
            start = time.thread_time()
            model.fit(X, y)
            times.append((time.thread_time() - start) * 1e3)
        print(f"{name:22} {min(times):8.2f} {sorted(times)[ROUNDS // 2]:8.2f}")


if __name__ == "__main__":
    main()
