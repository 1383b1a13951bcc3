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

    images, steps = [(2, 7, 8, 3)], [(2, 9, 3)]
    layer = {"class": "Conv2D", "filters": 4, "kernel_size": 3}
    yield "conv2d/default", layer, images
    yield "conv2d/same_strides", {**layer, "strides": 2, "padding": "same", "activation": "relu"}, images
    yield "conv2d/sizes", {**layer, "kernel_size": [1, 4], "strides": [2, 1], "padding": "same"}, images
    yield "conv2d/dilated", {**layer, "dilation_rate": [2, 3], "use_bias": False}, images
    yield "conv2d/groups", {**layer, "groups": 2, "padding": "same"}, [(2, 5, 5, 6)]
    layer = {"class": "Conv1D", "filters": 4, "kernel_size": 3}
    yield "conv1d/default", layer, steps
    yield "conv1d/causal", {**layer, "padding": "causal", "dilation_rate": 2}, steps
    yield "conv1d/same_strides", {**layer, "padding": "same", "strides": 2, "groups": 1}, steps
    layer = {"class": "DepthwiseConv2D", "kernel_size": 3}
    yield "depthwise_conv2d/default", layer, images
    yield "depthwise_conv2d/multiplier", {**layer, "depth_multiplier": 2, "strides": 2, "padding": "same"}, images
    layer = {"class": "SeparableConv2D", "filters": 5, "kernel_size": 3}
    yield "separable_conv2d/default", layer, images
    yield "separable_conv2d/multiplier", {**layer, "depth_multiplier": 2, "strides": 2, "padding": "same"}, images
    for class_, shapes in (("Conv2DTranspose", [(2, 4, 3, 3)]), ("Conv1DTranspose", [(2, 4, 3)])):
        layer, name = {"class": class_, "filters": 4, "kernel_size": 3}, class_.lower().replace("dt", "d_t")
        yield f"{name}/default", layer, shapes
        yield f"{name}/strides", {**layer, "strides": 2}, shapes
        yield f"{name}/same", {**layer, "strides": 2, "padding": "same"}, shapes
        yield f"{name}/small_kernel", {**layer, "kernel_size": 2, "strides": 3}, shapes
        yield f"{name}/even_kernel", {**layer, "kernel_size": 4, "strides": 2, "padding": "same"}, shapes
        yield f"{name}/output_padding", {**layer, "strides": 2, "padding": "same", "output_padding": 0}, shapes
        yield f"{name}/dilated", {**layer, "dilation_rate": 2}, shapes

    for kind in ("Max", "Average"):
        for rank, shapes in ((1, steps), (2, images)):
            layer, name = {"class": f"{kind}Pooling{rank}D", "pool_size": 2}, f"{kind.lower()}_pooling{rank}d"
            yield f"{name}/default", layer, shapes
            yield f"{name}/overlapping", {**layer, "pool_size": 3, "strides": 2, "padding": "same"}, shapes
            yield f"{name}/apart", {**layer, "pool_size": 2, "strides": 3}, shapes
            layer, name = {"class": f"Global{kind}Pooling{rank}D"}, f"global_{name}"
            yield f"{name}/default", layer, shapes
            yield f"{name}/kept", {**layer, "keepdims": True}, shapes

    yield "zero_padding2d/default", {"class": "ZeroPadding2D"}, images
    yield "zero_padding2d/sides", {"class": "ZeroPadding2D", "padding": [[1, 0], [2, 3]]}, images
    yield "zero_padding1d/sides", {"class": "ZeroPadding1D", "padding": [0, 2]}, steps
    yield "cropping2d/sides", {"class": "Cropping2D", "cropping": [[1, 0], [2, 3]]}, images
    yield "cropping1d/default", {"class": "Cropping1D"}, steps
    yield "up_sampling2d/default", {"class": "UpSampling2D"}, images
    yield "up_sampling2d/bilinear", {"class": "UpSampling2D", "size": [2, 3], "interpolation": "bilinear"}, images
    yield "up_sampling1d/default", {"class": "UpSampling1D", "size": 3}, steps
    layer = {"class": "Resizing", "height": 5, "width": 11}
    for interpolation in ("nearest", "bilinear", "bicubic"):
        yield f"resizing/{interpolation}", {**layer, "interpolation": interpolation}, images
    yield "resizing/antialias", {**layer, "height": 3, "width": 4, "antialias": True}, images
    yield "resizing/crop", {**layer, "crop_to_aspect_ratio": True}, images
    yield "resizing/pad", {**layer, "pad_to_aspect_ratio": True}, images
    yield "center_crop/default", {"class": "CenterCrop", "height": 4, "width": 5}, images
    yield "center_crop/larger", {"class": "CenterCrop", "height": 9, "width": 5}, images

    # A factor from one number to the same leaves nothing to chance.
    yield "random_rotation/tenth", {"class": "RandomRotation", "factor": [0.1, 0.1]}, images
    yield "random_rotation/wrap", {"class": "RandomRotation", "factor": [-0.3, -0.3], "fill_mode": "wrap"}, images
    yield "random_zoom/out", {"class": "RandomZoom", "height_factor": [0.4, 0.4], "fill_mode": "nearest"}, images
    yield "random_zoom/in", {
        "class": "RandomZoom", "height_factor": [-0.2, -0.2], "width_factor": [0.3, 0.3]}, images
    yield "random_translation/constant", {
        "class": "RandomTranslation", "height_factor": [0.2, 0.2], "width_factor": [-0.33, -0.33],
        "fill_mode": "constant", "fill_value": 0.5}, images
    yield "random_brightness/brighter", {
        "class": "RandomBrightness", "factor": [0.2, 0.2], "value_range": [-2, 2]}, images


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
    is_random = kind.startswith("Random")  # and in training unless it is told otherwise
    output = layer(arguments, training=False) if is_random else layer(arguments)
    golden.add_computed(f"{name}/output", keras.ops.convert_to_numpy(output))
    if is_random or kind in ("BatchNormalization", "LayerNormalization"):
        trained = keras.ops.convert_to_numpy(layer(arguments, training=True))
        golden.add_computed(f"{name}/training_output", trained)
        for weight in layer.weights:
            golden.add_computed(f"{name}/after/{weight.name}", keras.ops.convert_to_numpy(weight.value))
