"""Writes what Keras says of its applications: pip install keras jax."""

import json
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import applications
from keras.applications import imagenet_utils

# name in the tests: constructor, its arguments, size of the images
CASES = {
    "VGG16": (applications.VGG16, {"include_top": True, "classes": 10}, 32),
    "VGG16 avg": (applications.VGG16, {"include_top": False, "pooling": "avg"}, 224),
    "VGG19": (applications.VGG19, {"include_top": False}, 64),
    "InceptionV3": (applications.InceptionV3, {"include_top": True}, 299),
    "InceptionV3 max": (applications.InceptionV3, {"include_top": False, "pooling": "max"}, 75),
    "ResNet50": (applications.ResNet50, {"include_top": True}, 224),
    "ResNet50 avg": (applications.ResNet50, {"include_top": False, "pooling": "avg"}, 33),
    "MobileNetV2": (applications.MobileNetV2, {"include_top": True}, 224),
    "MobileNetV2 0.35": (applications.MobileNetV2, {"include_top": False, "alpha": 0.35}, 75),
    "MobileNetV2 1.4": (applications.MobileNetV2, {"include_top": False, "alpha": 1.4}, 32),
}


def describe(model):
    """Layer by layer: name, output's shape, and each parameter's shape by name."""
    return {
        "name": model.name,
        "parameters": model.count_params(),
        "trainable": int(sum(np.prod(v.shape) for v in model.trainable_variables)),
        "layers": {
            layer.name: [list(layer.output.shape[1:]), {v.name: list(v.shape) for v in layer.variables}]
            for layer in model.layers
            if not isinstance(layer, keras.layers.InputLayer)
        },
    }


def main():
    golden = {"versions": {"keras": keras.__version__}, "applications": {}, "preprocessing": {}}
    for name, (build, arguments, size) in CASES.items():
        keras.backend.clear_session()
        model = build(weights=None, input_shape=(size, size, 3), **arguments)
        golden["applications"][name] = {"size": size, **describe(model)}
    images = np.random.default_rng(1).integers(0, 256, (2, 2, 3, 3)).astype("float32")
    golden["preprocessing"]["images"] = images.ravel().tolist()
    for mode in ["caffe", "tf", "torch"]:
        golden["preprocessing"][mode] = imagenet_utils.preprocess_input(images.copy(), mode=mode).ravel().tolist()
    text = json.dumps(golden).replace('"applications"', '\n"applications"').replace('"preprocessing"', '\n"preprocessing"')
    for name in CASES:
        text = text.replace(f'"{name}": {{"size"', f'\n"{name}": {{"size"')
    (Path(__file__).parent / "reference.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
