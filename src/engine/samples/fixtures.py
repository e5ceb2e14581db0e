"""Writes fixtures.json: noise-free data of scikit-learn's generators, for the tests of generator.rs.

Run with Python and scikit-learn 1.9.1:

    python3 src/engine/samples/fixtures.py
"""

import json
import pathlib

from sklearn.datasets import make_circles, make_friedman1, make_moons


def points(make, rows, **options):
    x, y = make(n_samples=rows, shuffle=False, noise=None, **options)
    return {"points": x.tolist(), "classes": y.tolist()}


x, y = make_friedman1(n_samples=20, n_features=10, noise=0.0, random_state=7)
fixtures = {
    "moons": points(make_moons, 15),
    "circles": points(make_circles, 15, factor=0.5),
    "friedman1": {"x": x.tolist(), "y": y.tolist()},
}
path = pathlib.Path(__file__).with_name("fixtures.json")
path.write_text(json.dumps(fixtures) + "\n", encoding="utf-8")
