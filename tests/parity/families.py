"""The model families, one line each: what ours is called, with which parameters, and what scikit-learn's
is. A family that the engine does not have yet is reported as not built."""

from dataclasses import dataclass

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

C, R = "classification", "regression"


@dataclass(frozen=True)
class Family:
    """One family with one setting of its parameters."""

    kind: str
    task: str
    ours: dict
    peer: type
    theirs: dict
    # The largest difference of a prediction or probability; of numbers, relative to the target's
    # standard deviation.
    tolerance: float = 1e-9
    why: str = ""
    # Rows left out of the comparison: "ties" of neighbours, or "draws" of a tree.
    without: str = ""
    # What the numbers are: "scaled", "single" (what 32 bits hold) or "counts" (from 0 to 8).
    rows: str = "scaled"
    # The models that it is made of, as a spec writes them.
    members: tuple = ()


CLOSED = "a closed form; only rounding differs"
OPTIMUM = "both stop near one optimum; scikit-learn's is asked for with a tolerance of 1e-12"
FLAT = "a closed form; a column that is constant in a class has a variance of 1e-9, which multiplies rounding by as much"
COUNTS = "shares of counted rows"
NEIGHBOURS = "distances are rounded in another order; rows whose last neighbour is as far as the next are left out"
TREE = "the same splits; rows for which scikit-learn's own seeds differ, because splits tie, are left out"

LOGISTIC = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 1000}

DETERMINISTIC = [
    Family("dummy", C, {"strategy": "prior"}, DummyClassifier, {"strategy": "prior"}, why=COUNTS),
    Family("dummy", R, {"strategy": "mean"}, DummyRegressor, {"strategy": "mean"}, why=CLOSED),
    Family("dummy", R, {"strategy": "median"}, DummyRegressor, {"strategy": "median"}, why=CLOSED),
    Family("linear_regression", R, {}, LinearRegression, {}, why=CLOSED),
    Family("ridge", R, {"alpha": 1}, Ridge, {"alpha": 1, "solver": "svd"}, why=CLOSED),
    Family("ridge", R, {"alpha": 100}, Ridge, {"alpha": 100, "solver": "svd"}, why=CLOSED),
    Family("lasso", R, {"alpha": 0.1, "max_iter": 100000}, Lasso,
           {"alpha": 0.1, "tol": 1e-12, "max_iter": 100000}, 1e-6, OPTIMUM),
    Family("elastic_net", R, {"alpha": 0.1, "max_iter": 100000}, ElasticNet,
           {"alpha": 0.1, "tol": 1e-12, "max_iter": 100000}, 1e-6, OPTIMUM),
    Family("logistic_regression", C, {"C": 1}, LogisticRegression,
           {"C": 1, **LOGISTIC}, 1e-7, OPTIMUM),
    Family("logistic_regression", C, {"C": 0.01}, LogisticRegression,
           {"C": 0.01, **LOGISTIC}, 1e-7, OPTIMUM),
    Family("linear_discriminant", C, {}, LinearDiscriminantAnalysis, {}, 1e-6, "one solution by another factorisation"),
    Family("gaussian_nb", C, {}, GaussianNB, {}, 1e-6, FLAT),
    Family("bernoulli_nb", C, {"binarize": 0}, BernoulliNB, {"binarize": 0}, why=CLOSED),
    Family("multinomial_nb", C, {}, MultinomialNB, {}, why=CLOSED, rows="counts"),
    Family("categorical_nb", C, {"min_categories": 9}, CategoricalNB, {"min_categories": 9}, why=CLOSED, rows="counts"),
    Family("knn", C, {"n_neighbors": 5}, KNeighborsClassifier,
           {"n_neighbors": 5, "algorithm": "kd_tree"}, 1e-9, COUNTS + "; " + NEIGHBOURS, "ties"),
    Family("knn", C, {"n_neighbors": 9, "weights": "distance"}, KNeighborsClassifier,
           {"n_neighbors": 9, "weights": "distance", "algorithm": "kd_tree"}, 1e-9, NEIGHBOURS, "ties"),
    Family("knn", R, {"n_neighbors": 5}, KNeighborsRegressor,
           {"n_neighbors": 5, "algorithm": "kd_tree"}, 1e-9, NEIGHBOURS, "ties"),
    Family("knn", R, {"n_neighbors": 9, "weights": "distance"}, KNeighborsRegressor,
           {"n_neighbors": 9, "weights": "distance", "algorithm": "kd_tree"}, 1e-9, NEIGHBOURS, "ties"),
    Family("decision_tree", C, {"max_depth": 3}, DecisionTreeClassifier, {"max_depth": 3}, 1e-9, TREE, "draws", "single"),
    Family("decision_tree", C, {"max_depth": 3, "criterion": "entropy"}, DecisionTreeClassifier,
           {"max_depth": 3, "criterion": "entropy"}, 1e-9, TREE, "draws", "single"),
    Family("decision_tree", R, {"max_depth": 4, "min_samples_leaf": 5}, DecisionTreeRegressor,
           {"max_depth": 4, "min_samples_leaf": 5}, 1e-9, TREE, "draws", "single"),
    Family("svm", C, {"tol": 1e-6}, SVC, {"tol": 1e-6}, 1e-3, OPTIMUM),
    Family("svm", R, {"tol": 1e-6}, SVR, {"tol": 1e-6}, 1e-3, OPTIMUM),
]

# Models made of models, whose members are deterministic.
DETERMINISTIC += [
    Family("voting", C, {"voting": "soft"}, VotingClassifier,
           {"estimators": [(f"C {c}", LogisticRegression(C=c, **LOGISTIC)) for c in (1, 0.01)], "voting": "soft"},
           1e-7, OPTIMUM,
           members=tuple({"kind": "logistic_regression", "params": {"C": c}} for c in (1, 0.01))),
    Family("voting", R, {}, VotingRegressor,
           {"estimators": [(f"alpha {alpha}", Ridge(alpha=alpha, solver="svd")) for alpha in (1, 100)]},
           why=CLOSED, members=tuple({"kind": "ridge", "params": {"alpha": alpha}} for alpha in (1, 100))),
]

# Default parameters unless something is named. `seed` becomes both sides' seed.
RANDOM = [
    Family("decision_tree", C, {}, DecisionTreeClassifier, {}),
    Family("decision_tree", R, {}, DecisionTreeRegressor, {}),
    Family("random_forest", C, {}, RandomForestClassifier, {}),
    Family("random_forest", R, {"max_features": "all"}, RandomForestRegressor, {}),
    Family("extra_trees", C, {}, ExtraTreesClassifier, {}),
    Family("extra_trees", R, {}, ExtraTreesRegressor, {}),
    Family("hist_gradient_boosting", C, {}, HistGradientBoostingClassifier, {}),
    Family("hist_gradient_boosting", R, {}, HistGradientBoostingRegressor, {}),
    Family("mlp", C, {}, MLPClassifier, {}),
    Family("mlp", R, {}, MLPRegressor, {}),
]
# Families whose mean score may be at most so far below, in points of a hundred.
BOUND = {"random_forest": 0.2}
