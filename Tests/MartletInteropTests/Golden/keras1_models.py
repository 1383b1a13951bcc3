"""Weights alone and architectures as Keras 1.2 wrote them, by hand after its sources (save_weights, get_config), beside the
same models in Keras of today."""

import json

import h5py
import numpy as np

REGULARIZER = {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.01}


def conv(kind, name, filters, **options):
    return {"class_name": kind, "config": {
        "name": name, "trainable": True, "nb_filter": filters, "init": "glorot_uniform", "activation": "linear",
        "border_mode": "same", "W_regularizer": REGULARIZER, "b_regularizer": None, "activity_regularizer": None,
        "W_constraint": None, "b_constraint": None, "bias": True, **options}}


def dense(name, units, activation, **options):
    return {"class_name": "Dense", "config": {
        "name": name, "trainable": True, "output_dim": units, "init": "uniform", "activation": activation,
        "W_regularizer": None, "b_regularizer": None, "activity_regularizer": None, "W_constraint": None,
        "b_constraint": None, "bias": True, "input_dim": None, **options}}


def layer(kind, name, **options):
    return {"class_name": kind, "config": {"name": name, "trainable": True, **options}}


def called(layer, *inputs):
    return {**layer, "name": layer["config"]["name"],
            "inbound_nodes": [[[name, 0, 0] for name in inputs]] if inputs else []}


def sequential(keras):
    config = [
        conv("Convolution2D", "convolution2d_1", 4, nb_row=3, nb_col=2, subsample=[1, 1], dim_ordering="tf",
             batch_input_shape=[None, 8, 8, 3], input_dtype="float32"),
        layer("BatchNormalization", "batchnormalization_1", epsilon=1e-05, mode=0, axis=-1, momentum=0.99,
              gamma_regularizer=None, beta_regularizer=None),
        layer("Activation", "activation_1", activation="relu"),
        layer("MaxPooling2D", "maxpooling2d_1", pool_size=[2, 2], strides=[2, 2], border_mode="valid", dim_ordering="tf"),
        layer("Dropout", "dropout_1", p=0.25),
        layer("Flatten", "flatten_1"),
        dense("dense_1", 5, "tanh"),
        dense("dense_2", 3, "softmax"),
    ]
    L = keras.layers
    same = keras.Sequential([
        keras.Input((8, 8, 3)), L.Conv2D(4, (3, 2), padding="same"), L.BatchNormalization(epsilon=1e-5),
        L.Activation("relu"), L.MaxPooling2D(2), L.Dropout(0.25), L.Flatten(), L.Dense(5, activation="tanh"),
        L.Dense(3, activation="softmax")])
    return {"class_name": "Sequential", "config": config, "keras_version": "1.2.2"}, same


def functional(keras):
    layers = [
        called({"class_name": "InputLayer", "config": {
            "name": "input_1", "batch_input_shape": [None, 12, 3], "input_dtype": "float32", "sparse": False}}),
        called(conv("Convolution1D", "convolution1d_1", 4, filter_length=3, subsample_length=1, input_dim=3,
                    input_length=None), "input_1"),
        called(conv("Convolution1D", "convolution1d_2", 4, filter_length=5, subsample_length=1, input_dim=3,
                    input_length=None), "input_1"),
        called(layer("Merge", "merge_1", mode="sum", mode_type="raw", concat_axis=-1, dot_axes=-1, output_shape=None,
                     output_shape_type="raw", output_mask=None, output_mask_type="raw", arguments={}),
               "convolution1d_1", "convolution1d_2"),
        called(layer("MaxPooling1D", "maxpooling1d_1", pool_length=2, stride=2, border_mode="valid"), "merge_1"),
        called(layer("Flatten", "flatten_1"), "maxpooling1d_1"),
        called(dense("dense_1", 2, "linear", input_dim=24), "flatten_1"),
    ]
    config = {"name": "model_1", "layers": layers, "input_layers": [["input_1", 0, 0]],
              "output_layers": [["dense_1", 0, 0]]}
    L = keras.layers
    x = keras.Input((12, 3))
    y = L.Add()([L.Conv1D(4, 3, padding="same")(x), L.Conv1D(4, 5, padding="same")(x)])
    return ({"class_name": "Model", "config": config, "keras_version": "1.2.2"},
            keras.Model(x, L.Dense(2)(L.Flatten()(L.MaxPooling1D(2)(y)))))


def write(folder, name, architecture, model):
    """The files of a model that is the same in Keras of today."""
    (folder / f"keras1_{name}.json").write_text(json.dumps(architecture) + "\n")
    layers = architecture["config"]
    layers = layers if isinstance(layers, list) else layers["layers"]
    names = [layer["config"]["name"] for layer in layers]
    with_weights = iter([layer for layer in model.layers if layer.weights])
    with h5py.File(folder / f"keras1_{name}_weights.h5", "w") as file:
        file.attrs["layer_names"] = np.array([name.encode() for name in names])
        for name in names:
            group = file.create_group(name)
            is_plain = name.split("_")[0] not in ("dense", "convolution1d", "convolution2d", "batchnormalization")
            weights = [] if is_plain else [np.asarray(w) for w in next(with_weights).weights]
            if name.startswith("convolution1d"):
                weights[0] = weights[0][:, np.newaxis]
            ends = ["gamma", "beta", "running_mean", "running_std"] if name.startswith("batch") else ["W", "b"]
            weight_names = [f"{name}_{end}" for end, _ in zip(ends, weights)]
            group.attrs["weight_names"] = np.array([name.encode() for name in weight_names])
            for weight_name, value in zip(weight_names, weights):
                group[weight_name] = value
