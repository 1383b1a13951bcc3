"""Writes the goldens of ImageTests with Pillow: pip install pillow numpy safetensors.

Each file of `images/` is read by Pillow in the modes L, RGB and RGBA; what it gives is in images.safetensors.
"""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import PIL
import safetensors
from PIL import Image, features
from safetensors.numpy import save_file

here = Path(__file__).parent
folder = here / "images"
folder.mkdir(exist_ok=True)
rng = np.random.default_rng(7)


def picture(height, width, channels):
    """Smooth enough that JPEG means something, with noise and full range."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(0.3 * x + 0.2 * y * (c + 1) + c) for c in range(channels)]
    planes = [127 + 120 * wave + rng.normal(0, 6, (height, width)) for wave in waves]
    array = np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)
    return array[..., 0] if channels == 1 else array


rgb = Image.fromarray(picture(21, 35, 3))
gray = Image.fromarray(picture(13, 11, 1))
rgba = Image.fromarray(picture(13, 11, 4), "RGBA")
small = rgb.crop((0, 0, 11, 13))

for subsampling, name in enumerate(["444", "422", "420"]):
    rgb.save(folder / f"rgb_{name}.jpg", quality=80, subsampling=subsampling)
rgb.save(folder / "progressive.jpg", quality=70, progressive=True)
gray.save(folder / "gray.jpg", quality=90)
small.convert("CMYK").save(folder / "cmyk.jpg", quality=90)
exif = Image.Exif()
exif[0x0112] = 6  # orientation: turned by a quarter
small.save(folder / "turned.jpg", quality=90, exif=exif)

small.save(folder / "rgb.png")
gray.save(folder / "gray.png")
rgba.save(folder / "rgba.png")
rgba.convert("LA").save(folder / "gray_alpha.png")
small.quantize(20).save(folder / "palette.png")
small.quantize(20).save(folder / "palette_transparent.png", transparency=3)
small.quantize(3).save(folder / "palette_2bit.png", bits=2)
gray.convert("1").save(folder / "bits.png")
small.save(folder / "color_key.png", transparency=small.getpixel((3, 4)))

small.save(folder / "animated.png", save_all=True, append_images=[rgba.convert("RGB")], duration=100)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(array, bits, color, interlaced=False):
    """A PNG by hand: what Pillow can't write. `array` is [height, width, channels] of 8 or 16 bits."""
    height, width = array.shape[:2]
    array = array.astype(">u2" if bits == 16 else np.uint8)
    if interlaced:
        steps = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        parts = [array[y::dy, x::dx] for x, y, dx, dy in steps]
    else:
        parts = [array]
    rows = b"".join(b"\0" + row.tobytes() for part in parts if part.size for row in part)
    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


wide = rng.integers(0, 65536, (9, 10, 3))
(folder / "rgb_16bit.png").write_bytes(png(wide, 16, 2))
(folder / "gray_16bit.png").write_bytes(png(wide[..., :1], 16, 0))
(folder / "interlaced.png").write_bytes(png(np.asarray(small), 8, 2, interlaced=True))

expected = {}
for path in sorted(folder.iterdir()):
    for mode in ["L", "RGB", "RGBA"]:
        image = Image.open(path)
        if image.mode.startswith("I"):
            # 16 bits of gray become 8 by their high bytes, as tf.io.decode_png and Pillow's 16-bit colours do.
            image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        array = np.asarray(image.convert(mode))
        expected[f"{path.name}/{mode}"] = array.reshape(*array.shape[:2], -1).copy()
for quality in [30, 75, 95]:
    written = BytesIO()
    Image.open(folder / "rgb_444.jpg").save(written, "JPEG", quality=quality)
    expected[f"written_{quality}"] = np.asarray(Image.open(written))
versions = {
    "pillow": PIL.__version__, "libjpeg_turbo": features.version("libjpeg_turbo"), "zlib": features.version("zlib"),
    "numpy": np.__version__, "safetensors": safetensors.__version__,
}
save_file(expected, here / "images.safetensors", versions)
(here / "images.safetensors").chmod(0o644)
