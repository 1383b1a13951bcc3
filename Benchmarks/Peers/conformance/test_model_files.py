"""A model file is a safetensors file: the weights in it, multiplied in NumPy, predict what `martlet predict` does."""

import json
import re
import tempfile
import unittest
import zlib
from pathlib import Path

import numpy as np
from martlet import class_name, martlet, write_csv
from safetensors import safe_open
from safetensors.numpy import save_file


def natural(name):
    """dense before dense_1 before dense_10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def prepared(metadata, x):
    """Columns of numbers as the model's note `table` says, if there is one; in float64."""
    for index, column in enumerate(json.loads(metadata.get("table", "{}")).get("columns", [])):
        number = column["encoding"]["number"]["_0"]
        x[:, index] = (x[:, index] - number["mean"]) / number["deviation"]
    return x


def forward(tensors, x):
    """Normalization, if there is one; then Dense layers, relu between them, softmax at the end; in float64."""
    mean = [name for name in tensors if name.endswith("/mean")]
    for name in mean:
        variance = tensors[name.removesuffix("mean") + "variance"]
        x = (x - tensors[name]) / np.maximum(np.sqrt(variance), 1e-7)
    kernels = sorted((name for name in tensors if name.endswith("/kernel")), key=natural)
    for name in kernels:
        x = x @ tensors[name].astype(np.float64) + tensors[name.removesuffix("kernel") + "bias"]
        if name != kernels[-1]:
            x = np.maximum(x, 0)
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def unpacked(data, dtype, shape, count, shift, deflated):
    """A tensor that is kept without its zeros."""
    if deflated:
        data = np.frombuffer(zlib.decompress(data), np.uint8)
    size = np.dtype(dtype).itemsize
    values, low, high = np.split(data, [count * size, count * size + (count * shift + 7) // 8])
    low = np.unpackbits(low, bitorder="little")[:count * shift].reshape(count, shift) @ (1 << np.arange(shift))
    rest = np.diff(np.flatnonzero(np.unpackbits(high, bitorder="little")), prepend=-1) - 1
    tensor = np.zeros(np.prod(shape, dtype=int), dtype)
    tensor[np.cumsum((rest << shift) + low + 1) - 1] = values.reshape(size, count).T.copy().view(dtype)[:, 0]
    return tensor.reshape(shape)


class ModelFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def weights(self, path):
        """The model's own tensors, without the optimiser's; and its metadata."""
        with safe_open(path, "numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}
            metadata = file.metadata()
        self.assertTrue(metadata, "the graph and the configuration are in the metadata")
        own = {name: value for name, value in tensors.items() if not name.startswith("optimizer/")}
        return own, metadata

    def check(self, model, rows, classes):
        write_csv(self.folder / "rows.csv", rows)
        predicted = martlet("predict", model, "--input", self.folder / "rows.csv")
        tensors, metadata = self.weights(model)
        expected = forward(tensors, prepared(metadata, rows.astype(np.float64)))
        ours = np.array(predicted["probabilities"])
        self.assertEqual(ours.shape, expected.shape)
        # float32 sums of at most 64 products, twice over: 1e-5 of a probability is far above their rounding.
        self.assertLessEqual(np.abs(ours - expected).max(), 1e-5)
        self.assertEqual([str(c) for c in predicted["classes"]], [classes[i] for i in expected.argmax(-1)])

    def test_embedded_digits(self):
        model = self.folder / "digits.safetensors"
        martlet("train", "--data", "digits", "--hidden", "16", "--epochs", 3, "--seed", 1, "--save", model)
        rows = np.random.default_rng(0).integers(0, 17, (40, 64)).astype(np.float32)
        self.check(model, rows, [str(digit) for digit in range(10)])

    def test_csv_with_string_labels(self):
        random = np.random.default_rng(0)
        labels = random.integers(0, 3, 300)
        # Columns of unlike size and place, which a model for such data must scale by itself.
        rows = ((random.standard_normal((300, 4)) + np.eye(3, 4)[labels] * 3) * [1, 50, 0.02, 7] + [0, 300, 1, -5])
        rows = rows.astype(np.float32)
        write_csv(self.folder / "train.csv", rows, labels)
        model = self.folder / "model.safetensors"
        martlet("train", "--data", self.folder / "train.csv", "--label", "label", "--hidden", "12,8", "--epochs", 3,
                "--seed", 1, "--save", model)
        self.check(model, rows[:50], [class_name(label) for label in range(3)])

    def test_files_without_zeros(self):
        model = self.folder / "digits.safetensors"
        martlet("train", "--data", "digits", "--hidden", "64,32", "--epochs", 1, "--seed", 1, "--save", model)
        tensors, metadata = self.weights(model)
        random = np.random.default_rng(0)
        for name, value in tensors.items():
            tensors[name] = np.where(random.random(value.shape) < 0.1, value, 0).astype(value.dtype)
        del metadata["martlet.checksum"]
        pruned = self.folder / "pruned.safetensors"
        save_file(tensors, pruned, metadata)
        for compression in ["sparse", "deflate"]:
            packed = self.folder / f"{compression}.safetensors"
            martlet("convert", pruned, packed, "--compression", compression)
            self.assertLess(packed.stat().st_size, pruned.stat().st_size)
            read, metadata = self.weights(packed)
            headers = json.loads(metadata["martlet.sparse"])
            self.assertIn("dense/kernel", [header["name"] for header in headers])
            self.assertEqual(any(header["deflated"] for header in headers), compression == "deflate")
            for header in headers:
                name = header.pop("name")
                read[name] = unpacked(read[name], **header)
            self.assertEqual(read.keys() - {"martlet.graph"}, tensors.keys())
            graph = read["martlet.graph"].tobytes().decode() if compression == "deflate" else metadata["martlet.graph"]
            self.assertIn("nodes", json.loads(graph))
            for name, value in tensors.items():
                self.assertEqual((read[name].dtype, read[name].tobytes()), (value.dtype, value.tobytes()), name)


if __name__ == "__main__":
    unittest.main()
