"""Writes what Keras computes on small seeded problems, for Martlet's tests to agree with.

    python keras_goldens.py [--output FOLDER]

writes trajectories.safetensors, layers.safetensors and metrics.safetensors into FOLDER (by default beside this
script, where they are committed). `make test-peers` runs it afresh and compares. Keras runs on its JAX backend.

Everything Keras computed is recorded twice: NAME as Keras computes it in float32 (F32), NAME.float64 from a run of the
same thing in float64 (F64) out of the same float32 data and weights. The second is the truth to rounding; the distance
between the two says how far rounding takes float32: in Adam up to 6e-6 of a tensor's largest value, since Keras then
computes 1 - beta_2 ** step in float32 too. What goes in (data, initial weights) is recorded once. Integers are I32. All
tensors are row-major.

Metadata of every file (safetensors allows strings only, so each value is JSON text):
    cases      array of objects, one a case, in the order run; `name` is the tensors' prefix; other keys below
    seed       the integer that all data come from (numpy.random.default_rng)
    versions   object: keras, jax, numpy, python

trajectories.safetensors: 20 steps of training from given weights, no shuffling
    x [160, 5]; step i trains on rows 8 i ..< 8 i + 8 of x, of the case's targets and of its sample weights
    tokens [160, 4] I32 in 0 ..< 10: input of networks that begin with an embedding, in place of x
    targets/regression [160, 3], targets/binary [160, 3] of 0 and 1, targets/one_hot [160, 3],
    targets/class [160] I32, targets/offset [160, 3]: regression, spread out so that Huber loss takes both branches
    sample_weight [160]
    <case>/initial/<layer>/<weight>   before the first step
    <case>/final/<layer>/<weight>     after the last, non-trainable ones (moving_mean, moving_variance) too
    <case>/loss [20]                  of each step's batch before its update, regularizers included
    <case>/learning_rate [20]         where the optimiser has a schedule: the rate used in each step
  a case's keys:
    network      array of layers, each {"class", "name", "from": [layer names; "input" is x or tokens], …Keras's
                 constructor arguments}; the last one is the output ("outputs": [names] if there are several)
    input        "x" or "tokens"
    optimizer    {"class", …Keras's constructor arguments}; a schedule stands in place of learning_rate as
                 {"class", …}. Arguments not given are Keras's defaults.
    loss         {"class", …arguments} or, for several outputs, an object of them by output name
    loss_weights for several outputs: object of numbers by output name
    targets      name of the targets tensor (without "targets/"), or an object of them by output name
    weighted     true if sample_weight was given to the loss
    frozen       names of layers with trainable = False (absent: none)

layers.safetensors: a layer's forward pass
    <case>/input (or input0, input1, … for several), <case>/weight/<name> (before), <case>/output (inference)
    <case>/training_output and <case>/after/<name> (weights after one call with training = True): normalisation only
    <case>/data: what Normalization adapted to (rows); <case>/weight/mean and variance are then what it learned
  a case's keys: layer {"class", …arguments}, inputs (how many)

metrics.safetensors: metric values over two updates
    <case>/y_true, <case>/y_pred, <case>/sample_weight [rows]; the first update has rows 0 ..< split, the second the rest
    <case>/result, <case>/weighted_result: scalars, or [thresholds]
  a case's keys: metric {"class", …arguments}, split
"""

import argparse
import json
import os
import platform
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ["JAX_ENABLE_X64"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np
from keras.src.backend.common import dtypes
from safetensors.numpy import save_file

# Except on TensorFlow, Keras rounds whatever becomes float64 to float32; not here, where float64 is asked for by name.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"

SEED = 20_260


class Golden:
    """The tensors and cases of one file."""

    def __init__(self):
        self.tensors, self.cases = {}, []

    def add(self, name, value):
        """What goes in: one tensor, floats as float32."""
        value = np.asarray(value)
        dtype = np.float32 if value.dtype.kind == "f" else np.int32
        assert name not in self.tensors, name
        self.tensors[name] = np.array(value, dtype, order="C")

    def add_computed(self, name, value):
        """What came out, under the name of the precision it was computed in."""
        floatx = keras.config.floatx()
        key = name if floatx == "float32" else f"{name}.{floatx}"
        value = np.asarray(value)
        assert key not in self.tensors, key
        assert value.dtype.kind != "f" or value.dtype == floatx, f"{key} was computed in {value.dtype}"
        assert np.isfinite(value).all(), f"{key} is not finite"
        self.tensors[key] = np.array(value, order="C")

    def run(self, case, body):
        """Calls `body(first)` in each precision; `first` says when to record what goes in."""
        self.cases.append(case)
        for floatx in ("float32", "float64"):
            keras.config.set_floatx(floatx)
            keras.utils.clear_session()
            body(floatx == "float32")
        keras.config.set_floatx("float32")

    def write(self, path):
        versions = {"keras": keras.__version__, "jax": jax.__version__, "numpy": np.__version__,
                    "python": platform.python_version()}
        # Sorted, so that the same values make the same bytes.
        tensors = dict(sorted(self.tensors.items()))
        metadata = {"cases": json.dumps(self.cases), "seed": json.dumps(SEED), "versions": json.dumps(versions)}
        save_file(tensors, path, metadata=metadata)
        path.chmod(0o644)
        print(f"{path}: {len(self.cases)} cases, {path.stat().st_size} bytes")


def rounded(values):
    """To multiples of 2⁻¹⁶, so that the last bit of a machine's exp and tanh does not show in the data."""
    return np.round(values * 65536) / 65536


def made(module, description):
    """A Keras object from {"class": name, …constructor arguments}; descriptions nest."""
    arguments = {}
    for key, value in description.items():
        if isinstance(value, dict) and "class" in value:
            nested = {"learning_rate": keras.optimizers.schedules}.get(key, keras.regularizers)
            value = made(nested, value)
        if key not in ("class", "from"):
            arguments[key] = value
    return getattr(module, description["class"])(**arguments)


def main():
    import keras_layers
    import keras_metrics
    import keras_trajectories

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for name, module in (("trajectories", keras_trajectories), ("layers", keras_layers), ("metrics", keras_metrics)):
        golden = Golden()
        module.record(golden, np.random.default_rng(SEED))
        golden.write(folder / f"{name}.safetensors")


if __name__ == "__main__":
    import sys
    sys.modules["keras_goldens"] = sys.modules["__main__"]
    main()
