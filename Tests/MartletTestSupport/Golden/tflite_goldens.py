"""Writes what TensorFlow Lite's interpreter computes of bytes, for Martlet's tests.

    python tflite_goldens.py [--output FOLDER]

writes tflite.safetensors into FOLDER (by default beside this script, where it is committed). It needs what
Benchmarks/Peers/requirements-tensorflow.txt lists, and safetensors; versions are recorded. Each case is a file of one
operation that the converter made of a Keras layer, run on random bytes:

    <case>/input [rows, …] I8, <case>/output [rows, …] I8
    <case>/weights I8 (a filter [height, width, channels, filters], a matrix [inputs, units]), <case>/bias I32
    <case>/scales [filters]           input scale · filter scale / output scale, each step in float32
    a case's keys: name, kind, zero (the input's), output (zero, low, high), padding, strides
"""

import argparse
import json
import os
import platform
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np
import tensorflow as tf
from safetensors.numpy import save_file

SEED = 20_263
layers = keras.layers

# Each input's range, the shape of a row, and the layer; odd sizes, channels that fill no vector, ranges around and beside 0.
CASES = {
    "conv": ((-1, 2), (9, 7, 5), lambda: layers.Conv2D(11, 3, padding="same", activation="relu")),
    "strided": ((0, 4), (12, 11, 3), lambda: layers.Conv2D(8, (3, 5), strides=2, padding="same")),
    "pixels": ((-3, 0), (6, 6, 19), lambda: layers.Conv2D(17, 1, activation="relu6")),
    "depthwise": ((-2, 2), (8, 9, 13), lambda: layers.DepthwiseConv2D(3, padding="same", activation="relu6")),
    "depthwise_strided": ((-1, 3), (9, 9, 6), lambda: layers.DepthwiseConv2D(3, strides=2, padding="valid")),
    "dense": ((-1, 1), (37,), lambda: layers.Dense(10)),
    "dense_relu": ((0, 1), (64,), lambda: layers.Dense(32, activation="relu")),
}
RELU = {"relu": 0, "relu6": 6}


def convert(name, random):
    (low, high), shape, make = CASES[name]
    layer = make()
    model = keras.Sequential([keras.Input(shape), layer])
    layer.set_weights([random.normal(0, 0.3, w.shape) * (1 + np.arange(w.shape[-1]) % 5) if w.ndim > 1
                       else random.normal(0, 0.5, w.shape) for w in layer.get_weights()])
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [random.uniform(low, high, (1, *shape)).astype(np.float32)] for _ in range(50))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return layer, converter.convert()


def golden(name, random, tensors):
    layer, content = convert(name, random)
    interpreter = tf.lite.Interpreter(model_content=content, num_threads=1)
    (entry,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
    rows = 4 if len(entry["shape"]) > 2 else 32
    interpreter.resize_tensor_input(entry["index"], (rows, *entry["shape"][1:]))
    interpreter.allocate_tensors()
    details = {d["index"]: d for d in interpreter.get_tensor_details()}
    (operation,) = [o for o in interpreter._get_ops_details() if o["op_name"] not in ("DELEGATE", "RESHAPE")]
    _, filters, bias = [details[i] for i in operation["inputs"]]
    weights = interpreter.get_tensor(filters["index"])
    kind = operation["op_name"]
    # Filters come [filters, height, width, channels], those of depthwise convolutions [1, height, width, channels], matrices
    # [units, inputs].
    weights = {"CONV_2D": lambda: weights.transpose(1, 2, 3, 0), "FULLY_CONNECTED": lambda: weights.T,
               "DEPTHWISE_CONV_2D": lambda: weights.transpose(1, 2, 0, 3)}[kind]()
    x = random.integers(-128, 128, (rows, *entry["shape"][1:]), dtype=np.int8)
    interpreter.set_tensor(entry["index"], x)
    interpreter.invoke()
    scale = lambda d: d["quantization_parameters"]["scales"].astype(np.float32)
    count = weights.shape[-1]
    scales = np.broadcast_to(scale(entry) * scale(filters) / scale(result), (count,))
    zero = int(result["quantization"][1])
    activation = layer.activation.__name__
    low, high = -128, 127
    if activation in RELU:
        low = max(low, zero)
        if RELU[activation]:
            high = min(high, zero + int(np.round(np.float32(RELU[activation]) / scale(result)[0])))
    tensors |= {f"{name}/input": x, f"{name}/output": interpreter.get_tensor(result["index"]),
                f"{name}/weights": np.ascontiguousarray(weights),
                f"{name}/bias": interpreter.get_tensor(bias["index"]).astype(np.int32).ravel(),
                f"{name}/scales": np.ascontiguousarray(scales, np.float32)}
    case = {"kind": kind, "zero": int(entry["quantization"][1]), "output": {"zero": zero, "low": low, "high": high}}
    if kind != "FULLY_CONNECTED":
        case |= {"padding": layer.padding, "strides": layer.strides[0]}
    return case


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    random = np.random.default_rng(SEED)
    keras.utils.set_random_seed(SEED)
    tensors = {}
    cases = [{"name": name} | golden(name, random, tensors) for name in CASES]
    versions = {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__,
                "python": platform.python_version()}
    save_file(tensors, parser.parse_args().output / "tflite.safetensors",
              {"cases": json.dumps(cases), "versions": json.dumps(versions)})


if __name__ == "__main__":
    main()
