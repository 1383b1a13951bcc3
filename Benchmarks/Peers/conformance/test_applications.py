"""Every layer of every application gives what Keras's gives, from weights that Keras wrote.

Real weights and photographs are used where they are: see `martlet.real`.
"""

import itertools
import json
import os
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "true")

import keras
import numpy as np
from keras import applications
from safetensors.numpy import load_file, save_file

from martlet import real, worker

# How far our numbers may lie from Keras's in float64: of the largest value of a layer's output, and of Keras's own
# rounding in float32, which grows with the depth (and differs from ours, as the order of summation does).
TOLERANCE = 1e-5
ROUNDINGS = 4


def draw(model, seed):
    """Weights that keep activations near one another's size; averages that aren't those of a new layer."""
    random = np.random.default_rng(seed)
    for variable in model.variables:
        name, shape = variable.path.split("/")[-1], variable.shape
        if name in ("kernel", "depthwise_kernel"):
            inputs = np.prod(shape[:-1]) if "depthwise" not in variable.path else np.prod(shape[:2])
            value = random.standard_normal(shape) * np.sqrt(2 / inputs)
        elif name in ("gamma", "moving_variance"):
            value = random.uniform(0.5, 1.5, shape)
        else:
            value = random.standard_normal(shape) * 0.1
        variable.assign(value.astype("float32"))


def exact(build, model):
    """The same network in float64."""
    keras.backend.clear_session()
    keras.config.set_dtype_policy("float64")
    twin = build()
    keras.config.set_dtype_policy("float32")
    twin.set_weights([np.asarray(value, "float64") for value in model.get_weights()])
    return twin


def layer_outputs(model, images):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    names = [layer.name for layer in layers]
    outputs = keras.Model(model.input, [layer.output for layer in layers]).predict(images, verbose=0)
    return dict(zip(names, map(np.asarray, outputs)))


class Applications(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def compare(self, name, build, images, arguments, weights, model):
        """`weights` holds those of `model`, which `build` makes; `images` are float32."""
        save_file({"images": images}, self.folder / "images.safetensors")
        outputs = self.folder / "outputs.safetensors"
        subprocess.run(
            [worker(), "application", name, json.dumps(arguments), weights, self.folder / "images.safetensors", outputs],
            check=True)
        ours, theirs = load_file(outputs), layer_outputs(model, images)
        truth = layer_outputs(exact(build, model), images.astype("float64"))
        names = [layer.name for layer in model.layers if layer.name in theirs]
        self.assertEqual(set(ours), set(names) | {"predict"})
        farthest = 0
        for layer in [*names, "predict"]:
            expected = truth[layer if layer != "predict" else names[-1]]
            rounding = np.abs(theirs[layer if layer != "predict" else names[-1]] - expected).max()
            with self.subTest(layer=layer):
                self.assertEqual(ours[layer].shape, expected.shape)
                error = np.abs(ours[layer] - expected).max()
                largest = np.abs(expected).max()
                farthest = max(farthest, error / largest)
                self.assertLessEqual(error, TOLERANCE * largest + ROUNDINGS * rounding)
        print(f"{name} {arguments}: {len(names)} layers, at most {farthest:.1e} of the largest value apart")
        return ours, theirs

    def check(self, name, size, seed, suffix, **arguments):
        def build():
            return getattr(applications, name)(weights=None, input_shape=(*size, 3), **arguments)

        keras.backend.clear_session()
        model = build()
        draw(model, seed)
        weights = self.folder / f"weights{suffix}"
        model.save_weights(weights) if suffix == ".weights.h5" else model.save(weights)
        images = np.random.default_rng(seed).standard_normal((2, *size, 3)).astype("float32")
        self.compare(name, build, images, arguments, weights, model)

    def test_vgg16(self):
        self.check("VGG16", (48, 33), 1, ".weights.h5", include_top=False)
        self.check("VGG16", (32, 32), 2, ".h5", include_top=True, classes=10)

    def test_vgg19(self):
        self.check("VGG19", (32, 32), 3, ".weights.h5", include_top=False, pooling="max")

    def test_inception_v3(self):
        self.check("InceptionV3", (75, 96), 4, ".h5", include_top=True)
        self.check("InceptionV3", (75, 75), 5, ".weights.h5", include_top=False, pooling="avg")

    def test_resnet50(self):
        self.check("ResNet50", (33, 64), 6, ".h5", include_top=True, classes=7)
        self.check("ResNet50", (32, 32), 7, ".weights.h5", include_top=False, pooling="max")

    def test_mobilenet_v2(self):
        self.check("MobileNetV2", (96, 75), 8, ".h5", include_top=True)
        self.check("MobileNetV2", (33, 32), 9, ".weights.h5", include_top=False, alpha=0.35, pooling="avg")
        self.check("MobileNetV2", (32, 32), 10, ".keras", include_top=False, alpha=1.4)

    def test_real_features(self):
        weights = real("models", "vgg16_notop.h5")

        def build():
            return applications.VGG16(include_top=False, weights=str(weights), input_shape=(96, 96, 3))

        keras.backend.clear_session()
        model = build()
        images = np.ascontiguousarray(applications.vgg16.preprocess_input(self.photographs(4, 96)))
        ours, theirs = self.compare("VGG16", build, images, {"include_top": False}, weights, model)
        features, expected = ours["predict"], theirs["block5_pool"]
        self.assertLessEqual(np.abs(features - expected).max(), TOLERANCE * np.abs(expected).max())

    def photographs(self, count, size):
        """Photographs scaled to size × size, their pixels from 0 to 255."""
        source = real("data", "cifar10-subset", "cifar10-subset.tar.gz")
        if source.is_dir():
            files = sorted(source.glob("train/*/*.jpg"))[:count]
        else:
            files = []
            with tarfile.open(source) as tar:
                members = (member for member in tar if member.name.endswith(".jpg"))
                for number, member in enumerate(itertools.islice(members, count)):
                    files.append(self.folder / f"{number}.jpg")
                    files[-1].write_bytes(tar.extractfile(member).read())
        return np.stack(
            [
                keras.utils.img_to_array(keras.utils.load_img(path, target_size=(size, size), interpolation="bilinear"))
                for path in files
            ])


if __name__ == "__main__":
    unittest.main()
