"""Writes resize.safetensors, what Pillow and TensorFlow make of small images: pip install pillow tensorflow safetensors."""

from pathlib import Path

import numpy as np
import PIL
import safetensors
import tensorflow as tf
from PIL import Image
from safetensors.numpy import save_file

here = Path(__file__).parent
rng = np.random.default_rng(11)
source = rng.integers(0, 256, (9, 13, 4), np.uint8)
source[0, :4, 3] = [0, 1, 254, 255]
arrays = {"source": source}
for height, width in [(5, 7), (16, 21), (9, 26), (1, 3)]:
    size = f"{height}x{width}"
    for name in ["nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"]:
        for channels, mode in [(1, "L"), (3, "RGB"), (4, "RGBA")]:
            pixels = source[..., 0] if channels == 1 else np.ascontiguousarray(source[..., :channels])
            image = Image.fromarray(pixels, mode).resize((width, height), Image.Resampling[name.upper()])
            arrays[f"pillow/{name}/{channels}/{size}"] = np.asarray(image).reshape(height, width, channels)
    for name in ["nearest", "bilinear", "bicubic", "area"]:
        arrays[f"tensorflow/{name}/{size}"] = tf.image.resize(source[..., :3], (height, width), name).numpy()
versions = {
    "pillow": PIL.__version__, "tensorflow": tf.__version__, "numpy": np.__version__,
    "safetensors": safetensors.__version__,
}
save_file(arrays, here / "resize.safetensors", versions)
(here / "resize.safetensors").chmod(0o644)
