"""Forward passes of layers. Layout: keras_goldens.py."""

import keras
import numpy as np
from keras_goldens import made

ACTIVATIONS = [
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu",
    "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink",
    "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "tanh",
    "tanh_shrink", "threshold"]


def cases():
    """(name, layer, shapes of the inputs)"""
    for name in ACTIVATIONS:
        if name != "threshold":  # takes arguments, so it has no spelling as a string
            yield f"dense/{name}", {"class": "Dense", "units": 6, "activation": name}, [(7, 4)]
    yield "dense/no_bias", {"class": "Dense", "units": 3, "use_bias": False}, [(7, 4)]
    yield "dense/rank_3", {"class": "Dense", "units": 3}, [(2, 5, 4)]
    yield "activation/softmax_rank_3", {"class": "Activation", "activation": "softmax"}, [(2, 3, 4)]

    batch = {"class": "BatchNormalization"}
    yield "batch_normalization/default", batch, [(12, 5)]
    yield "batch_normalization/momentum_epsilon", {**batch, "momentum": 0.8, "epsilon": 0.01}, [(12, 5)]
    yield "batch_normalization/no_center", {**batch, "center": False}, [(12, 5)]
    yield "batch_normalization/no_scale", {**batch, "scale": False}, [(12, 5)]
    yield "batch_normalization/rank_3", batch, [(6, 4, 5)]
    yield "batch_normalization/rank_4", batch, [(3, 4, 2, 5)]
    yield "batch_normalization/axis_1", {**batch, "axis": 1}, [(6, 4, 5)]

    layer = {"class": "LayerNormalization"}
    yield "layer_normalization/default", layer, [(12, 5)]
    yield "layer_normalization/epsilon", {**layer, "epsilon": 0.1}, [(12, 5)]
    yield "layer_normalization/no_center", {**layer, "center": False}, [(12, 5)]
    yield "layer_normalization/no_scale", {**layer, "scale": False}, [(12, 5)]
    yield "layer_normalization/rank_3", layer, [(3, 4, 5)]
    yield "layer_normalization/axes_1_2", {**layer, "axis": [1, 2]}, [(3, 4, 5)]

    yield "embedding/default", {"class": "Embedding", "input_dim": 10, "output_dim": 4}, [("integers", 3, 6)]
    yield "embedding/rank_1", {"class": "Embedding", "input_dim": 10, "output_dim": 4}, [("integers", 5)]
    yield "flatten/default", {"class": "Flatten"}, [(2, 3, 4)]
    yield "flatten/rank_1", {"class": "Flatten"}, [(5,)]
    yield "reshape/default", {"class": "Reshape", "target_shape": [4, 3]}, [(2, 12)]
    yield "reshape/inferred", {"class": "Reshape", "target_shape": [2, -1, 3]}, [(2, 12)]

    for kind in ("Add", "Multiply", "Average"):
        yield f"{kind.lower()}/two", {"class": kind}, [(3, 4), (3, 4)]
        yield f"{kind.lower()}/three", {"class": kind}, [(3, 4), (3, 4), (3, 4)]
        yield f"{kind.lower()}/broadcast", {"class": kind}, [(3, 2, 4), (3, 1, 4)]
    yield "concatenate/last", {"class": "Concatenate"}, [(3, 4), (3, 2), (3, 1)]
    yield "concatenate/axis_1", {"class": "Concatenate", "axis": 1}, [(3, 2, 4), (3, 5, 4)]

    yield "normalization/adapted", {"class": "Normalization"}, [(9, 4)]
    yield "normalization/all_axes", {"class": "Normalization", "axis": None}, [(9, 4)]
    yield "normalization/rank_3", {"class": "Normalization"}, [(4, 3, 2)]
    yield "normalization/given", {"class": "Normalization", "mean": 2.0, "variance": 9.0, "axis": None}, [(9, 4)]
    yield "normalization/invert", {"class": "Normalization", "invert": True}, [(9, 4)]


def record(golden, random):
    for name, described, shapes in cases():
        seed = int(random.integers(1 << 31))
        case = {"name": name, "layer": described, "inputs": len(shapes)}
        golden.run(case, lambda first: forward(golden, case, first, shapes, np.random.default_rng(seed)))


def value(shape, random):
    if shape[0] == "integers":
        return random.integers(0, 10, shape[1:]).astype(np.int32)
    return (0.5 + 2 * random.standard_normal(shape)).astype(np.float32)


def forward(golden, case, first, shapes, random):
    name, kind = case["name"], case["layer"]["class"]
    inputs = [value(shape, random) for shape in shapes]
    keys = ["input"] if len(inputs) == 1 else [f"input{i}" for i in range(len(inputs))]
    layer = made(keras.layers, case["layer"])
    adapts = kind == "Normalization" and "mean" not in case["layer"]
    rows = (1 + 3 * random.standard_normal((20, *shapes[0][1:]))).astype(np.float32) if adapts else None
    if adapts:
        layer.adapt(rows)
    elif not layer.built:
        layer.build([i.shape for i in inputs] if len(inputs) > 1 else inputs[0].shape)
        for weight in layer.weights:
            spread = 0.5 + random.random(weight.shape) if weight.name in ("gamma", "moving_variance") else \
                random.standard_normal(weight.shape)
            weight.assign(spread.astype(np.float32))
    if first:
        for key, array in zip(keys, inputs):
            golden.add(f"{name}/{key}", array)
        if adapts:
            golden.add(f"{name}/data", rows)
        else:
            for weight in layer.weights:
                golden.add(f"{name}/weight/{weight.name}", keras.ops.convert_to_numpy(weight.value))
    if adapts:
        for which in ("mean", "variance"):
            golden.add_computed(f"{name}/weight/{which}", keras.ops.convert_to_numpy(getattr(layer, which)))
    arguments = [i if i.dtype.kind == "i" else i.astype(keras.config.floatx()) for i in inputs]
    arguments = arguments if len(inputs) > 1 else arguments[0]
    golden.add_computed(f"{name}/output", keras.ops.convert_to_numpy(layer(arguments)))
    if kind in ("BatchNormalization", "LayerNormalization"):
        trained = keras.ops.convert_to_numpy(layer(arguments, training=True))
        golden.add_computed(f"{name}/training_output", trained)
        for weight in layer.weights:
            golden.add_computed(f"{name}/after/{weight.name}", keras.ops.convert_to_numpy(weight.value))
