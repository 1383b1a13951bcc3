"""Records the values of shap's KernelExplainer: pip install shap==0.51.0 scikit-learn==1.9.1 safetensors numpy.

kernel_shap.safetensors holds, for each case of its metadata's "cases", a network of float64

    outputs = ending(tanh(x · w1 + b1) · w2 + b2), the ending "softmax" or "none" as the metadata says,

as <case>.w1, b1, w2, b2; the rows <case>.background and their .weights; the rows <case>.x to explain; and shap's

    <case>.values [rows, features, outputs] and <case>.base [outputs], with l1_reg=False and the metadata's link;
<case>.few are those with l1_reg="num_features(3)", <case>.aic and .bic those with these.

Its metadata's "sampled" names cases of more features, for which <case>.errors [repetitions, features] are the
differences of shap's values of output 0 from the exact ones, each time with "nsamples" coalitions and other random
numbers. Its "many" names one of so many features that "exact" are values of very many coalitions.

Its metadata's "dependent" names cases with scikit-learn's partial dependence on a "feature" over a "resolution":
<case>.grid [values], .average [outputs, values] and .individual [outputs, rows, values].
"""

import json
import warnings
from math import comb
from pathlib import Path

import numpy as np
import shap
import sklearn
from safetensors.numpy import save_file
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.inspection import partial_dependence
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

REPETITIONS = 8


def network(model, classes):
    w1, w2 = model.coefs_
    b1, b2 = model.intercepts_
    if classes == 2:  # one logistic output, as two of a softmax
        w2, b2 = np.hstack([np.zeros_like(w2), w2]), np.hstack([np.zeros_like(b2), b2])
    return w1, b1, w2, b2


def function(weights, ending):
    w1, b1, w2, b2 = weights

    def run(x):
        y = np.tanh(x @ w1 + b1) @ w2 + b2
        if ending == "softmax":
            y = np.exp(y - y.max(axis=1, keepdims=True))
            y /= y.sum(axis=1, keepdims=True)
        return y
    return run


def store(tensors, name, weights, background, shares, x):
    for key, value in zip(("w1", "b1", "w2", "b2"), weights):
        tensors[f"{name}.{key}"] = np.ascontiguousarray(value, dtype=np.float64)
    tensors[f"{name}.background"] = np.ascontiguousarray(background, dtype=np.float64)
    tensors[f"{name}.weights"] = np.ascontiguousarray(shares, dtype=np.float64)
    tensors[f"{name}.x"] = np.ascontiguousarray(x, dtype=np.float64)


def exact(features, outputs_of):
    """Shapley values by their definition."""
    count = 1 << features
    masks = (np.arange(count)[:, None] >> np.arange(features)) & 1
    outputs = outputs_of(masks)
    sizes = masks.sum(axis=1)
    weights = np.array([1 / (features * comb(features - 1, s)) for s in range(features)])
    values = np.zeros(features)
    for i in range(features):
        without = np.flatnonzero(masks[:, i] == 0)
        values[i] = weights[sizes[without]] @ (outputs[without + (1 << i)] - outputs[without])
    return values


def known(tensors):
    """Data sets of up to 11 features, of which all coalitions are asked for."""
    cases = {}
    for name, load, columns, summary, link in (
        ("iris", load_iris, 4, 0, "identity"), ("wine", load_wine, 11, 0, "identity"),
        ("breast_cancer", load_breast_cancer, 10, 0, "logit"), ("wine_kmeans", load_wine, 8, 6, "identity"),
    ):
        x, y = load(return_X_y=True)
        x = StandardScaler().fit_transform(x[:, :columns])
        classes = len(np.unique(y))
        model = MLPClassifier((8,), activation="tanh", max_iter=300, random_state=0).fit(x, y)
        weights = network(model, classes)
        order = np.random.default_rng(0).permutation(len(x))
        data, shares = x[order[:20]], np.full(20, 1 / 20)
        explained = x[order[20:24]].copy()
        if name == "iris":  # row 1 differs from the background in three features, row 2 in one
            data[:, :3] = data[0, :3]
            explained[1, 2], explained[2] = data[0, 2], data[0]
        background = data
        if summary:
            background = shap.kmeans(x, summary)
            data, shares = background.data, background.weights
        store(tensors, name, weights, data, shares, explained)
        explainer = shap.KernelExplainer(function(weights, "softmax"), background, link=link)
        tensors[f"{name}.values"] = explainer.shap_values(explained, l1_reg=False, silent=True)
        tensors[f"{name}.few"] = explainer.shap_values(explained, l1_reg="num_features(3)", silent=True)
        for criterion in ("aic", "bic"):
            tensors[f"{name}.{criterion}"] = explainer.shap_values(explained, l1_reg=criterion, silent=True)
        tensors[f"{name}.base"] = explainer.expected_value
        cases[name] = {"ending": "softmax", "link": link}
    return cases


def sampled(tensors):
    """Networks of 12 to 16 features, of which shap samples coalitions."""
    cases = {}
    for features in (12, 14, 16):
        name = f"network_{features}"
        rng = np.random.default_rng(features)
        x = rng.standard_normal((1500, features))
        y = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) * x[:, 3] + np.maximum(x[:, 5], x[:, 6]) * x[:, 7]
        y += 0.3 * x[:, 4:].sum(axis=1)
        model = MLPRegressor(hidden_layer_sizes=(16,), activation="tanh", max_iter=200, random_state=0).fit(x, y)
        weights = network(model, 1)
        background, row = x[:5], x[100]
        store(tensors, name, weights, background, np.full(5, 1 / 5), row[None])
        run = function(weights, "none")

        def outputs_of(masks):
            return np.mean([run(np.where(masks == 1, row, b))[:, 0] for b in background], axis=0)
        truth = exact(features, outputs_of)
        tensors[f"{name}.values"] = truth.reshape(1, features, 1)
        tensors[f"{name}.errors"] = errors(run, background, row, truth)
        cases[name] = {"ending": "none", "nsamples": 2 * features + 2048}
    return cases


def errors(run, background, row, truth):
    """How far off shap's values of output 0 are, by as many coalitions as it asks for by itself."""
    explainer = shap.KernelExplainer(run, background)
    found = []
    for seed in range(REPETITIONS):
        np.random.seed(seed)
        found.append(explainer.shap_values(row[None], l1_reg=False, silent=True)[0, :, 0] - truth)
    return np.array(found)


def many(tensors):
    """A classifier of 30 features: its values are those of 65,536 coalitions."""
    x, y = load_breast_cancer(return_X_y=True)
    x = StandardScaler().fit_transform(x)
    weights = network(MLPClassifier((8,), activation="tanh", max_iter=300, random_state=0).fit(x, y), 2)
    background, row = x[:20], x[-1]
    store(tensors, "classes_30", weights, background, np.full(20, 1 / 20), row[None])
    run = function(weights, "softmax")
    np.random.seed(REPETITIONS)
    values = shap.KernelExplainer(run, background).shap_values(row[None], nsamples=1 << 16, l1_reg=False, silent=True)
    tensors["classes_30.values"] = np.ascontiguousarray(values)
    tensors["classes_30.errors"] = errors(run, background, row, values[0, :, 0])
    return {"classes_30": {"ending": "softmax", "nsamples": 2 * 30 + 2048}}


def dependent(tensors):
    """Grids of percentiles, and of the values that occur."""
    cases = {}
    for name, feature, resolution in (("grid", 2, 12), ("values", 1, 30)):
        x, y = load_iris(return_X_y=True)
        x = StandardScaler().fit_transform(x)[::3]
        model = MLPClassifier((8,), activation="tanh", max_iter=300, random_state=0).fit(x, y[::3])
        store(tensors, name, network(model, 3), x[:1], [1], x)
        found = partial_dependence(
            model, x, [feature], grid_resolution=resolution, kind="both", response_method="predict_proba")
        tensors[f"{name}.grid"] = np.ascontiguousarray(found["grid_values"][0])
        tensors[f"{name}.average"] = np.ascontiguousarray(found["average"])
        tensors[f"{name}.individual"] = np.ascontiguousarray(found["individual"])
        cases[name] = {"ending": "softmax", "feature": feature, "resolution": resolution}
    return cases


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    tensors = {}
    metadata = {
        "cases": known(tensors), "sampled": sampled(tensors), "many": many(tensors),
        "dependent": dependent(tensors),
        "versions": {"shap": shap.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    }
    save_file(
        tensors, Path(__file__).parent / "kernel_shap.safetensors",
        metadata={key: json.dumps(value) for key, value in metadata.items()})
