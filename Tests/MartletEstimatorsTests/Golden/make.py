"""Records what scikit-learn does where it draws nothing: pip install scikit-learn==1.9.1 numpy safetensors.

    python make.py

sklearn.safetensors holds tensors by the name of their case and, as JSON in its metadata, what is no array. Features are
rounded to float32 first, as Martlet's data sets are; `scaled` ones are brought to mean 0 and deviation 1.
"""

import contextlib
import io
import json
import re
import warnings
from pathlib import Path

import numpy as np
import sklearn
from safetensors.numpy import save_file
from sklearn import datasets, metrics
from sklearn.calibration import calibration_curve
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeCV
from sklearn.model_selection import (GridSearchCV, GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit, cross_val_predict,
                                     cross_validate, train_test_split)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, QuantileTransformer, StandardScaler

TENSORS, NOTES = {}, {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}}
NAMES = ["iris", "wine", "breast_cancer", "digits"]


def load(name, scaled=True):
    x, y = getattr(datasets, "load_" + name)(return_X_y=True)
    x = x.astype("float32").astype("float64")
    if name == "digits":
        return x / 16, y
    return ((x - x.mean(0)) / x.std(0) if scaled else x), y


def exact(**arguments):
    """Logistic regression that is found to the last digits that matter, which L-BFGS stops short of: see its ftol."""
    return LogisticRegression(**{"solver": "newton-cg", "tol": 1e-10, "max_iter": 10000} | arguments)


def numbered(folds, rows):
    number = np.full(rows, -1)
    for fold, (_, test) in enumerate(folds):
        number[test] = fold
    return number.astype("int32")


def splits():
    ragged = np.array([2, 0, 0, 1, 2, 2, 2, 0, 1, 1, 1, 1, 2, 0, 2, 2, 1, 0, 2, 1, 2, 0])
    groups = np.array([4, 4, 1, 1, 1, 2, 3, 3, 5, 5, 5, 5, 2, 1, 6, 7, 7, 7, 2, 4, 8, 8])
    TENSORS["splits.labels"], TENSORS["splits.groups"] = ragged.astype("int32"), groups.astype("int32")
    x = np.zeros((len(ragged), 1))
    for k in (2, 3, 5):
        TENSORS[f"splits.kfold.{k}"] = numbered(KFold(k).split(x), len(x))
        TENSORS[f"splits.stratified.{k}"] = numbered(StratifiedKFold(k).split(x, ragged), len(x))
        TENSORS[f"splits.group.{k}"] = numbered(GroupKFold(k).split(x, ragged, groups), len(x))
    for name in NAMES:
        x, y = load(name)
        TENSORS[f"splits.{name}"] = numbered(StratifiedKFold(5).split(x, y), len(x))
    cases = [{}, {"n_splits": 3, "gap": 2}, {"n_splits": 4, "max_train_size": 5, "test_size": 2}]
    NOTES["time_series"] = [
        {"arguments": case, "folds": [[train.tolist(), test.tolist()]
                                      for train, test in TimeSeriesSplit(**case).split(np.zeros((22, 1)))]}
        for case in cases]
    NOTES["stratified_sizes"] = {
        name: [np.bincount(part).tolist()
               for part in train_test_split(load(name)[1], test_size=0.3, stratify=load(name)[1])]
        for name in ("iris", "wine", "breast_cancer")}


def linear():
    for name in NAMES:
        x, y = load(name)
        cases = {"default": {}, "weak": {"C": 10}, "strong": {"C": 0.01}, "balanced": {"class_weight": "balanced"},
                 "centred": {"fit_intercept": False}}
        for case, arguments in cases.items():
            model = exact(**arguments).fit(x, y)
            TENSORS[f"logistic.{name}.{case}.coef"] = model.coef_
            TENSORS[f"logistic.{name}.{case}.intercept"] = np.broadcast_to(
                model.intercept_, len(model.coef_)).copy()
    x, y = load("wine")
    weights = 1 + np.arange(len(y)) % 3
    TENSORS["logistic.weighted.coef"] = exact().fit(x, y, weights).coef_
    x, y = x[:, 1:], x[:, 0] * 2 + 5
    for case, model in {"one": Ridge(), "ten": Ridge(alpha=10), "centred": Ridge(fit_intercept=False),
                        "least": LinearRegression()}.items():
        model.fit(x, y)
        TENSORS[f"ridge.{case}"] = np.append(model.coef_, model.intercept_)
    model = Ridge().fit(x, y, weights)
    TENSORS["ridge.weighted"] = np.append(model.coef_, model.intercept_)
    alphas = (0.01, 0.1, 1, 10, 100)
    for case, (model, weight) in {"default": (RidgeCV(), None), "many": (RidgeCV(alphas), None),
                                  "weighted": (RidgeCV(alphas), weights),
                                  "centred": (RidgeCV(alphas, fit_intercept=False), None)}.items():
        model.fit(x, y, weight)
        TENSORS[f"ridge_cv.{case}"] = np.concatenate(
            [model.coef_, [model.intercept_, model.alpha_, model.best_score_]])


def scorers():
    draw = np.random.default_rng(1)
    scores = {}
    for classes in (2, 3):
        y = draw.integers(classes, size=60)
        p = draw.dirichlet(np.ones(classes), size=60)
        p = (p + 0.5 * np.eye(classes)[y]).round(2)
        p = p / p.sum(1, keepdims=True)
        TENSORS[f"scorers.{classes}.y"], TENSORS[f"scorers.{classes}.p"] = y.astype("int32"), p
        guess = p.argmax(1)
        names = ["accuracy", "balanced_accuracy", "neg_log_loss"]
        averages = ["micro", "macro", "weighted"]
        names += [f"{score}_{average}" for score in ("f1", "precision", "recall") for average in averages]
        names += (["f1", "precision", "recall", "roc_auc"] if classes == 2 else
                  ["roc_auc_ovr", "roc_auc_ovo", "roc_auc_ovr_weighted", "roc_auc_ovo_weighted"])

        class Fixed:
            """Predicts what the features say."""
            classes_ = np.arange(classes)
            _estimator_type = "classifier"

            def __sklearn_tags__(self):
                from sklearn.utils import ClassifierTags, InputTags, Tags, TargetTags
                return Tags(estimator_type="classifier", target_tags=TargetTags(required=True),
                            classifier_tags=ClassifierTags(), input_tags=InputTags())

            def fit(self, x, y):
                return self

            def predict_proba(self, x):
                return x

            def predict(self, x):
                return x.argmax(1)
        scores[str(classes)] = {name: metrics.get_scorer(name)(Fixed(), p, y) for name in names}
        words = np.array(["ash", "birch", "cedar tree"])
        scores[str(classes)]["report"] = metrics.classification_report(words[y], words[guess])
        TENSORS[f"scorers.{classes}.confusion"] = metrics.confusion_matrix(y, guess).astype("int64")
    truth, guess = draw.normal(size=30), draw.normal(size=30)
    TENSORS["scorers.values"] = np.stack([truth, guess])
    scores["values"] = {"r2": metrics.r2_score(truth, guess),
                        "neg_mean_squared_error": -metrics.mean_squared_error(truth, guess),
                        "neg_root_mean_squared_error": -metrics.root_mean_squared_error(truth, guess),
                        "neg_mean_absolute_error": -metrics.mean_absolute_error(truth, guess)}
    NOTES["scores"] = scores


def curves():
    draw = np.random.default_rng(3)
    truth = draw.integers(2, size=80)
    scores = np.clip(0.35 * truth + draw.uniform(size=80) * 0.65, 0, 1).round(2)
    TENSORS["curves.truth"], TENSORS["curves.scores"] = truth.astype("int32"), scores
    for name, drop in (("short", True), ("long", False)):
        TENSORS[f"curves.roc.{name}"] = np.stack(metrics.roc_curve(truth, scores, drop_intermediate=drop))
    precision, recall, thresholds = metrics.precision_recall_curve(truth, scores)
    TENSORS["curves.precision_recall"] = np.stack([precision, recall])
    TENSORS["curves.precision_recall.thresholds"] = thresholds
    for strategy in ("uniform", "quantile"):
        TENSORS[f"curves.calibration.{strategy}"] = np.stack(
            calibration_curve(truth, scores, n_bins=7, strategy=strategy))
    NOTES["curves"] = {"area": metrics.roc_auc_score(truth, scores),
                       "average_precision": metrics.average_precision_score(truth, scores)}


def preprocessing():
    draw = np.random.default_rng(4)
    x = draw.normal([1, -20, 300, 0], [1, 5, 0.1, 1], size=(40, 4)).round(1)
    x[:, 3] = 7
    gaps = x.copy()
    gaps[draw.uniform(size=x.shape) < 0.2] = np.nan
    words = draw.integers(4, size=(40, 2)).astype("float64")
    TENSORS["preprocess.x"], TENSORS["preprocess.gaps"], TENSORS["preprocess.words"] = x, gaps, words
    cases = {"standard": StandardScaler(), "centred": StandardScaler(with_std=False), "min_max": MinMaxScaler((-1, 2)),
             "clipped": MinMaxScaler(clip=True), "mean": SimpleImputer(),
             "median": SimpleImputer(strategy="median", add_indicator=True),
             "most_frequent": SimpleImputer(strategy="most_frequent"),
             "constant": SimpleImputer(strategy="constant", fill_value=-9),
             "quantiles": QuantileTransformer(n_quantiles=15),
             "normal": QuantileTransformer(n_quantiles=15, output_distribution="normal")}
    for name, case in cases.items():
        source = x if name in ("quantiles", "normal") else gaps  # whose quantiles are of all rows, gaps or not
        TENSORS[f"preprocess.{name}"] = case.fit(source[:30]).transform(source)
    TENSORS["preprocess.one_hot"] = OneHotEncoder(
        handle_unknown="ignore", sparse_output=False).fit(words[words.max(1) < 3]).transform(words)
    columns = ColumnTransformer([("gaps", make_pipeline(SimpleImputer(), StandardScaler()), [2, 0]),
                                 ("words", OneHotEncoder(sparse_output=False), [4])], remainder="passthrough")
    TENSORS["preprocess.columns"] = columns.fit_transform(np.concatenate([gaps, words], 1))
    target = (x[:, 0] > 1).astype(int)
    model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), exact()).fit(gaps, target)
    TENSORS["preprocess.pipeline"] = model.predict_proba(gaps)


def cross_validation():
    for name in NAMES:
        x, y = load(name)
        scores = cross_validate(exact(), x, y, scoring=["accuracy", "f1_macro", "neg_log_loss"], return_train_score=True)
        for key in ("test_accuracy", "test_f1_macro", "test_neg_log_loss", "train_accuracy"):
            TENSORS[f"validate.{name}.{key}"] = scores[key]
    x, y = load("iris")
    TENSORS["predict.iris"] = cross_val_predict(exact(), x, y, cv=4).astype("int32")
    TENSORS["predict.iris.probabilities"] = cross_val_predict(exact(), x, y, cv=4, method="predict_proba")


def ensembles():
    def base():
        return [("weak", exact(C=10)), ("strong", exact(C=0.01)), ("prior", DummyClassifier())]
    for name in ("iris", "wine", "breast_cancer"):
        x, y = load(name)
        cases = {"auto": {}, "passthrough": {"passthrough": True}, "predict": {"stack_method": "predict"}, "three": {"cv": 3}}
        for case, arguments in cases.items():
            stack = StackingClassifier(base(), exact(), **arguments).fit(x, y)
            key = f"stack.{name}.{case}"
            TENSORS[key + ".coef"] = stack.final_estimator_.coef_
            TENSORS[key + ".transform"] = stack.transform(x)[::7].astype("float64")
            TENSORS[key + ".probabilities"] = stack.predict_proba(x)[::7]
        stack = StackingClassifier(base(), exact()).set_params(strong="drop").fit(x, y)
        TENSORS[f"stack.{name}.dropped.coef"] = stack.final_estimator_.coef_
        frozen = [(n, e.fit(x[::2], y[::2])) for n, e in base()]
        stack = StackingClassifier(frozen, exact(), cv="prefit").fit(x, y)
        TENSORS[f"stack.{name}.prefit.coef"] = stack.final_estimator_.coef_
        for voting in ("hard", "soft"):
            for weights in (None, [1, 3, 2.5]):
                vote = VotingClassifier(base(), voting=voting, weights=weights).fit(x, y)
                TENSORS[f"vote.{name}.{voting}.{'equal' if weights is None else 'weighted'}"] = (
                    vote.predict(x).astype("int32"))
    x, _ = load("wine")
    x, y = x[:, 1:], x[:, 0]
    stack = StackingRegressor([("a", Ridge()), ("b", Ridge(alpha=100))], Ridge(), cv=5).fit(x, y)
    TENSORS["stack.regressor.coef"] = stack.final_estimator_.coef_
    TENSORS["stack.regressor.predictions"] = stack.predict(x)
    stack = StackingRegressor([("a", Ridge()), ("b", Ridge(alpha=100))]).fit(x, y)
    TENSORS["stack.regressor.default"] = stack.predict(x)


def search():
    x, y = load("iris")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        grid = GridSearchCV(exact(), {"C": [1.0, 0.001, -1.0, 0.01, 1.0]}, cv=3, verbose=3, return_train_score=True)
        grid.fit(x, y)
    results = {key: np.asarray(value, "float64").tolist() for key, value in grid.cv_results_.items()
               if "time" not in key and key not in ("params", "param_C")}
    lines = [re.sub(r"time= *\d+\.\ds", "time=   0.0s", line) for line in out.getvalue().splitlines()]
    NOTES["grid"] = {"results": results, "best": int(grid.best_index_), "score": grid.best_score_,
                     "columns": sorted(grid.cv_results_), "lines": [line.replace("C=", "c=") for line in lines]}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for part in (splits, linear, scorers, curves, preprocessing, cross_validation, ensembles, search):
        part()
    NOTES = json.loads(json.dumps(NOTES), parse_constant=lambda _: None)
    save_file({key: np.ascontiguousarray(value) for key, value in TENSORS.items()},
              Path(__file__).with_name("sklearn.safetensors"),
              {key: json.dumps(value) for key, value in NOTES.items()})
