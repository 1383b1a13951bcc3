"""Charts as a browser draws them: screenshots by headless Chromium beside approved ones.

    .venv-peers/conformance/bin/python Benchmarks/Peers/conformance/test_charts.py approve

draws all of them anew into approved/, to be looked at before they are committed.
"""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
from martlet import worker
from PIL import Image

APPROVED = Path(__file__).parent / "approved"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = (400, 300)  # of what is kept and compared: the whole window, reduced
WINDOW = (800, 600)
CELL = 10  # pixels of a side of what is averaged, so that letters of other fonts are about as grey
CELL_APART = 20  # of 255: what few cells of letters in another font differ by, and those at the edge of a moved bar
SHARE_APART = 0.005  # of all cells, six of 1,200; up to 0.0033 in DejaVu Sans instead of Liberation Sans


def browser():
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def screenshot(svg, png, folder):
    """The chart in the middle of a window of its own colour."""
    paper = "#16181d" if svg.stem.endswith("dark") else "white"
    page = folder / f"{svg.stem}.html"
    page.write_text(f'<meta charset="utf-8"><body style="margin:0;background:{paper}"><img src="{svg.as_uri()}" '
                    f'style="width:{WINDOW[0]}px;height:{WINDOW[1]}px;object-fit:contain">')
    subprocess.run([browser(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    "--force-device-scale-factor=1", f"--user-data-dir={folder / 'profile'}",
                    f"--window-size={WINDOW[0]},{WINDOW[1]}", f"--screenshot={png}", page.as_uri()],
                   check=True, capture_output=True, timeout=120)
    image = Image.open(png).convert("RGB").crop((0, 0, *WINDOW)).resize(SIZE, Image.Resampling.BOX)
    return image


def drawn(folder):
    """All charts by name."""
    subprocess.run([worker(), "charts", str(folder)], check=True)
    return {svg.stem: screenshot(svg, folder / f"{svg.stem}.png", folder) for svg in sorted(folder.glob("*.svg"))}


def cells(image):
    """Means of squares of pixels: [rows, columns, channels]."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.float64)
    height, width = pixels.shape[0] // CELL, pixels.shape[1] // CELL
    return pixels.reshape(height, CELL, width, CELL, 3).mean(axis=(1, 3))


def difference(one, other):
    """Which share of the cells is farther apart than letters are."""
    return float((np.abs(cells(one) - cells(other)).max(axis=2) > CELL_APART).mean())


@unittest.skipUnless(browser(), f"needs one of {', '.join(BROWSERS)}")
class Charts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.charts = drawn(Path(cls.folder.name))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_look_as_approved(self):
        approved = {path.stem: Image.open(path) for path in APPROVED.glob("*.png")}
        self.assertEqual(sorted(self.charts), sorted(approved))
        for name, image in self.charts.items():
            with self.subTest(name):
                self.assertLessEqual(difference(image, approved[name]), SHARE_APART)

    def test_what_has_moved_is_seen(self):
        """A chart moved by a cell, and a bar a fifth shorter, are no longer as approved."""
        for name, image in self.charts.items():
            moved = Image.fromarray(np.roll(np.asarray(image), CELL, axis=1))
            self.assertGreater(difference(image, moved), SHARE_APART, name)
        bars = np.array(self.charts["bars-light"])
        blue = np.all(bars == np.median(bars[np.abs(bars.astype(int) - [0, 114, 178]).sum(axis=2) < 30], axis=0), axis=2)
        self.assertGreater(blue.sum(), 1000)
        rows = np.flatnonzero(blue.any(axis=1))
        cut = rows[0] + (rows[-1] - rows[0]) // 5
        shorter = bars.copy()
        shorter[rows[0]:cut][blue[rows[0]:cut]] = 255
        self.assertGreater(difference(self.charts["bars-light"], Image.fromarray(shorter)), SHARE_APART)

    def test_dark_is_dark(self):
        for name, image in self.charts.items():
            corner = np.asarray(image)[-4:, :4].mean()
            self.assertEqual(corner < 64, name.endswith("dark"), name)


if __name__ == "__main__":
    if sys.argv[1:] == ["approve"]:
        APPROVED.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            for name, image in drawn(Path(folder)).items():
                image.quantize(64, dither=Image.Dither.NONE).save(APPROVED / f"{name}.png", optimize=True)
    else:
        unittest.main()
