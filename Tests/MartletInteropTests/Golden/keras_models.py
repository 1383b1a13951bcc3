"""Small models of every kind that Martlet reads, for Keras 3 and for tf_keras (Keras 2)."""

import numpy as np


def build(keras):
    """name → model, compiled where that says something."""
    L = keras.layers
    is_keras_3 = keras.__version__.startswith("3")
    models = {}

    model = keras.Sequential([
        keras.Input((4,)), L.Dense(5, activation="relu", kernel_initializer="he_normal"), L.Dropout(0.2),
        L.BatchNormalization(), L.Dense(3, activation="softmax", kernel_regularizer=keras.regularizers.L2(0.01)),
    ], name="small")
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    models["sequential"] = model

    # A layer called twice, models within the model (one of them called thrice), two inputs, three outputs.
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    tower = L.Dense(3, activation="tanh", name="tower")
    inner = keras.Sequential([keras.Input((6,)), L.Dense(5), L.BatchNormalization()], name="inner")
    a, b = keras.Input((5,)), keras.Input((5,))
    pair = keras.Model([a, b], L.Dense(4, name="joined")(L.Concatenate()([L.Dense(2)(a), b])), name="pair")
    x = inner(L.Concatenate()([tower(left), tower(right)]))
    y = L.LeakyReLU()(x)
    first = L.Dense(2, activation="softmax", name="first")(pair([x, y]))
    second = L.Add(name="second")([pair([y, x]), L.Dense(4)(left)])
    model = keras.Model([left, right], [first, second, pair([y, y])], name="net")
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True), ["categorical_crossentropy", "mse", "mae"],
                  loss_weights=[1.0, 0.5, 2.0], metrics=[["accuracy"], ["mae"], []])
    models["functional"] = model

    # Branches of unlike depth: model.layers is in another order than the calls.
    x = keras.Input((8, 8, 3))
    stem = L.Conv2D(4, 3, padding="same", use_bias=False)(x)
    stem = L.Activation("relu")(L.BatchNormalization(scale=False)(stem))
    one = L.Conv2D(2, 1, use_bias=False)(stem)
    two = L.Conv2D(4, 3, padding="same", use_bias=False)(L.Conv2D(4, 1, use_bias=False)(stem))
    three = L.Conv2D(4, 1, use_bias=False)(stem)
    three = L.Conv2D(4, 3, padding="same", use_bias=False)(L.Conv2D(4, 3, padding="same", use_bias=False)(three))
    pooled = L.Conv2D(2, 1, use_bias=False)(L.AveragePooling2D(3, strides=1, padding="same")(stem))
    y = L.GlobalAveragePooling2D()(L.Concatenate()([one, two, three, pooled]))
    models["branches"] = keras.Model(x, L.Dense(2)(y), name="branches")

    x = keras.Input((9, 10, 4))
    y = L.Rescaling(0.5, offset=-0.1)(x)
    y = L.ZeroPadding2D(((1, 0), (2, 1)))(y)
    y = L.Conv2D(6, (3, 2), strides=(1, 2), padding="valid", groups=2, activation="elu")(y)
    y = L.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(y)
    y = L.SeparableConv2D(4, 3, padding="same", activation="relu", dilation_rate=2)(y)
    y = L.MaxPooling2D(2, padding="same")(y)
    y = L.Conv2DTranspose(3, 3, strides=2, padding="same")(y)
    y = L.Cropping2D(((1, 0), (0, 1)))(y)
    y = L.AveragePooling2D((2, 1))(y)
    models["images"] = keras.Model(
        x, L.Concatenate()([L.GlobalMaxPooling2D()(y), L.GlobalAveragePooling2D()(y)]), name="images")

    x = keras.Input((12, 3))
    y = L.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu")(x)
    y = L.ZeroPadding1D((1, 2))(y)
    y = L.Conv1DTranspose(4, 3, strides=2, padding="same")(y)
    y = L.Cropping1D((1, 1))(y)
    y = L.MaxPooling1D(2)(y)
    y = L.AveragePooling1D(2, padding="same")(y)
    models["sequences"] = keras.Model(
        x, L.Concatenate()([L.GlobalMaxPooling1D()(y), L.GlobalAveragePooling1D()(y)]), name="sequences")

    x, words = keras.Input((6,)), keras.Input((3,), dtype="int32")
    normalization = L.Normalization()
    normalization.adapt(np.arange(24.0).reshape(4, 6).astype("float32"))
    y = normalization(x)
    given = L.Normalization(mean=0.5, variance=2.0, axis=None)(x)
    y = L.Add()([L.ReLU(max_value=2.0, negative_slope=0.1)(y), L.ELU(0.5)(given)])
    y = L.Multiply()([y, L.Average()([L.Maximum()([y, x]), L.Minimum()([y, x])])])
    y = L.Subtract()([y, L.LayerNormalization(epsilon=0.01)(x)])
    y = L.Reshape((2, 3))(L.GaussianNoise(0.1)(y))
    y = L.Permute((2, 1))(y)
    y = L.Flatten()(L.Concatenate(axis=2)([y, L.Embedding(7, 4)(words)]))
    y = L.Softmax()(L.UnitNormalization()(L.Dense(5, activation="gelu", use_bias=False)(y)))
    y = L.GaussianDropout(0.1)(L.RepeatVector(2)(y))
    y = L.Activation("swish")(y)
    if is_keras_3:
        y = L.Identity()(L.Dense(3, activation=keras.layers.LeakyReLU(0.2))(y))
    models["vectors"] = keras.Model([x, words], y, name="vectors")

    # Transfer learning as Keras's guides write it: a frozen base that works as in inference.
    base = keras.Sequential([keras.Input((5,)), L.Dense(6), L.BatchNormalization(), L.Dropout(0.5)], name="base")
    base.trainable = False
    x = keras.Input((5,))
    models["transfer"] = keras.Model(x, L.Dense(2, name="head")(base(x, training=False)), name="transfer")

    # Layers that change images, most of them in training alone.
    x = keras.Input((6, 7, 3))
    y = L.RandomFlip("horizontal")(x)
    y = L.RandomRotation(0.1, fill_mode="constant", fill_value=0.5)(y)
    y = L.RandomZoom((0.1, 0.2), (-0.1, 0.3), interpolation="nearest")(y)
    y = L.RandomTranslation(0.1, (-0.2, 0.1), fill_mode="wrap")(y)
    y = L.RandomContrast(0.2)(y)
    y = L.RandomBrightness(0.1, value_range=(-3, 3))(y)
    y = L.UpSampling2D((2, 3))(y)
    y = L.UpSampling2D(2, interpolation="bilinear")(y)
    y = (L.RandomCrop if is_keras_3 else L.CenterCrop)(20, 24)(y)
    y = L.CenterCrop(17, 20)(y)
    y = L.Resizing(9, 12, interpolation="bilinear", crop_to_aspect_ratio=True)(y)
    y = L.Resizing(4, 4, interpolation="nearest")(y)
    y = L.UpSampling1D(3)(L.Reshape((16, 3))(y))
    models["augmentation"] = keras.Model(x, L.Dense(2)(L.Flatten()(y)), name="augmentation")

    for number, model in enumerate(models.values()):
        randomize(model, number)
    return models


def randomize(model, seed):
    """Weights of such a size that outputs neither vanish nor saturate; variances and counts stay positive."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        name = getattr(weight, "path", weight.name).split("/")[-1].split(":")[0]
        if name in ("mean", "variance", "count"):  # what Normalization has adapted to
            continue
        values = random.standard_normal(weight.shape) * 0.4
        weight.assign(np.abs(values) + 0.5 if "variance" in name or "gamma" in name else values)


def rows(model, seed=0, count=3):
    """Inputs for a model, in a list."""
    random = np.random.default_rng(seed)
    inputs = []
    for tensor in model.inputs:
        shape = (count, *tensor.shape[1:])
        is_integer = "int" in str(getattr(tensor, "dtype", ""))
        inputs.append(
            random.integers(0, 7, shape).astype("int32") if is_integer
            else random.standard_normal(shape).astype("float32"))
    return inputs


def predict(model, inputs):
    """The outputs, in a list."""
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return [np.asarray(output) for output in (outputs if isinstance(outputs, list) else [outputs])]
