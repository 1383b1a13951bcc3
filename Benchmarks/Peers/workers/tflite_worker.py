"""TensorFlow Lite, from a converted Keras network. Protocol: ../compare.py."""

import numpy as np
import protocol as p


def prepare():
    import tensorflow as tf
    return tf


def converted():
    import keras
    import keras_common
    return prepare().lite.TFLiteConverter.from_keras_model(keras_common.model(keras)).convert()


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


def predict(rows, threads):
    interpreter = prepare().lite.Interpreter(model_content=converted(), num_threads=threads)
    return p.repeated(call(interpreter, p.data()[0][:rows]))


def save(path):
    with open(path, "wb") as file:
        file.write(converted())


def startup(path):
    call(prepare().lite.Interpreter(path), np.zeros((1, p.FEATURES), np.float32))()


if __name__ == "__main__":
    p.serve(prepare, {"mlp_predict_1": lambda: predict(1, 1), "mlp_predict_10000": lambda: predict(p.ROWS, p.THREADS)},
            save, startup)
