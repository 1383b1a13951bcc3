"""Legacy tf_keras. Protocol: ../compare.py."""

import keras_common as common
import protocol


def load():
    import tf_keras
    return tf_keras


if __name__ == "__main__":
    protocol.serve(load, common.cases(load))
