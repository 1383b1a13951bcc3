"""TensorFlow Lite, from a converted Keras network. Protocol: ../compare.py."""

import keras_common
import numpy as np
import protocol as p
import vision


def prepare():
    import tensorflow as tf
    return tf


def converted(network, rows=None):
    """The network's file; in eight bits if there are rows by which ranges of activations are found."""
    lite = prepare().lite
    converter = lite.TFLiteConverter.from_keras_model(network)
    if rows is not None:
        converter.optimizations = [lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([row[None]] for row in rows)
        converter.target_spec.supported_ops = [lite.OpsSet.TFLITE_BUILTINS_INT8]
    return converter.convert()


def dense():
    import keras
    return keras_common.model(keras)


def digits():
    import keras
    return keras_common.digits_network(keras)


def call(interpreter, x):
    """The prediction as a function; the input's shape is set once."""
    index = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(index, x.shape)
    interpreter.allocate_tensors()
    out = interpreter.get_output_details()[0]["index"]

    def predict():
        interpreter.set_tensor(index, x)
        interpreter.invoke()
        return interpreter.get_tensor(out)
    return predict


def predict(network, x, threads, rows=None):
    interpreter = prepare().lite.Interpreter(model_content=converted(network, rows), num_threads=threads)
    return p.repeated(call(interpreter, x))


def cases():
    x = p.data()[0]
    table = {"mlp_predict_1": lambda: predict(dense(), x[:1], 1),
             "mlp_predict_10000": lambda: predict(dense(), x, p.THREADS),
             "mlp_int8_1": lambda: predict(dense(), x[:1], 1, x[:256])}
    images = vision.digits()[0]
    return table | {"cnn_1": lambda: predict(digits(), images[:1], p.THREADS),
                    "cnn_int8_1": lambda: predict(digits(), images[:1], p.THREADS, images[:4])}


def save(path):
    with open(path, "wb") as file:
        file.write(converted(dense()))


def startup(path):
    call(prepare().lite.Interpreter(path), np.zeros((1, p.FEATURES), np.float32))()


if __name__ == "__main__":
    p.serve(prepare, cases(), save, startup)
