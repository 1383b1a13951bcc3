"""TensorFlow's writer of TensorBoard's event files. Protocol: ../compare.py."""

import tempfile

import protocol as p


def prepare():
    import tensorflow as tf
    return tf


def scalars(count=5_000):
    tf = prepare()
    writer = tf.summary.create_file_writer(tempfile.mkdtemp())

    def fit():
        with writer.as_default():
            for step in range(count):
                tf.summary.scalar("train/loss", 0.5, step=step)
        writer.flush()
    return p.fitted(fit, count)


if __name__ == "__main__":
    p.serve(prepare, {"tensorboard_scalar": scalars})
