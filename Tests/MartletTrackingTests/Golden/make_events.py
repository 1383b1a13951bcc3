"""Writes event files with the field's own tools, and what is in them, beside this script:

    python make_events.py tensorflow     (pip install tensorflow==2.21.0 tensorboard==2.21.0)
    python make_events.py torch          (pip install torch==2.13.0 tensorboard==2.21.0)
"""

import json
import sys
from pathlib import Path

import numpy as np

here = Path(__file__).parent
values = [0.5, 1 / 3, -1e-30, 3e38, float("nan"), float("inf"), float("-inf")]
numbers = np.random.default_rng(3).normal(size=200)
picture = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)


def tensorflow():
    import tensorflow as tf

    writer = tf.summary.create_file_writer(str(here / "run"))
    with writer.as_default():
        for step, value in enumerate(values):
            tf.summary.scalar("loss", value, step=step)
        tf.summary.histogram("weights", numbers, step=7)
        tf.summary.histogram("equal", np.full(5, 2.5), step=7)
        tf.summary.text("note", "**héllo**", step=8)
        tf.summary.image("picture", picture[None], step=9)
    writer.close()
    return tf.__version__


def torch():
    import torch
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(str(here / "run"))
    for step, value in enumerate(values):
        writer.add_scalar("loss", value, step)
    writer.add_histogram("weights", numbers, 7)
    writer.add_text("note", "**héllo**", 8)
    writer.add_image("picture", picture, 9, dataformats="HWC")
    writer.close()
    return torch.__version__


name = sys.argv[1]
version = {"tensorflow": tensorflow, "torch": torch}[name]()

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader  # noqa: E402
from tensorboard.util import tensor_util  # noqa: E402

[file] = (here / "run").iterdir()
file = file.rename(here / f"{name}.tfevents")
(here / "run").rmdir()
found = {"version": version, "scalars": {}, "histograms": {}, "texts": {}, "images": {}}
kinds = {"scalars": "scalars", "histograms": "histograms", "text": "texts", "images": "images"}
plugins = {}
for event in EventFileLoader(str(file)).Load():
    for value in event.summary.value:
        plugin = plugins.setdefault(value.tag, value.metadata.plugin_data.plugin_name)
        array = tensor_util.make_ndarray(value.tensor)
        if plugin == "scalars":
            content = str(float(array))
        elif plugin == "histograms":
            content = [str(number) for number in array.ravel()]
        elif plugin == "text":
            content = "\n".join(text.decode() for text in array.ravel())
        else:
            content = array[2].hex()
        found[kinds[plugin]].setdefault(value.tag, []).append([event.step, event.wall_time, content])
(here / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
