"""Keras 3 and legacy tf_keras, which are called alike."""

import numpy as np
import protocol as p


def model(keras):
    layers = keras.layers
    network = keras.Sequential([keras.Input((p.FEATURES,)), layers.Dense(p.HIDDEN, activation="relu"),
                                layers.Dense(p.HIDDEN, activation="relu"),
                                layers.Dense(p.CLASSES, activation="softmax")])
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


def fit(keras):
    x, y = p.data()
    network = model(keras)
    return p.fitted(lambda: network.fit(x, y, epochs=2, batch_size=p.BATCH, verbose=0), 2 * p.STEPS)


def predict(keras, rows):
    x = p.data()[0][:rows]
    network = model(keras)
    return p.repeated(lambda: network.predict(x, verbose=0), seconds=1, warmup=2)


def memory(keras):
    x, y = p.data()
    x, y = x[:256], y[:256]
    return p.growing(lambda: model(keras).fit(x, y, batch_size=p.BATCH, verbose=0), cycles=30, warmup=10)


def cases(load):
    """`load()` gives the library."""
    return {"mlp_fit": lambda: fit(load()), "mlp_predict_1": lambda: predict(load(), 1),
            "mlp_predict_10000": lambda: predict(load(), p.ROWS), "memory": lambda: memory(load())}


def zeros():
    return np.zeros((1, p.FEATURES), np.float32)
