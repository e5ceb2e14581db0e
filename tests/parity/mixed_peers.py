"""What others make of the rows of mixed.py; an entry a step, as prepared.py reads them."""

import category_encoders
import numpy as np
import pandas as pd
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, VarianceThreshold, chi2, f_classif
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

GAPS, FULL = ("gaps", "skewed"), ("count", "heavy", "positive")
LEVELS = ("city", "code")


def fitted(transformer, columns, target=None):
    """What a transformer of scikit-learn makes, having learned from the training rows."""

    def expect(train, rows):
        answers = () if target is None else (train[target],)
        made = transformer.fit(train[list(columns)], *answers).transform(rows[list(columns)])
        return made.toarray() if hasattr(made, "toarray") else np.asarray(made)

    return expect


def words(vectorizer):
    def expect(train, rows):
        return vectorizer.fit(train["note"]).transform(rows["note"]).toarray()

    return expect


def each(change, *columns):
    """A function of a column, which learns nothing."""
    return lambda _, rows: {name: change(rows[name]).to_numpy() for name in columns}


def kept(selector, columns):
    """The columns that a selector leaves."""

    def expect(train, rows):
        chosen = selector.fit(train[list(columns)], train["label"]).get_support()
        return {name: rows[name].to_numpy() for name, keeps in zip(columns, chosen, strict=True) if keeps}

    return expect


def with_indicator(train, rows):
    filled = fitted(SimpleImputer(strategy="median"), GAPS)(train, rows)
    made = dict(zip(GAPS, filled.T, strict=True))
    return made | {f"{name}_missing": rows[name].isna().to_numpy() for name in GAPS}


def rare(train, rows):
    counts = train["code"].value_counts()
    return {"code": rows["code"].where(rows["code"].map(counts).fillna(0) >= 20, "other").to_numpy(dtype=object)}


def fence(middle, width):
    """The ends of the range that training has for a column."""
    return lambda values: (middle(values) - width(values), middle(values) + width(values))


def tukey(values):
    low, high = np.percentile(values, [25, 75])
    return low - 1.5 * stats.iqr(values), high + 1.5 * stats.iqr(values)


def outliers(ends, what):
    def expect(train, rows):
        made = {}
        for name in ("heavy", "positive"):
            low, high = ends(train[name])
            outside = (rows[name] < low) | (rows[name] > high)
            if what == "clip":
                made[name] = rows[name].clip(low, high).to_numpy()
            elif what == "missing":
                made[name] = rows[name].mask(outside).to_numpy()
            else:
                made |= {name: rows[name].to_numpy(), f"{name}_outlier": outside.to_numpy()}
        return made

    return expect


def dates(_, rows):
    time = rows["time"].dt
    month, hour = 2 * np.pi * (time.month - 1) / 12, 2 * np.pi * time.hour / 24
    made = {
        "year": time.year, "quarter": time.quarter, "month": time.month, "day": time.day, "hour": time.hour,
        "day_of_week": time.dayofweek, "day_of_year": time.dayofyear,
        "month_sin": np.sin(month), "month_cos": np.cos(month), "hour_sin": np.sin(hour), "hour_cos": np.cos(hour),
        "day_of_week_sin": np.sin(2 * np.pi * time.dayofweek / 7), "day_of_week_cos": np.cos(2 * np.pi * time.dayofweek / 7),
    }
    return {f"time_{name}": cells.to_numpy(dtype=float) for name, cells in made.items()}


def history(change):
    """What pandas makes of the cells before, looked up among the training rows."""

    def expect(train, rows):
        past = train.dropna(subset=["time"]).sort_values("time", kind="stable")
        made = []
        for moment in rows["time"]:
            before = past.loc[past["time"] < moment, "count"]
            made.append(change(before) if pd.notna(moment) else np.nan)
        return np.column_stack([rows["count"], np.array(made, dtype=float)])

    return expect


def hashed(_, rows):
    pairs = [{name: row[name] for name in LEVELS if isinstance(row[name], str)} for _, row in rows.iterrows()]
    return FeatureHasher(n_features=8).transform(pairs).toarray()


def counted(normalize):
    def expect(train, rows):
        encoder = category_encoders.CountEncoder(normalize=normalize, handle_unknown=0, handle_missing="value")
        return np.asarray(encoder.fit(train[list(LEVELS)]).transform(rows[list(LEVELS)]), dtype=float)

    return expect


def correlated(train, rows):
    columns = ["heavy", "near", "positive"]
    r = train[columns].corr().abs()
    assert r.loc["heavy", "near"] > 0.9 > r.loc["heavy", "positive"]
    return {name: rows[name].to_numpy() for name in ("heavy", "positive")}


def formula(_, rows):
    ratio = rows["count"] / rows["positive"]
    return {
        "count": rows["count"].to_numpy(), "positive": rows["positive"].to_numpy(), "gaps": rows["gaps"].to_numpy(),
        "ratio": ratio.to_numpy(), "large": (ratio > 2).to_numpy(), "sum": (rows["gaps"] ** 2 + ratio).to_numpy(),
    }


FORMULAS = "ratio = count / positive\nlarge = ratio > 2\nsum = gaps ^ 2 + ratio"
CLEANED = lambda cells: cells.str.normalize("NFKC").str.strip().str.replace(r"\s+", " ", regex=True).str.lower()
MAPPED = {"Oslo": "Christiania", "Roma": None}
UNIFORM = {"order": lambda cells: np.sort(cells, axis=1)}
BY_LABEL, BY_AMOUNT, BY_TIME = {"target": "label"}, {"target": "amount"}, {"also": ("time",)}
POWERS = {"tolerance": 1e-6, "why": "SciPy's search for the power ends there"}

# Step, parameters, columns, the peer's name, what it makes, and what else a Case has.
ENTRIES = [
    ("clean_text", {"case": "lower", "normalize": "NFKC"}, ("name",), "pandas `str`", each(CLEANED, "name")),
    ("replace", {"pattern": "o", "replacement": "0"}, ("name",), "pandas `str.replace`",
     each(lambda cells: cells.str.replace("o", "0", regex=False), "name")),
    ("replace", {"kind": "regex", "pattern": r"L(\d)(\d)", "replacement": "$2-$1"}, ("code",), "pandas `str.replace`",
     each(lambda cells: cells.str.replace(r"L(\d)(\d)", r"\2-\1", regex=True), "code")),
    ("map_levels", {"mapping": "Oslo => Christiania\nRoma =>"}, ("city",), "pandas `replace`",
     each(lambda cells: cells.map(lambda level: MAPPED.get(level, level)), "city")),
    ("map_levels", {"mapping": "Oslo => Christiania", "unknown": "missing"}, ("city",), "pandas `map`",
     each(lambda cells: cells.map({"Oslo": "Christiania"}), "city")),
    ("valid_range", {"lower": "2", "upper": "8"}, ("count", "gaps"), "pandas `where`",
     each(lambda cells: cells.where(cells.between(2, 8)), "count", "gaps")),
    ("valid_range", {"lower": "2", "action": "clip"}, ("count", "gaps"), "pandas `clip`",
     each(lambda cells: cells.clip(lower=2), "count", "gaps")),
    ("parse_numbers", {}, ("price",), "pandas `to_numeric`",
     each(lambda cells: pd.to_numeric(cells.str.replace(",", ""), errors="coerce"), "price")),
    ("parse_dates", {"format": "%d.%m.%Y"}, ("day",), "pandas `to_datetime`",
     each(lambda cells: pd.to_datetime(cells, format="%d.%m.%Y", errors="coerce"), "day")),
    ("units", {"conversion": "fahrenheit_to_celsius"}, ("gaps", "heavy"), "pandas",
     each(lambda cells: (cells - 32) * 5 / 9, "gaps", "heavy")),
    ("cast", {"to": "text"}, ("count",), "pandas `astype`", each(lambda cells: cells.astype(int).astype(str).astype(object), "count")),
    ("rare_levels", {"by": "count", "min_count": 20}, ("code",), "pandas `value_counts`", rare),
    ("outliers", {"action": "clip"}, ("heavy", "positive"), "SciPy `iqr`", outliers(tukey, "clip")),
    ("outliers", {"method": "zscore", "action": "missing"}, ("heavy", "positive"), "NumPy `std`",
     outliers(fence(np.mean, lambda values: 3 * np.std(values)), "missing")),
    ("outliers", {"method": "mad", "threshold": 3.5, "action": "flag"}, ("heavy", "positive"), "SciPy `median_abs_deviation`",
     outliers(fence(np.median, lambda values: 3.5 * stats.median_abs_deviation(values, scale="normal")), "flag")),
    ("impute", {"strategy": "mean"}, GAPS, "`SimpleImputer`", fitted(SimpleImputer(strategy="mean"), GAPS)),
    ("impute", {"add_indicator": True}, GAPS, "`SimpleImputer`", with_indicator),
    ("impute", {"strategy": "most_frequent"}, LEVELS, "`SimpleImputer`", fitted(SimpleImputer(strategy="most_frequent"), LEVELS)),
    ("impute", {"strategy": "constant", "fill_value": "-1"}, GAPS, "`SimpleImputer`",
     fitted(SimpleImputer(strategy="constant", fill_value=-1), GAPS)),
    ("knn_impute", {}, (*GAPS, *FULL), "`KNNImputer`", fitted(KNNImputer(), (*GAPS, *FULL))),
    ("knn_impute", {"n_neighbors": 3, "weights": "distance"}, (*GAPS, *FULL), "`KNNImputer`",
     fitted(KNNImputer(n_neighbors=3, weights="distance"), (*GAPS, *FULL))),
    ("iterative_impute", {}, (*GAPS, *FULL), "`IterativeImputer`", fitted(IterativeImputer(Ridge()), (*GAPS, *FULL))),
    ("formula", {"formulas": FORMULAS}, ("count", "positive", "gaps"), "pandas", formula),
    ("dates", {"quarter": True, "day_of_year": True, "hour": True, "cyclical": "add"}, ("time",), "pandas `dt`", dates),
    ("k_means", {"n_clusters": 3, "output": "distances"}, ("left", "right"), "`KMeans`",
     lambda train, rows: np.column_stack([rows["left"], rows["right"], np.sort(
         fitted(KMeans(3, n_init=10, random_state=0, tol=0), ("left", "right"))(train, rows), axis=1)]),
     {"order": lambda cells: np.column_stack([cells[:, :2], np.sort(cells[:, 2:], axis=1)])}),
    ("polynomial", {}, FULL, "`PolynomialFeatures`", fitted(PolynomialFeatures(include_bias=False), FULL)),
    ("polynomial", {"degree": 3, "interaction_only": True}, FULL, "`PolynomialFeatures`",
     fitted(PolynomialFeatures(3, include_bias=False, interaction_only=True), FULL)),
    ("lag", {"time": "time", "periods": "2"}, ("count",), "pandas `shift`",
     history(lambda before: before.iloc[-2] if len(before) > 1 else np.nan), BY_TIME),
    ("rolling", {"time": "time", "window": 4}, ("count",), "pandas `rolling`",
     history(lambda before: before.rolling(4).mean().iloc[-1] if len(before) > 3 else np.nan), BY_TIME),
    ("one_hot", {}, LEVELS, "`OneHotEncoder`", fitted(OneHotEncoder(handle_unknown="ignore"), LEVELS)),
    ("one_hot", {"drop": "first"}, LEVELS, "`OneHotEncoder`", fitted(OneHotEncoder(handle_unknown="ignore", drop="first"), LEVELS)),
    ("ordinal", {}, LEVELS, "`OrdinalEncoder`",
     fitted(OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), LEVELS)),
    ("count_encode", {}, LEVELS, "category_encoders `CountEncoder`", counted(False)),
    ("count_encode", {"normalize": True}, LEVELS, "category_encoders `CountEncoder`", counted(True)),
    ("target_encode", {}, LEVELS, "`TargetEncoder`", fitted(TargetEncoder(), LEVELS, "label"), BY_LABEL),
    ("target_encode", {}, LEVELS, "`TargetEncoder`", fitted(TargetEncoder(), LEVELS, "amount"), BY_AMOUNT),
    ("target_encode", {"smooth": "fixed", "smooth_rows": 7.5}, LEVELS, "`TargetEncoder`",
     fitted(TargetEncoder(smooth=7.5), LEVELS, "amount"), BY_AMOUNT),
    ("hash_encode", {"n_features": 8}, LEVELS, "`FeatureHasher`", hashed),
    ("bag_of_words", {}, ("note",), "`CountVectorizer`", words(CountVectorizer())),
    ("bag_of_words", {"ngram_range": "1-2", "min_df": 5, "max_features": 1000, "binary": True}, ("note",), "`CountVectorizer`",
     words(CountVectorizer(ngram_range=(1, 2), min_df=5, binary=True))),
    ("tfidf", {}, ("note",), "`TfidfVectorizer`", words(TfidfVectorizer())),
    ("tfidf", {"sublinear_tf": True, "smooth_idf": False, "norm": "none"}, ("note",), "`TfidfVectorizer`",
     words(TfidfVectorizer(sublinear_tf=True, smooth_idf=False, norm=None))),
    ("scale", {}, (*GAPS, *FULL), "`StandardScaler`", fitted(StandardScaler(), (*GAPS, *FULL))),
    ("scale", {"method": "min_max"}, (*GAPS, *FULL), "`MinMaxScaler`", fitted(MinMaxScaler(), (*GAPS, *FULL))),
    ("scale", {"method": "max_abs"}, (*GAPS, *FULL), "`MaxAbsScaler`", fitted(MaxAbsScaler(), (*GAPS, *FULL))),
    ("scale", {"method": "robust"}, (*GAPS, *FULL), "`RobustScaler`", fitted(RobustScaler(), (*GAPS, *FULL))),
    ("normalize", {}, FULL, "`Normalizer`", fitted(Normalizer(), FULL)),
    ("normalize", {"norm": "l1"}, FULL, "`Normalizer`", fitted(Normalizer(norm="l1"), FULL)),
    *(("bin", {"strategy": strategy}, FULL, "`KBinsDiscretizer`",
       fitted(KBinsDiscretizer(5, encode="ordinal", strategy=strategy, subsample=None,
                               quantile_method="averaged_inverted_cdf"), FULL)) for strategy in ("quantile", "uniform", "kmeans")),
    ("power_transform", {}, (*GAPS, *FULL), "`PowerTransformer`", fitted(PowerTransformer(), (*GAPS, *FULL)), POWERS),
    ("power_transform", {"method": "box-cox", "standardize": False}, ("positive",), "`PowerTransformer`",
     fitted(PowerTransformer("box-cox", standardize=False), ("positive",)), POWERS),
    *(("quantile_transform", {"n_quantiles": 100, "output_distribution": shape}, (*GAPS, *FULL), "`QuantileTransformer`",
       fitted(QuantileTransformer(n_quantiles=100, subsample=None, output_distribution=shape), (*GAPS, *FULL)))
      for shape in ("uniform", "normal")),
    ("pca", {"n_components": 2}, FULL, "`PCA`", fitted(PCA(2, svd_solver="full"), FULL)),
    ("select_variance", {"threshold": 5.0}, (*FULL, "near"), "`VarianceThreshold`", kept(VarianceThreshold(5.0), (*FULL, "near"))),
    ("select_correlation", {"threshold": 0.9}, ("heavy", "near", "positive"), "pandas `corr`", correlated),
    ("select_k_best", {"k": 2}, (*FULL, "left", "right"), "`SelectKBest`", kept(SelectKBest(f_classif, k=2), (*FULL, "left", "right"))),
    ("select_k_best", {"k": 1, "score_func": "chi2"}, ("count", "positive"), "`SelectKBest`",
     kept(SelectKBest(chi2, k=1), ("count", "positive"))),
]
