"""Writes how TensorFlow's model optimization toolkit trains small quantization-aware models, for Martlet's tests.

    python tfmot_goldens.py [--output FOLDER]

writes quantization.safetensors into FOLDER (by default beside this script, where it is committed). It needs
tensorflow-model-optimization 0.8.1 and tf_keras; versions are recorded. Metadata, layout and types are as in
keras_goldens.py, but for float32 alone:

    x [160, 8, 8, 2], y [160] I32: step i of 20 trains on rows 8 i ..< 8 i + 8
    <case>/initial/<layer>/<weight>   before quantize_apply
    <case>/final/<layer>/<weight>     after the last step, ranges under quant_<layer>/… and quantize_layer/…
    <case>/loss [20]                  of each step's batch before its update
    <case>/output [8, …]              of the first eight rows after the last step, in inference
  a case's keys: network, an array of layers, each {"class", "name", "from": [names; "input" is x], …arguments}
"""

import argparse
import json
import os
import platform
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from safetensors.numpy import save_file

SEED, STEPS, BATCH = 20_261, 20, 8


def layer(kind, name, *sources, **arguments):
    return {"class": kind, "name": name, "from": list(sources), **arguments}


# Means are of odd numbers of elements: the mean of two on a grid lies in the middle of two of the next grid's numbers, where
# the last bit decides to which it goes.
CASES = {
    # Rectifiers within layers, pooling by maximum, a softmax that is quantized before it.
    "convolutional": [
        layer("Conv2D", "conv", "input", filters=4, kernel_size=3, activation="relu"),
        layer("MaxPooling2D", "pool", "conv", pool_size=2), layer("Flatten", "flatten", "pool"),
        layer("Dense", "dense", "flatten", units=8, activation="relu"),
        layer("Dense", "classes", "dense", units=3, activation="softmax")],
    # Nothing is quantized between convolution, normalisation and rectifier.
    "normalized": [
        layer("Conv2D", "conv", "input", filters=4, kernel_size=4, use_bias=False),
        layer("BatchNormalization", "norm", "conv", momentum=0.9),
        layer("Activation", "relu", "norm", activation="relu"),
        layer("Conv2D", "second", "relu", filters=6, kernel_size=1, use_bias=False), layer("BatchNormalization", "norm2", "second"),
        layer("GlobalAveragePooling2D", "global_average_pooling2d", "norm2"),
        layer("Dense", "classes", "global_average_pooling2d", units=3)],
    # Sums and their rectifiers, pooling by mean, a function that is quantized before it. (tfmot leaves the weights of a
    # convolution alone whose rectifier is a layer of its own; so rectifiers are within convolutions here.)
    "residual": [
        layer("Conv2D", "conv", "input", filters=4, kernel_size=3, padding="same", activation="relu"),
        layer("Conv2D", "inner", "conv", filters=4, kernel_size=3, padding="same"),
        layer("Add", "sum", "conv", "inner"), layer("Activation", "relu", "sum", activation="relu"),
        layer("AveragePooling2D", "average_pooling2d", "relu", pool_size=3),
        layer("Flatten", "flatten", "average_pooling2d"),
        layer("Dense", "hidden", "flatten", units=6, activation="tanh"), layer("Dense", "classes", "hidden", units=3)],
    # What is concatenated is quantized once.
    "concatenated": [
        layer("Conv2D", "left", "input", filters=3, kernel_size=1, activation="relu"),
        layer("AveragePooling2D", "mean", "left", pool_size=3),
        layer("Conv2D", "right", "input", filters=2, kernel_size=1),
        layer("AveragePooling2D", "mean2", "right", pool_size=3),
        layer("Concatenate", "both", "mean", "mean2"), layer("Flatten", "flatten", "both"),
        layer("Dense", "classes", "flatten", units=3)],
}


def built(network):
    x = keras.Input([8, 8, 2], name="input")
    symbols = {"input": x}
    for described in network:
        arguments = {k: v for k, v in described.items() if k not in ("class", "from")}
        sources = [symbols[name] for name in described["from"]]
        symbols[described["name"]] = getattr(keras.layers, described["class"])(**arguments)(
            sources if len(sources) > 1 else sources[0])
    return keras.Model(x, symbols[network[-1]["name"]])


def weights(model):
    """Values by `layer/weight`; what wraps a layer owns its ranges."""
    found = {}
    for outer in model.layers:
        for weight in outer.weights:
            name = weight.name.split(":")[0]
            last = name.split("/")[-1]
            if last == "optimizer_step":
                continue
            is_range = last.endswith(("_min", "_max"))
            owner = outer.name if is_range else getattr(outer, "layer", outer).name
            found[f"{owner}/{last}"] = weight.numpy()
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    random = np.random.default_rng(SEED)
    rows = STEPS * BATCH
    x = random.normal(size=[rows, 8, 8, 2]).astype(np.float32)
    y = random.integers(0, 3, size=[rows]).astype(np.int32)
    x += y[:, None, None, None] * np.float32(0.5)
    tensors = {"x": x, "y": y}
    for name, network in CASES.items():
        keras.backend.clear_session()
        keras.utils.set_random_seed(SEED)
        model = built(network)
        for key, value in weights(model).items():
            tensors[f"{name}/initial/{key}"] = value
        aware = tfmot.quantization.keras.quantize_model(model)
        for outer in aware.layers:
            if isinstance(getattr(outer, "layer", None), keras.layers.BatchNormalization):
                outer.layer.fused = False  # as Keras 3: moving variances are the batches', no estimates of the population's
        from_logits = network[-1].get("activation") != "softmax"
        aware.compile(keras.optimizers.SGD(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits))
        losses = [aware.train_on_batch(x[i:i + BATCH], y[i:i + BATCH]) for i in range(0, rows, BATCH)]
        tensors[f"{name}/loss"] = np.array(losses, np.float32)
        for key, value in weights(aware).items():
            tensors[f"{name}/final/{key}"] = value
        tensors[f"{name}/output"] = aware(x[:BATCH], training=False).numpy()
    versions = {"tensorflow": tf.__version__, "tf_keras": keras.__version__, "numpy": np.__version__,
                "tensorflow-model-optimization": tfmot.__version__, "python": platform.python_version()}
    metadata = {"cases": [{"name": name, "network": network} for name, network in CASES.items()], "seed": SEED,
                "versions": versions}
    tensors = {name: np.array(tensors[name], order="C") for name in sorted(tensors)}
    save_file(tensors, parser.parse_args().output / "quantization.safetensors",
              {key: json.dumps(value) for key, value in metadata.items()})


if __name__ == "__main__":
    main()
