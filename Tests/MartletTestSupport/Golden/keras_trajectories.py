"""Training trajectories: optimisers, losses, schedules, regularizers, networks. Layout: keras_goldens.py."""

import keras
import numpy as np
from keras_goldens import made, rounded

STEPS, BATCH = 20, 8
ROWS = STEPS * BATCH


def dense(units, name="output", source="hidden", **arguments):
    return {"class": "Dense", "name": name, "from": [source], "units": units, **arguments}


def small(activation="linear", **hidden):
    """Dense(8, tanh) → Dense(3)."""
    return [dense(8, "hidden", "input", activation="tanh", **hidden), dense(3, activation=activation)]


def schedule(kind, **arguments):
    return {"class": kind, **arguments}


def optimizer(kind, **arguments):
    return {"class": kind, **arguments}


SCHEDULES = {
    "exponential_decay": schedule("ExponentialDecay", initial_learning_rate=0.1, decay_steps=5, decay_rate=0.7),
    "exponential_decay_staircase": schedule(
        "ExponentialDecay", initial_learning_rate=0.1, decay_steps=5, decay_rate=0.7, staircase=True),
    "cosine_decay": schedule("CosineDecay", initial_learning_rate=0.1, decay_steps=15, alpha=0.1),
    "cosine_decay_warmup": schedule(
        "CosineDecay", initial_learning_rate=0.01, decay_steps=10, warmup_target=0.1, warmup_steps=5),
    "piecewise_constant_decay": schedule(
        "PiecewiseConstantDecay", boundaries=[5, 12], values=[0.1, 0.05, 0.01]),
    "polynomial_decay": schedule(
        "PolynomialDecay", initial_learning_rate=0.1, decay_steps=15, end_learning_rate=0.01, power=2.0),
    "inverse_time_decay": schedule("InverseTimeDecay", initial_learning_rate=0.1, decay_steps=5, decay_rate=0.5),
}

OPTIMIZERS = {
    "sgd": optimizer("SGD", learning_rate=0.1),
    "sgd_momentum": optimizer("SGD", learning_rate=0.05, momentum=0.9),
    "sgd_nesterov": optimizer("SGD", learning_rate=0.05, momentum=0.9, nesterov=True),
    "sgd_weight_decay": optimizer("SGD", learning_rate=0.1, weight_decay=0.02),
    "sgd_clipnorm": optimizer("SGD", learning_rate=0.1, clipnorm=0.2),
    "sgd_global_clipnorm": optimizer("SGD", learning_rate=0.1, global_clipnorm=0.3),
    "sgd_clipvalue": optimizer("SGD", learning_rate=0.1, clipvalue=0.05),
    "adam": optimizer("Adam", learning_rate=0.01),
    "adam_defaults": optimizer("Adam"),
    "adam_betas": optimizer("Adam", learning_rate=0.02, beta_1=0.8, beta_2=0.95, epsilon=1e-4),
    "adam_amsgrad": optimizer("Adam", learning_rate=0.01, amsgrad=True),
    "adam_weight_decay": optimizer("Adam", learning_rate=0.01, weight_decay=0.02),
    "adam_clipnorm": optimizer("Adam", learning_rate=0.01, clipnorm=0.2),
    "adam_global_clipnorm": optimizer("Adam", learning_rate=0.01, global_clipnorm=0.3),
    "adam_clipvalue": optimizer("Adam", learning_rate=0.01, clipvalue=0.05),
    "adamw": optimizer("AdamW", learning_rate=0.01),
    "adamw_weight_decay": optimizer("AdamW", learning_rate=0.01, weight_decay=0.05),
    "rmsprop": optimizer("RMSprop", learning_rate=0.01),
    "rmsprop_momentum": optimizer("RMSprop", learning_rate=0.01, momentum=0.5),
    "rmsprop_centered": optimizer("RMSprop", learning_rate=0.01, centered=True),
    "rmsprop_centered_momentum": optimizer("RMSprop", learning_rate=0.005, rho=0.8, centered=True, momentum=0.5),
    "adagrad": optimizer("Adagrad", learning_rate=0.1),
    "adagrad_accumulator": optimizer("Adagrad", learning_rate=0.05, initial_accumulator_value=0.01),
    **{f"sgd_{name}": optimizer("SGD", learning_rate=s) for name, s in SCHEDULES.items()},
    "adam_exponential_decay": optimizer(
        "Adam", learning_rate={**SCHEDULES["exponential_decay"], "initial_learning_rate": 0.02}),
    "adamw_cosine_decay": optimizer(
        "AdamW", learning_rate={**SCHEDULES["cosine_decay"], "initial_learning_rate": 0.02}),
}

# name: (loss class, arguments, targets, output activation)
LOSSES = {
    "mean_squared_error": ("MeanSquaredError", {}, "regression", "linear"),
    "mean_squared_error_sum": ("MeanSquaredError", {"reduction": "sum"}, "regression", "linear"),
    "mean_absolute_error": ("MeanAbsoluteError", {}, "regression", "linear"),
    "huber": ("Huber", {}, "offset", "linear"),
    "huber_delta": ("Huber", {"delta": 0.5}, "offset", "linear"),
    "binary_crossentropy": ("BinaryCrossentropy", {}, "binary", "sigmoid"),
    "binary_crossentropy_logits": ("BinaryCrossentropy", {"from_logits": True}, "binary", "linear"),
    "binary_crossentropy_smoothing": ("BinaryCrossentropy", {"label_smoothing": 0.1}, "binary", "sigmoid"),
    "binary_crossentropy_logits_smoothing": (
        "BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, "binary", "linear"),
    "categorical_crossentropy": ("CategoricalCrossentropy", {}, "one_hot", "softmax"),
    "categorical_crossentropy_logits": ("CategoricalCrossentropy", {"from_logits": True}, "one_hot", "linear"),
    "categorical_crossentropy_smoothing": ("CategoricalCrossentropy", {"label_smoothing": 0.1}, "one_hot", "softmax"),
    "categorical_crossentropy_logits_smoothing": (
        "CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, "one_hot", "linear"),
    "sparse_categorical_crossentropy": ("SparseCategoricalCrossentropy", {}, "class", "softmax"),
    "sparse_categorical_crossentropy_logits": (
        "SparseCategoricalCrossentropy", {"from_logits": True}, "class", "linear"),
}

REGULARIZERS = {
    "l1": {"class": "L1", "l1": 0.02},
    "l2": {"class": "L2", "l2": 0.05},
    "l1_l2": {"class": "L1L2", "l1": 0.01, "l2": 0.03},
}

MSE = {"class": "MeanSquaredError"}


def layer(kind, name, *sources, **arguments):
    return {"class": kind, "name": name, "from": list(sources), **arguments}


def merged(kind):
    """Two branches of one input, merged."""
    return [dense(6, "left", "input", activation="relu"), dense(6, "right", "input", activation="sigmoid"),
            layer(kind, "merge", "left", "right"), dense(3, source="merge")]


NETWORKS = {
    "batch_normalization": {"network": [
        dense(8, "hidden", "input"), layer("BatchNormalization", "normalization", "hidden", momentum=0.9),
        layer("Activation", "activation", "normalization", activation="relu"), dense(3, source="activation")]},
    "layer_normalization": {"network": [
        dense(8, "hidden", "input"), layer("LayerNormalization", "normalization", "hidden"),
        layer("Activation", "activation", "normalization", activation="gelu"), dense(3, source="activation")]},
    "embedding": {"input": "tokens", "network": [
        layer("Embedding", "embedding", "input", input_dim=10, output_dim=6), layer("Flatten", "flatten", "embedding"),
        dense(3, source="flatten")]},
    # Every row's moments decay at every step. (On TensorFlow alone, Keras leaves rows that were not looked up alone.)
    "embedding_adam": {"input": "tokens", "optimizer": optimizer("Adam", learning_rate=0.01), "network": [
        layer("Embedding", "embedding", "input", input_dim=10, output_dim=6),
        layer("Reshape", "reshape", "embedding", target_shape=[24]), dense(3, source="reshape")]},
    "add": {"network": merged("Add")},
    "multiply": {"network": merged("Multiply")},
    "average": {"network": merged("Average")},
    "concatenate": {"network": merged("Concatenate")},
    "shared_layer": {"network": [  # "shared" is called three times: on itself twice over
        dense(5, "shared", "input", activation="tanh"), {"call": "shared", "name": "again", "from": ["shared"]},
        {"call": "shared", "name": "third", "from": ["again"]}, dense(3, source="third")]},
    "frozen": {"frozen": ["hidden"], "network": small()},
    "two_outputs": {
        "network": [dense(8, "hidden", "input", activation="tanh"), dense(3, "values"),
                    dense(3, "classes", activation="softmax")],
        "outputs": ["values", "classes"], "targets": {"values": "regression", "classes": "class"},
        "loss": {"values": MSE, "classes": {"class": "SparseCategoricalCrossentropy"}},
        "loss_weights": {"values": 0.7, "classes": 0.3}},
    "no_bias": {"network": [dense(8, "hidden", "input", activation="tanh", use_bias=False), dense(3)]},
    "deep_relu": {"optimizer": optimizer("Adam", learning_rate=0.003), "targets": "class",
                  "loss": {"class": "SparseCategoricalCrossentropy"},
                  "network": [dense(16, "first", "input", activation="relu"),
                              dense(16, "second", "first", activation="relu"),
                              dense(3, source="second", activation="softmax")]},
}


def cases():
    sgd = OPTIMIZERS["sgd"]
    for name, described in OPTIMIZERS.items():
        yield {"name": f"optimizer/{name}", "network": small(), "optimizer": described, "loss": MSE,
               "targets": "regression"}
    for name, (kind, arguments, targets, activation) in LOSSES.items():
        for weighted in (False, True):
            yield {"name": f"loss/{name}" + "_weighted" * weighted, "network": small(activation),
                   "optimizer": sgd if arguments.get("reduction") != "sum" else optimizer("SGD", learning_rate=0.01),
                   "loss": {"class": kind, **arguments}, "targets": targets, "weighted": weighted}
    for name, described in REGULARIZERS.items():
        yield {"name": f"regularizer/{name}", "network": small(kernel_regularizer=described), "optimizer": sgd,
               "loss": MSE, "targets": "regression"}
    yield {"name": "regularizer/bias_and_activity", "optimizer": sgd, "loss": MSE, "targets": "regression",
           "network": small(bias_regularizer=REGULARIZERS["l2"], activity_regularizer=REGULARIZERS["l2"])}
    for name, described in NETWORKS.items():
        yield {"name": f"network/{name}", "optimizer": sgd, "loss": MSE, "targets": "regression", **described}


def model_of(case):
    tokens = case["input"] == "tokens"
    source = keras.Input((4,), dtype="int32") if tokens else keras.Input((5,))
    symbols, layers = {"input": source}, {}
    for described in case["network"]:
        if "call" in described:
            called = layers[described["call"]]
        else:
            called = layers[described["name"]] = made(keras.layers, described)
        called.trainable = described["name"] not in case.get("frozen", [])
        inputs = [symbols[name] for name in described["from"]]
        symbols[described["name"]] = called(inputs if len(inputs) > 1 else inputs[0])
    outputs = case.get("outputs", [case["network"][-1]["name"]])
    return keras.Model(source, {name: symbols[name] for name in outputs} if len(outputs) > 1 else symbols[outputs[0]])


def named_weights(model):
    return {f"{owner.name}/{weight.name}": weight for owner in model.layers for weight in owner.weights}


def initial_value(name, shape, random):
    """Ones and zeros would hide mistakes, so nothing starts as Keras starts it."""
    kind = name.split("/")[1]
    if kind in ("gamma", "moving_variance"):
        return random.uniform(0.6, 1.4, shape).astype(np.float32)
    scale = 0.5 if kind in ("bias", "beta", "moving_mean") else (1.5 / shape[0]) ** 0.5
    return (scale * random.standard_normal(shape)).astype(np.float32)


def mapped(value, transform):
    """`transform` over a value or over an object of values by output name."""
    if isinstance(value, dict) and "class" not in value:
        return {key: transform(item) for key, item in value.items()}
    return transform(value)


def data(random):
    classes = random.integers(0, 3, ROWS)
    x = random.standard_normal((ROWS, 5)).astype(np.float32)
    x[np.arange(ROWS), classes] += 1
    mix = random.standard_normal((5, 3))
    regression = rounded(np.tanh(x @ mix) + 0.1 * random.standard_normal((ROWS, 3)))
    targets = {"regression": regression, "offset": 3 * regression, "class": classes, "one_hot": np.eye(3)[classes],
               "binary": (regression + 0.3 * random.standard_normal((ROWS, 3)) > 0).astype(np.float32)}
    targets = {name: np.asarray(t, np.int32 if name == "class" else np.float32) for name, t in targets.items()}
    return {"x": x, "tokens": random.integers(0, 10, (ROWS, 4)).astype(np.int32)}, targets, \
        random.uniform(0.2, 2, ROWS).astype(np.float32)


def record(golden, random):
    inputs, targets, sample_weight = data(random)
    for name, value in inputs.items():
        golden.add(name, value)
    for name, value in targets.items():
        golden.add(f"targets/{name}", value)
    golden.add("sample_weight", sample_weight)
    for case in cases():
        case = {"input": "x", "weighted": False, **case}
        seed = int(random.integers(1 << 31))
        golden.run(case, lambda first: trained(golden, case, first, inputs, targets, sample_weight, seed))


def trained(golden, case, first, inputs, targets, sample_weight, seed):
    random = np.random.default_rng(seed)
    model = model_of(case)
    for name, weight in named_weights(model).items():
        value = initial_value(name, weight.shape, random)
        weight.assign(value)
        if first:
            golden.add(f"{case['name']}/initial/{name}", value)
    updater = made(keras.optimizers, case["optimizer"])
    model.compile(updater, mapped(case["loss"], lambda l: made(keras.losses, l)),
                  loss_weights=case.get("loss_weights"))

    floatx, losses, rates = keras.config.floatx(), [], []
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        rates.append(keras.ops.convert_to_numpy(updater.learning_rate))
        model.reset_metrics()
        result = model.train_on_batch(
            inputs[case["input"]][rows], mapped(case["targets"], lambda name: targets[name][rows]),
            sample_weight=sample_weight[rows] if case["weighted"] else None, return_dict=True)
        losses.append(result["loss"])
    golden.add_computed(f"{case['name']}/loss", np.asarray(losses, floatx))
    if isinstance(case["optimizer"].get("learning_rate"), dict):
        golden.add_computed(f"{case['name']}/learning_rate", np.asarray(rates, floatx))
    for name, weight in named_weights(model).items():
        golden.add_computed(f"{case['name']}/final/{name}", keras.ops.convert_to_numpy(weight.value))
