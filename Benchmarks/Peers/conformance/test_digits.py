"""Digits: Martlet is as accurate as Keras on the same rows, within the noise of both."""

import os
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from martlet import class_name, martlet, write_csv
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEEDS, EPOCHS, BATCH = range(1, 6), 20, 32


def keras_accuracy(seed, train, test):
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, "relu"), layers.Dense(64, "relu"),
                              layers.Dense(10, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(*train, epochs=EPOCHS, batch_size=BATCH, verbose=0)
    return np.mean(model.predict(test[0], verbose=0).argmax(-1) == test[1])


def martlet_accuracy(seed, folder, labels):
    model = folder / "digits.safetensors"
    martlet("train", "--data", folder / "train.csv", "--label", "label", "--hidden", "64,64", "--epochs", EPOCHS,
            "--batch-size", BATCH, "--seed", seed, "--test-fraction", 0, "--no-normalize", "--save", model)
    classes = martlet("predict", model, "--input", folder / "test.csv")["classes"]
    return np.mean([predicted == class_name(label) for predicted, label in zip(classes, labels, strict=True)])


class Digits(unittest.TestCase):
    def test_accuracy_equals_keras(self):
        """The difference of the means lies within three of its standard errors and one test row; ours is ≥ 0.96."""
        x, y = load_digits(return_X_y=True)
        x_train, x_test, y_train, y_test = train_test_split(
            (x / 16).astype(np.float32), y, test_size=0.2, stratify=y, random_state=0)
        with tempfile.TemporaryDirectory() as folder:
            write_csv(Path(folder) / "train.csv", x_train, y_train)
            write_csv(Path(folder) / "test.csv", x_test)
            ours = np.array([martlet_accuracy(seed, Path(folder), y_test) for seed in SEEDS])
        theirs = np.array([keras_accuracy(seed, (x_train, y_train), (x_test, y_test)) for seed in SEEDS])
        print(f"digits: martlet {ours.mean():.4f} ± {ours.std(ddof=1):.4f}, "
              f"Keras {theirs.mean():.4f} ± {theirs.std(ddof=1):.4f}")
        error = np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / len(SEEDS))
        self.assertLessEqual(abs(ours.mean() - theirs.mean()), 3 * error + 1 / len(y_test))
        self.assertGreaterEqual(ours.mean(), 0.96)


if __name__ == "__main__":
    unittest.main()
