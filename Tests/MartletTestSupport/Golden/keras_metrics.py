"""Values of metrics, weighted and not, over two updates. Layout: keras_goldens.py."""

import keras
import numpy as np
from keras_goldens import made, rounded

ROWS, SPLIT, CLASSES = 50, 32, 5


def cases():
    """(name, metric, kind of data)"""
    yield "accuracy/equal", {"class": "Accuracy"}, "labels"
    yield "binary_accuracy/default", {"class": "BinaryAccuracy"}, "binary"
    yield "binary_accuracy/threshold", {"class": "BinaryAccuracy", "threshold": 0.7}, "binary"
    yield "binary_accuracy/several", {"class": "BinaryAccuracy"}, "multilabel"
    yield "categorical_accuracy/default", {"class": "CategoricalAccuracy"}, "one_hot"
    yield "sparse_categorical_accuracy/default", {"class": "SparseCategoricalAccuracy"}, "class"
    yield "sparse_categorical_accuracy/column", {"class": "SparseCategoricalAccuracy"}, "class_column"
    for k in (1, 2, 3):
        yield f"top_k_categorical_accuracy/{k}", {"class": "TopKCategoricalAccuracy", "k": k}, "one_hot"
        yield f"sparse_top_k_categorical_accuracy/{k}", {"class": "SparseTopKCategoricalAccuracy", "k": k}, "class"
    for kind in ("Precision", "Recall"):
        yield f"{kind.lower()}/default", {"class": kind}, "binary"
        yield f"{kind.lower()}/threshold", {"class": kind, "thresholds": 0.3}, "binary"
        yield f"{kind.lower()}/thresholds", {"class": kind, "thresholds": [0.2, 0.5, 0.8]}, "binary"
        yield f"{kind.lower()}/several", {"class": kind}, "multilabel"
        yield f"{kind.lower()}/top_k", {"class": kind, "top_k": 2}, "multilabel"
        yield f"{kind.lower()}/class_id", {"class": kind, "class_id": 2}, "multilabel"
    for curve in ("ROC", "PR"):
        for rule in ("interpolation", "minoring", "majoring"):
            yield f"auc/{curve.lower()}_{rule}", {"class": "AUC", "curve": curve, "summation_method": rule}, "binary"
        yield f"auc/{curve.lower()}_20_thresholds", {"class": "AUC", "curve": curve, "num_thresholds": 20}, "binary"
        yield f"auc/{curve.lower()}_several", {"class": "AUC", "curve": curve}, "multilabel"
    yield "auc/from_logits", {"class": "AUC", "from_logits": True}, "logits"
    for kind in ("MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError"):
        yield f"{keras.src.utils.naming.to_snake_case(kind)}/default", {"class": kind}, "regression"
        yield f"{keras.src.utils.naming.to_snake_case(kind)}/vector", {"class": kind}, "regression_vector"


def data(kind, random):
    """(y_true, y_pred); truth and prediction agree more often than not."""
    classes = random.integers(0, CLASSES, ROWS)
    scores = random.standard_normal((ROWS, CLASSES)) + 1.5 * np.eye(CLASSES)[classes]
    probabilities = rounded(np.exp(scores) / np.exp(scores).sum(-1, keepdims=True))
    labels = (random.random((ROWS, CLASSES)) < 0.4).astype(np.float32)
    sure = rounded(1 / (1 + np.exp(-(random.standard_normal((ROWS, CLASSES)) + 1.5 * labels - 0.5))))
    sure[3, 0], sure[5, 0] = 0, 1  # the ends of the range
    if kind == "labels":
        guesses = np.where(random.random(ROWS) < 0.7, classes, random.integers(0, CLASSES, ROWS))
        return classes[:, None], guesses[:, None]
    if kind == "binary":
        return labels[:, :1], sure[:, :1]
    if kind == "logits":
        return labels[:, :1], 2 * random.standard_normal((ROWS, 1)) + 2 * labels[:, :1]
    if kind == "multilabel":
        return labels, sure
    if kind == "one_hot":
        return np.eye(CLASSES)[classes], probabilities
    if kind == "class":
        return classes, probabilities
    if kind == "class_column":
        return classes[:, None], probabilities
    if kind == "regression":
        return scores[:, :1], scores[:, :1] + random.standard_normal((ROWS, 1))
    return scores, scores + random.standard_normal(scores.shape)


def record(golden, random):
    for name, described, kind in cases():
        case = {"name": name, "metric": described, "split": SPLIT}
        true, predicted = (a.astype(np.float32 if a.dtype.kind == "f" else np.int32) for a in data(kind, random))
        weight = random.uniform(0.2, 2, ROWS).astype(np.float32)
        golden.run(case, lambda first: measured(golden, case, first, true, predicted, weight))


def measured(golden, case, first, true, predicted, weight):
    name = case["name"]
    if first:
        for key, array in (("y_true", true), ("y_pred", predicted), ("sample_weight", weight)):
            golden.add(f"{name}/{key}", array)
    for key, weights in (("result", None), ("weighted_result", weight)):
        metric = made(keras.metrics, case["metric"])
        for rows in (slice(0, SPLIT), slice(SPLIT, None)):
            metric.update_state(true[rows], predicted[rows], None if weights is None else weights[rows])
        golden.add_computed(f"{name}/{key}", keras.ops.convert_to_numpy(metric.result()))
