"""Keras writes models, `martlet convert` reads and writes them again, and Keras predicts with the copy what it did."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np
from martlet import ROOT, martlet, worker, write_csv

sys.path.insert(0, str(ROOT / "Tests" / "MartletInteropTests" / "Golden"))
from keras_models import build, predict, rows

GOLDEN = ROOT / "Tests" / "MartletInteropTests" / "Golden"


class KerasFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def copied(self, file):
        """What Keras loads after Martlet has read the file and written it twice, by way of its own format."""
        ours, copy = self.folder / "ours.safetensors", self.folder / "copy.keras"
        martlet("convert", file, ours)
        martlet("convert", ours, copy)
        return keras.models.load_model(copy)

    def check(self, copy, inputs, expected):
        actual = predict(copy, inputs)
        self.assertEqual(len(actual), len(expected))
        for a, b in zip(actual, expected):
            self.assertEqual(a.shape, b.shape)
            # The same sums on the same backend, unless it fuses them otherwise.
            self.assertLessEqual(np.abs(a - b).max(), 1e-5 * np.abs(b).max())

    def test_models_of_keras_3(self):
        for name, model in build(keras).items():
            inputs = rows(model)
            expected = predict(model, inputs)
            # Keras itself can't write layers that draw random numbers to HDF5: their configuration isn't copied.
            for ending in ("keras",) if name == "augmentation" else ("keras", "h5"):
                with self.subTest(model=name, ending=ending):
                    file = self.folder / f"{name}.{ending}"
                    model.save(file)
                    copy = self.copied(file)
                    self.check(copy, inputs, expected)
                    # Nested models may be called twice; Keras names what it makes again by itself.
                    self.assertEqual(
                        [layer.name for layer in copy.layers if layer.weights],
                        [layer.name for layer in model.layers if layer.weights])

    def test_models_of_keras_2(self):
        """tf_keras wrote these; Keras 3 predicts with its copy what tf_keras did."""
        import json

        cases = json.loads((GOLDEN / "expected.json").read_text())["cases"]
        for file, case in cases.items():
            if not file.startswith("keras2") or "weights" in file:
                continue
            with self.subTest(file=file):
                arrays = {
                    key: [np.array(v, t).reshape(s) for s, t, v in case[key]] for key in ("inputs", "outputs")}
                self.check(self.copied(GOLDEN / file), arrays["inputs"], arrays["outputs"])

    def test_weights_alone(self):
        for name, model in build(keras).items():
            with self.subTest(model=name):
                model.save(self.folder / "a.keras")
                martlet("convert", self.folder / "a.keras", self.folder / "a.weights.h5")
                inputs = rows(model)
                expected = predict(model, inputs)
                for weight in model.weights:
                    weight.assign(np.zeros(weight.shape))
                model.load_weights(self.folder / "a.weights.h5")
                self.check(model, inputs, expected)

    def test_layers_of_images_keep_their_options(self):
        """What they do in training, predictions don't tell."""
        model = build(keras)["augmentation"]
        model.save(self.folder / "a.keras")
        copy = self.copied(self.folder / "a.keras")
        layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
        self.assertEqual(len(copy.layers), len(layers))
        pair = lambda factor: tuple(factor) if isinstance(factor, (list, tuple)) else (-factor, factor)
        for ours, theirs in zip(copy.layers, layers):
            a, b = ours.get_config(), theirs.get_config()
            for key in b.keys() - {"seed", "dtype", "kernel_initializer", "bias_initializer"}:
                with self.subTest(layer=theirs.name, option=key):
                    self.assertEqual(
                        *(pair(c[key]) if "factor" in key or "range" in key else c[key] for c in (a, b)))

    def test_architectures(self):
        """Weights alone, with what to_json gives of the model."""
        for name, model in build(keras).items():
            with self.subTest(model=name):
                weights, architecture = self.folder / f"{name}.weights.h5", self.folder / f"{name}.json"
                model.save_weights(weights)
                architecture.write_text(model.to_json())
                inputs = rows(model)
                expected = predict(model, inputs)
                copy = self.folder / "copy.keras"
                martlet("convert", weights, copy, "--architecture", architecture)
                self.check(keras.models.load_model(copy), inputs, expected)

    def test_models_within_models(self):
        """What was nested in Martlet is nested in Keras, with its weights, frozen by path, and shared where it was."""
        from safetensors.numpy import load_file

        file, outputs = self.folder / "nested.keras", self.folder / "outputs.safetensors"
        subprocess.run([worker(), "nested", file, outputs], check=True)
        arrays = load_file(outputs)
        inputs, expected = [arrays["left"], arrays["right"]], [arrays["prediction"]]
        model = keras.models.load_model(file)
        self.check(model, inputs, expected)
        deep = model.get_layer("deep")
        pair = deep.get_layer("pair")
        encoder = pair.get_layer("encoder")
        for nested in (deep, pair, encoder):
            self.assertIsInstance(nested, keras.Model)
        self.assertEqual([layer.name for layer in encoder.layers if layer.weights], ["hidden", "norm"])
        # The encoder's four and two, the side's two, the narrow one's and the head's.
        self.assertEqual(len(model.weights), 12)
        self.assertFalse(any(layer.trainable for layer in [*encoder.layers, deep.get_layer("narrow")]))
        self.assertEqual(
            sorted(weight.path.split("/")[-2] for weight in model.trainable_weights), ["head"] * 2 + ["side"] * 2)
        frozen = [np.array(weight) for weight in encoder.weights]
        model.compile("sgd", "mse")
        model.fit(inputs, np.ones((7, 2), "float32"), verbose=0)
        for weight, before in zip(encoder.weights, frozen):
            np.testing.assert_array_equal(np.array(weight), before)
        self.check(self.copied(file), inputs, expected)

    def test_compilation(self):
        optimizers = [
            keras.optimizers.Adam(0.01, clipnorm=1.0), keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
            keras.optimizers.RMSprop(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9), centered=True),
            keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(0.01, 100), weight_decay=0.1),
            keras.optimizers.Adagrad(0.5)]
        for optimizer in optimizers:
            with self.subTest(optimizer=optimizer.name):
                model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
                model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                              metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=1)])
                model.save(self.folder / "a.keras")
                copy = self.copied(self.folder / "a.keras")
                ours, theirs = copy.optimizer.get_config(), optimizer.get_config()
                for key in theirs.keys() - {"name"}:
                    self.assertEqual(ours[key], theirs[key], key)
                self.assertTrue(copy.loss.from_logits)
                # It trains.
                copy.fit(np.ones((4, 3), "float32"), np.zeros(4), verbose=0)

    def test_trained_by_martlet(self):
        model, copy = self.folder / "digits.safetensors", self.folder / "digits.keras"
        martlet("train", "--data", "digits", "--hidden", "16", "--epochs", 3, "--seed", 1, "--save", model)
        martlet("convert", model, copy)
        inputs = np.random.default_rng(0).integers(0, 17, (40, 64)).astype(np.float32)
        write_csv(self.folder / "rows.csv", inputs)
        expected = np.array(martlet("predict", model, "--input", self.folder / "rows.csv")["probabilities"])
        actual = keras.models.load_model(copy).predict(inputs, verbose=0)
        # float32 sums of at most 64 products, twice over: 1e-5 of a probability is far above their rounding.
        self.assertLessEqual(np.abs(actual - expected).max(), 1e-5)

    def test_transfer_by_martlet(self):
        """A network on VGG16, which prepares its images itself, becomes a model that Keras gives pixels to."""
        random = np.random.default_rng(0)
        images = random.integers(0, 256, (8, 32, 32, 3), np.uint8)
        for number, image in enumerate(images):
            path = self.folder / "images" / f"class{number % 2}" / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            keras.utils.save_img(path, image, scale=False)
        weights, model, copy = (self.folder / name for name in ("vgg16.weights.h5", "a.safetensors", "a.keras"))
        keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3)).save_weights(weights)
        martlet("train", "--data", self.folder / "images", "--base", "vgg16", "--weights-file", weights,
                "--image-size", 32, "--head", 8, "--epochs", 1, "--seed", 1, "--save", model)
        martlet("convert", model, copy)
        martlet("convert", copy, self.folder / "b.safetensors")
        loaded = keras.models.load_model(copy)
        for name in ("a.safetensors", "b.safetensors"):
            predicted = martlet("predict", self.folder / name, "--input", self.folder / "images")
            order = [int(Path(file).stem) for file in predicted["files"]]
            actual = loaded.predict(images[order].astype(np.float32), verbose=0)
            # As above; the network is deeper, its probabilities are as small.
            self.assertLessEqual(np.abs(actual - np.array(predicted["probabilities"])).max(), 1e-5)
        self.assertFalse(loaded.layers[0].trainable)


if __name__ == "__main__":
    unittest.main()
