"""Paired comparisons by SciPy, statsmodels and baycomp.

Writes compare.json. A case has a `kind`:

- `student_t`: `t`, `degrees`, and `cdf` (SciPy); `quantile` is the value whose cdf is `p`;
- `folds`: `first` and `second`, the scores of two models on folds of `train` and `test` rows, `runs`
  repeats, and a `rope`; `standard_error`, `t`, `p` and `interval` of the corrected t-test, calculated with
  SciPy's t distribution after Nadeau and Bengio (2003), and `first_better`, `equivalent`, `second_better`
  by baycomp's correlated t-test;
- `mcnemar`: the counts `only_first` and `only_second`, `exact_p`, and `chi_squared` with `p` (with
  continuity correction) by statsmodels.
"""

import baycomp
import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

from fixture import write


def student(t, degrees, p):
    return {
        "kind": "student_t",
        "t": t,
        "degrees": degrees,
        "cdf": stats.t.cdf(t, degrees),
        "p": p,
        "quantile": stats.t.ppf(p, degrees),
    }


def folds(rng, k, runs, rope, shift, spread):
    test, train = 40, 40 * (k - 1)
    first = rng.normal(0.8, 0.03, k * runs)
    second = first - rng.normal(shift, spread, k * runs)
    difference = first - second
    n = len(difference)
    mean = difference.mean()
    error = np.sqrt((1 / n + test / train) * difference.var(ddof=1))
    t = mean / error
    half = stats.t.ppf(0.975, n - 1) * error
    # baycomp's difference is second - first: its left is in favour of the first.
    left, within, right = baycomp.two_on_single(first, second, rope=rope, runs=runs)
    return {
        "kind": "folds",
        "first": first,
        "second": second,
        "train": train,
        "test": test,
        "rope": rope,
        "standard_error": error,
        "t": t,
        "p": 2 * stats.t.sf(abs(t), n - 1),
        "interval": [mean - half, mean + half],
        "first_better": left,
        "equivalent": within,
        "second_better": right,
    }


def counts(first, second):
    table = [[50, first], [second, 7]]
    corrected = mcnemar(table, exact=False, correction=True)
    return {
        "kind": "mcnemar",
        "only_first": first,
        "only_second": second,
        "exact_p": mcnemar(table, exact=True).pvalue,
        "chi_squared": corrected.statistic,
        "p": corrected.pvalue,
    }


def main():
    rng = np.random.default_rng(1)
    cases = [
        student(t, degrees, p)
        for t, degrees, p in [
            (0.0, 1, 0.5), (1.0, 1, 0.9), (-2.5, 4, 0.025), (2.776, 4, 0.975), (0.3, 9, 0.6),
            (-12.0, 9, 1e-6), (3.0, 49, 0.999), (-0.01, 99, 0.49), (40.0, 3, 0.25), (1.5, 2.5, 0.1),
        ]
    ]
    for k, runs, rope, shift, spread in [
        (5, 1, 0.01, 0.0, 0.02), (10, 1, 0.01, 0.03, 0.02), (10, 10, 0.005, 0.004, 0.03), (3, 2, 0.02, -0.05, 0.01),
        (5, 4, 0.001, 0.0, 0.0005),
    ]:
        cases.append(folds(rng, k, runs, rope, shift, spread))
    for first, second in [(1, 0), (5, 2), (12, 30), (25, 40), (100, 130), (3, 60)]:
        cases.append(counts(first, second))
    write("compare.json", "paired comparisons; see make_compare.py", cases)


main()
