"""Keras 3 on TensorFlow. Protocol: ../compare.py."""

import os
import shutil

import cifar
import keras_common as common
import protocol

os.environ["KERAS_BACKEND"] = "tensorflow"


def load():
    import keras
    return keras


def save(path):
    common.model(load()).save(path + ".keras")  # Keras goes by the extension
    shutil.move(path + ".keras", path)


def startup(path):
    if not os.path.exists(path + ".keras"):
        os.symlink(path, path + ".keras")
    load().saving.load_model(path + ".keras").predict(common.zeros(), verbose=0)


if __name__ == "__main__":
    protocol.serve(load, common.cases(load) | cifar.cases(load), save, startup)
