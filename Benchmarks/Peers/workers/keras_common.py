"""Keras 3 and legacy tf_keras, which are called alike."""

import explanations
import numpy as np
import protocol as p
import vision


def model(keras, features=p.FEATURES, classes=p.CLASSES):
    layers = keras.layers
    network = keras.Sequential([keras.Input((features,)), layers.Dense(p.HIDDEN, activation="relu"),
                                layers.Dense(p.HIDDEN, activation="relu"),
                                layers.Dense(classes, activation="softmax")])
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


def explained(keras, x, y):
    network = model(keras, x.shape[1], int(y.max()) + 1)
    return lambda x: network.predict(x, verbose=0)


def memory(keras):
    x, y = p.data()
    x, y = x[:256], y[:256]
    return p.growing(lambda: model(keras).fit(x, y, batch_size=p.BATCH, verbose=0), cycles=30, warmup=10)


def infer(keras, name, batch):
    import tensorflow as tf
    size = vision.SIZES[name]
    make = {"vgg16": keras.applications.VGG16, "inception": keras.applications.InceptionV3,
            "resnet50": keras.applications.ResNet50, "mobilenet_v2": keras.applications.MobileNetV2}[name]
    network = make(include_top=False, weights=None, input_shape=(size, size, 3))
    call = tf.function(lambda x: network(x, training=False))  # faster than `predict`
    x = tf.constant(vision.images(batch, size))
    return lambda: call(x).numpy()


def transfer(keras, part, batch):
    layers = keras.layers
    base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(224, 224, 3))
    base.trainable = part != "none"
    if part == "block5":
        for layer in base.layers[:-4]:
            layer.trainable = False
    network = keras.Sequential([base, layers.Flatten(), layers.Dense(256, activation="relu"),
                                layers.Dense(10, activation="softmax")])
    network.compile(keras.optimizers.Adam(1e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = vision.images(batch, 224), vision.labels(batch)
    return lambda: network.train_on_batch(x, y)


def digits_network(keras):
    layers = keras.layers
    return keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"),
                             layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten(),
                             layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")])


def digits_epoch(keras):
    network = digits_network(keras)
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = vision.digits()
    return p.fitted(lambda: network.fit(x, y, batch_size=p.BATCH, verbose=0), 1)


def on_images(load):
    table = vision.inferences(lambda name, batch: infer(load(), name, batch))
    table |= {case: lambda part=part, batch=batch: vision.repeated(transfer(load(), part, batch))
              for case, (part, batch) in vision.STEPS.items()}
    return table | {"cnn_mnist_epoch": lambda: digits_epoch(load()),
                    "vgg16_memory": lambda: vision.peak(infer(load(), "vgg16", 1))}


def cases(load):
    """`load()` gives the library."""
    return on_images(load) | explanations.cases(lambda x, y: explained(load(), x, y)) | {"mlp_fit": lambda: fit(load()), "mlp_predict_1": lambda: predict(load(), 1),
            "mlp_predict_10000": lambda: predict(load(), p.ROWS), "memory": lambda: memory(load())}


def zeros():
    return np.zeros((1, p.FEATURES), np.float32)
