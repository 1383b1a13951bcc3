"""Writes how TensorFlow's model optimization toolkit prunes small models while it trains them, for Martlet's tests.

    python pruning_goldens.py [--output FOLDER]

writes pruning.safetensors into FOLDER (by default beside this script, where it is committed). It needs what
tfmot_goldens.py needs; versions are recorded. Metadata, layout and types are as there:

    x [400, 12], y [400] I32: step i of 50 trains on rows 8 i ..< 8 i + 8
    <case>/initial/<layer>/<weight>   before training
    <case>/mask/<layer> [50, …] U8    in each step
    <case>/loss [50]                  of each step's batch before its update
    <case>/grown/<layer>/<weight>     after the last step, where gradients have moved weights that are masked
    <case>/final/<layer>/<weight>     the same after the epoch's end, when masked weights are zero again
    <schedule>/sparsity [steps], <schedule>/due [steps] U8: after step 0, 1, …
  a case's keys: schedule, optimizer, pattern; schedules' keys are those of tfmot
"""

import argparse
import json
import os
import platform
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy as np
import tensorflow as tf
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from safetensors.numpy import save_file

SEED, STEPS, BATCH, FEATURES = 20_317, 50, 8, 12
UNITS = {"first": 16, "second": 8, "classes": 4}
# Nothing that masks decide about lies nearer to what they are decided by, relative to it: rounding can't decide.
LEAST_GAP = 2e-4

POLYNOMIAL = {"class": "PolynomialDecay", "initial_sparsity": 0.2, "final_sparsity": 0.8, "begin_step": 3,
              "end_step": 40, "frequency": 4}
CASES = {
    "sgd": {"optimizer": {"class": "SGD", "learning_rate": 0.05}},
    # Moments go on where weights are masked.
    "momentum": {"optimizer": {"class": "SGD", "learning_rate": 0.02, "momentum": 0.9}},
    "adam": {"optimizer": {"class": "Adam", "learning_rate": 0.005}},
    "blocks": {"optimizer": {"class": "SGD", "learning_rate": 0.05}, "pattern": {"block_size": [4, 1]}},
    "blocks_max": {"optimizer": {"class": "SGD", "learning_rate": 0.05},
                   "pattern": {"block_size": [2, 2], "block_pooling_type": "MAX"}},
    "two_of_four": {"optimizer": {"class": "SGD", "learning_rate": 0.05}, "pattern": {"sparsity_m_by_n": [2, 4]}},
    "constant": {"optimizer": {"class": "SGD", "learning_rate": 0.05},
                 "schedule": {"class": "ConstantSparsity", "target_sparsity": 0.6, "begin_step": 5, "frequency": 7}},
}
CASES = {name: {"schedule": POLYNOMIAL, "pattern": {}, **case} for name, case in CASES.items()}
SCHEDULES = {
    "defaults": {"class": "PolynomialDecay", "initial_sparsity": 0.5, "final_sparsity": 0.9, "begin_step": 0,
                 "end_step": 700},
    "linear": {"class": "PolynomialDecay", "initial_sparsity": 0.0, "final_sparsity": 0.75, "begin_step": 10,
               "end_step": 60, "power": 1, "frequency": 5},
    "square_root": {"class": "PolynomialDecay", "initial_sparsity": 0.9, "final_sparsity": 0.3, "begin_step": 7,
                    "end_step": 90, "power": 0.5, "frequency": 3},
    "constant": {"class": "ConstantSparsity", "target_sparsity": 0.8, "begin_step": 20, "end_step": 99, "frequency": 10},
    "endless": {"class": "ConstantSparsity", "target_sparsity": 0.5, "begin_step": 1, "frequency": 2},
}
PLACES = 800


def schedule(described):
    arguments = {key: value for key, value in described.items() if key != "class"}
    return getattr(tfmot.sparsity.keras, described["class"])(**arguments)


def optimizer(described):
    arguments = {key: value for key, value in described.items() if key != "class"}
    return getattr(keras.optimizers, described["class"])(**arguments)


def pruned(case):
    x = keras.Input([FEATURES])
    model = keras.Model(x, keras.Sequential([
        keras.layers.Dense(UNITS["first"], activation="relu", name="first"),
        keras.layers.Dense(UNITS["second"], activation="tanh", name="second"),
        keras.layers.Dense(UNITS["classes"], name="classes")])(x))
    layers = model.layers[1].layers
    for described in layers:  # biases that aren't zero
        described.bias.assign(np.random.default_rng(SEED).normal(size=described.bias.shape) * 0.1)
    arguments = {key: tuple(value) if isinstance(value, list) else value for key, value in case["pattern"].items()}
    wrapped = [tfmot.sparsity.keras.prune_low_magnitude(layer, schedule(case["schedule"]), **arguments)
               for layer in layers]
    return keras.Sequential([keras.Input([FEATURES]), *wrapped]), wrapped


def weights(wrapped):
    return {f"{outer.layer.name}/{weight.name.split(':')[0].split('/')[-1]}": weight.numpy()
            for outer in wrapped for weight in outer.layer.weights}


def judged(kernel, pattern):
    """What weights, or blocks of them, are judged by."""
    high, wide = pattern.get("block_size", [1, 1])
    pooling = np.max if pattern.get("block_pooling_type") == "MAX" else np.mean
    blocks = np.abs(kernel).reshape(kernel.shape[0] // high, high, kernel.shape[1] // wide, wide)
    return pooling(blocks, axis=(1, 3)).ravel()


def gap(magnitudes, sparsity):
    """How much smaller than the least that stays the next one is, relative to it."""
    ordered = np.sort(magnitudes)[::-1]
    kept = max(int(np.round(np.float32(ordered.size) * (1 - np.float32(sparsity)))), 1)
    return np.inf if kept == ordered.size else 1 - ordered[kept] / ordered[kept - 1]


def trained(case, x, y, tensors, name):
    keras.backend.clear_session()
    keras.utils.set_random_seed(SEED)
    model, wrapped = pruned(case)
    model.compile(optimizer(case["optimizer"]), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    for key, value in weights(wrapped).items():
        tensors[f"{name}/initial/{key}"] = value
    counter = tfmot.sparsity.keras.UpdatePruningStep()
    counter.set_model(model)
    counter.on_train_begin()
    losses, masks = [], {outer.layer.name: [] for outer in wrapped}
    decided = schedule(case["schedule"])
    for step in range(STEPS):
        counter.on_train_batch_begin(step)
        due, sparsity = (value.numpy() for value in decided(step + 1))
        if due and "sparsity_m_by_n" not in case["pattern"]:
            for outer in wrapped:
                distance = gap(judged(outer.layer.kernel.numpy(), case["pattern"]), sparsity)
                assert distance > LEAST_GAP, f"{name}: {outer.layer.name} in step {step + 1}: {distance}"
        rows = slice(step * BATCH, step * BATCH + BATCH)
        losses.append(model.train_on_batch(x[rows], y[rows]))
        for outer in wrapped:
            masks[outer.layer.name].append(outer.pruning_vars[0][1].numpy() != 0)
    tensors[f"{name}/loss"] = np.array(losses, np.float32)
    for layer, values in masks.items():
        tensors[f"{name}/mask/{layer}"] = np.array(values, np.uint8)
    for key, value in weights(wrapped).items():
        tensors[f"{name}/grown/{key}"] = value
    counter.on_epoch_end(0)
    for key, value in weights(wrapped).items():
        tensors[f"{name}/final/{key}"] = value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    random = np.random.default_rng(SEED)
    rows = STEPS * BATCH
    x = random.normal(size=[rows, FEATURES]).astype(np.float32)
    y = np.argmax(x @ random.normal(size=[FEATURES, UNITS["classes"]]), axis=1).astype(np.int32)
    tensors = {"x": x, "y": y}
    for name, case in CASES.items():
        trained(case, x, y, tensors, name)
    for name, described in SCHEDULES.items():
        values = [[value.numpy() for value in schedule(described)(tf.constant(step))] for step in range(PLACES)]
        tensors[f"schedule_{name}/due"] = np.array([due for due, _ in values], np.uint8)
        tensors[f"schedule_{name}/sparsity"] = np.array([sparsity for _, sparsity in values], np.float32)
    versions = {"tensorflow": tf.__version__, "tf_keras": keras.__version__, "numpy": np.__version__,
                "tensorflow-model-optimization": tfmot.__version__, "python": platform.python_version()}
    described = [{"name": name, **case} for name, case in CASES.items()]
    described += [{"name": f"schedule_{name}", "schedule": schedule} for name, schedule in SCHEDULES.items()]
    tensors = {name: np.array(tensors[name], order="C") for name in sorted(tensors)}
    save_file(tensors, parser.parse_args().output / "pruning.safetensors",
              {"cases": json.dumps(described), "seed": json.dumps(SEED), "versions": json.dumps(versions)})


if __name__ == "__main__":
    main()
