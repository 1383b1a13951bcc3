"""The committed goldens are what Keras computes today."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
from safetensors import safe_open

GOLDEN = Path(__file__).parents[3] / "Tests" / "MartletTestSupport" / "Golden"


def read(path):
    with safe_open(path, "numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata()


class Goldens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        subprocess.run([sys.executable, GOLDEN / "keras_goldens.py", "--output", cls.folder.name], check=True)

    def compare(self, file):
        """Data are equal; float64 agrees to 1e-9 of the tensor's largest value, float32 to 1e-5 of it and four times
        what rounding did to it when it was recorded (the processor chooses the order of summation)."""
        committed, metadata = read(GOLDEN / file)
        fresh, again = read(Path(self.folder.name) / file)
        self.assertEqual(json.loads(metadata["cases"]), json.loads(again["cases"]))
        self.assertEqual(committed.keys(), fresh.keys())
        for name, value in committed.items():
            with self.subTest(tensor=name):
                self.assertEqual((value.dtype, value.shape), (fresh[name].dtype, fresh[name].shape))
                truth = committed.get(f"{name}.float64")
                if name.endswith(".float64"):
                    allowed = 1e-9 * np.abs(value).max()
                elif truth is not None:
                    allowed = 1e-5 * np.abs(truth).max() + 4 * np.abs(value - truth).max()
                else:
                    allowed = 0
                self.assertLessEqual(np.abs(value.astype(np.float64) - fresh[name]).max(), allowed)

    def test_trajectories(self):
        self.compare("trajectories.safetensors")

    def test_layers(self):
        self.compare("layers.safetensors")

    def test_metrics(self):
        self.compare("metrics.safetensors")


if __name__ == "__main__":
    unittest.main()
