"""Writes the bundled sample files, public/samples/*.csv, from published packages.

Run it from anywhere with Python 3.11 or newer, pip and npm; it needs no other package:

    python3 src/engine/samples/make.py

Every package is pinned, and every source file is checked against its SHA-256 before it is read.
The data are not changed: rows, order, values and missing markers stay as published. What is changed
is only the form: names and class labels from the package's documentation where the file has none,
plain commas, quotes only where a cell needs them, and LF line ends.
"""

import csv
import hashlib
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

OUT = pathlib.Path(__file__).parents[3] / "public" / "samples"

WHEELS = [
    "palmerpenguins==0.1.6",
    "scikit-learn==1.9.1",
    "bokeh-sampledata==2026.1",
    "ISLP==0.6.0",
]
NPM = "vega-datasets@3.2.1"

SHA256 = {
    "palmerpenguins/data/penguins.csv": "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
    "sklearn/datasets/data/iris.csv": "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
    "sklearn/datasets/data/wine_data.csv": "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
    "sklearn/datasets/data/breast_cancer.csv": "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
    "bokeh_sampledata/_data/titanic_all.csv": "05b0f524a4c9737bb963e828364628d8f9e8da1945033bc635e4287890327048",
    "ISLP/data/Auto.data": "96aeab0bb5d5014b730730eb3cdcfa1951c196901194ee5814b251ffe454d171",
    "ISLP/data/Bikeshare.csv": "ac6950ae6f11efcc69c29d6bb13e8881c001e27d36434660d59444a1414f712c",
    "package/data/weather.csv": "27219f1ca8dbd94c9b6f4b9f4f52ab2f1eb33dfdcf719cd9fc6481ed50b74549",
}

IRIS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)", "species"]

WINE = [
    "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
    "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue",
    "od280/od315_of_diluted_wines", "proline", "class",
]  # fmt: skip

NUCLEUS = [
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity",
    "concave points", "symmetry", "fractal dimension",
]  # fmt: skip
BREAST_CANCER = (
    [f"mean {name}" for name in NUCLEUS]
    + [f"{name} error" for name in NUCLEUS]
    + [f"worst {name}" for name in NUCLEUS]
    + ["diagnosis"]
)


def fetch(folder):
    """Downloads the packages and gives the checked text of every source file by its path."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    target = ["--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"]
    target += ["--platform", "manylinux_2_27_x86_64", "--platform", "any"]
    subprocess.run([*pip, *target, "--dest", folder, *WHEELS], check=True)
    subprocess.run(["npm", "pack", "--silent", NPM], check=True, cwd=folder)

    found = {}
    for wheel in pathlib.Path(folder).glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in SHA256.keys() & set(archive.namelist()):
                found[name] = archive.read(name)
    for package in pathlib.Path(folder).glob("*.tgz"):
        with tarfile.open(package) as archive:
            for name in SHA256.keys() & set(archive.getnames()):
                found[name] = archive.extractfile(name).read()

    for name, expected in SHA256.items():
        digest = hashlib.sha256(found[name]).hexdigest()
        if digest != expected:
            sys.exit(f"{name} has SHA-256 {digest} where {expected} is expected")
    return {name: content.decode("utf-8") for name, content in found.items()}


def write(name, rows):
    """Writes one file: the header is the first row."""
    with open(OUT / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    print(f"{name}: {len(rows) - 1} rows, {len(rows[0])} columns")


def read(text, **dialect):
    return list(csv.reader(io.StringIO(text), **dialect))


def bunch(text, header):
    """A scikit-learn file: its first row holds the sizes and the class names, its last column the
    class as a number."""
    (_, _, *classes), *rows = read(text)
    return [header] + [[*values, classes[int(label)]] for *values, label in rows]


def auto(text):
    """The name is quoted and follows a tab; blanks separate the rest. A number such as 3504. loses its
    bare point."""
    header, *lines = text.splitlines()
    rows = [header.split()]
    for line in lines:
        numbers, name = line.split('"')[:2]
        rows.append([*(number.removesuffix(".") for number in numbers.split()), name])
    return rows


def city(text, name):
    """The rows of one city, without the column that names it."""
    header, *rows = read(text)
    return [header[1:]] + [row[1:] for row in rows if row[0] == name]


def main():
    with tempfile.TemporaryDirectory() as folder:
        text = fetch(folder)
    OUT.mkdir(parents=True, exist_ok=True)
    write("penguins.csv", read(text["palmerpenguins/data/penguins.csv"]))
    write("iris.csv", bunch(text["sklearn/datasets/data/iris.csv"], IRIS))
    write("wine.csv", bunch(text["sklearn/datasets/data/wine_data.csv"], WINE))
    cancer = text["sklearn/datasets/data/breast_cancer.csv"]
    write("breast-cancer.csv", bunch(cancer, BREAST_CANCER))
    write("titanic.csv", read(text["bokeh_sampledata/_data/titanic_all.csv"]))
    write("auto-mpg.csv", auto(text["ISLP/data/Auto.data"]))
    write("bike-sharing.csv", read(text["ISLP/data/Bikeshare.csv"]))
    weather = text["package/data/weather.csv"]
    write("weather-seattle.csv", city(weather, "Seattle"))
    write("weather-new-york.csv", city(weather, "New York"))


if __name__ == "__main__":
    main()
