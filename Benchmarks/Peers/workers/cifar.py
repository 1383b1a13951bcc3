"""Transfer learning on CIFAR-10 as Keras's guide has it: VGG16 with its weights, frozen, under a new head; then its
last four layers are trained too. Images, their order, and all weights to begin with come from a folder that both sides
read:

    python cifar.py FOLDER IMAGES WEIGHTS    writes it: IMAGES is cifar10-subset or its archive, WEIGHTS vgg16_notop.h5

    {train,test}_{images,labels}.npy    [rows, 32, 32, 3] of uint8 and [rows] of int32, shuffled
    LAYER_{kernel,bias}.npy             VGG16's
    head_{32,96}_{0,1}.npy              kernels of the two dense layers, for images of that size; their biases are zero
"""

import os
import sys
import tarfile
from pathlib import Path

import protocol as p

BATCH = 32
HEAD_EPOCHS, FINE_TUNED, FINE_TUNE_EPOCHS = 3, 4, 1
# by the sides that images are resized to: rows to train on and to test on; rows of an epoch that is timed
ROWS = {32: (10_000, 2_000), 96: (1_000, 1_000)}
TIMED_ROWS = {32: 2_000, 96: 1_000}


def files(images, part):
    """(class, bytes) of each file, sorted by name."""
    if Path(images).is_dir():
        return [(path.parent.name, path.read_bytes()) for path in sorted(Path(images, part).glob("*/*.jpg"))]
    with tarfile.open(images) as tar:
        members = [m for m in tar if m.name.endswith(".jpg") and m.name.split("/")[-3] == part]
        return [(m.name.split("/")[-2], tar.extractfile(m).read()) for m in sorted(members, key=lambda m: m.name)]


def prepare(folder, images, weights):
    import keras
    import numpy as np
    import tensorflow as tf
    folder, random = Path(folder), np.random.default_rng(0)
    for part in ("train", "test"):
        found = files(images, part)
        classes = sorted({name for name, _ in found})
        order = random.permutation(len(found))
        pixels = [tf.io.decode_jpeg(found[i][1], 3, dct_method="INTEGER_ACCURATE").numpy() for i in order]
        np.save(folder / f"{part}_images.npy", np.stack(pixels))
        np.save(folder / f"{part}_labels.npy", np.array([classes.index(found[i][0]) for i in order], np.int32))
    for layer in keras.applications.VGG16(include_top=False, weights=weights).layers:
        for name, value in zip(("kernel", "bias"), layer.get_weights()):
            np.save(folder / f"{layer.name}_{name}.npy", value)
    for size in ROWS:
        widths = [512 * (size // 32) ** 2, 256, 10]
        for number, shape in enumerate(zip(widths, widths[1:])):  # Glorot's uniform distribution
            limit = (6 / sum(shape)) ** 0.5
            np.save(folder / f"head_{size}_{number}.npy", random.uniform(-limit, limit, shape).astype(np.float32))


def array(name):
    import numpy as np
    return np.load(Path(os.environ["MARTLET_CIFAR"]) / f"{name}.npy")


def rows(keras, part, size, count):
    """The first images, as VGG16 wants them, and their labels."""
    import tensorflow as tf
    images = tf.image.resize(array(f"{part}_images")[:count], (size, size)).numpy()
    return keras.applications.vgg16.preprocess_input(images), array(f"{part}_labels")[:count]


def network(keras, size):
    layers = keras.layers
    base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(size, size, 3))
    for layer in base.layers:
        if layer.weights:
            layer.set_weights([array(f"{layer.name}_kernel"), array(f"{layer.name}_bias")])
    base.trainable = False
    network = keras.Sequential([base, layers.Flatten(), layers.Dense(256, activation="relu"),
                                layers.Dense(10, activation="softmax")])
    for number, layer in enumerate(network.layers[2:]):
        layer.set_weights([array(f"head_{size}_{number}"), layer.get_weights()[1]])
    return base, network


def fit(keras, network, data, rate, epochs):
    network.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(*data, epochs=epochs, batch_size=BATCH, shuffle=False, verbose=0)


def head_epoch(keras, size):
    data, model = rows(keras, "train", size, TIMED_ROWS[size]), network(keras, size)[1]
    fit(keras, model, data, 1e-3, 1)
    return lambda: {
        "seconds": p.timed(lambda: model.fit(*data, batch_size=BATCH, shuffle=False, verbose=0)), "steps": 1}


def recipe(keras, size):
    (train, test), accuracy = (rows(keras, part, size, n) for part, n in zip(("train", "test"), ROWS[size])), None

    def work():
        nonlocal accuracy
        base, model = network(keras, size)
        fit(keras, model, train, 1e-3, HEAD_EPOCHS)
        base.trainable = True
        for layer in base.layers[:-FINE_TUNED]:
            layer.trainable = False
        fit(keras, model, train, 1e-4, FINE_TUNE_EPOCHS)
        accuracy = model.evaluate(*test, verbose=0)[1]

    def repetition():
        seconds = p.timed(work)
        return {"accuracy": accuracy, "seconds": seconds}
    return repetition


def cases(load):
    return {f"cifar{size}_{name}": lambda size=size, case=case: case(load(), size)
            for size in ROWS for name, case in (("head_epoch", head_epoch), ("accuracy", recipe))}


if __name__ == "__main__":
    prepare(*sys.argv[1:])
