"""Writes resources/ from the data that scikit-learn carries: pip install scikit-learn.

Features are row by row, uint8 for digits and little-endian float32 elsewhere; labels are one uint8 a row.
"""

import hashlib
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets

folder = Path(__file__).parent / "resources"
folder.mkdir(exist_ok=True)
lines = [f"# Written by make_resources.py from scikit-learn {sklearn.__version__}, numpy {np.__version__}."]
for name, load, dtype in [
    ("digits", datasets.load_digits, np.uint8),
    ("iris", datasets.load_iris, "<f4"),
    ("wine", datasets.load_wine, "<f4"),
    ("breast_cancer", datasets.load_breast_cancer, "<f4"),
]:
    data = load()
    features = data.data.astype(dtype)
    assert np.allclose(features, data.data, rtol=1e-7, atol=0)
    for kind, array in [("features", features), ("labels", data.target.astype(np.uint8))]:
        content = array.tobytes()
        (folder / f"{name}.{kind}").write_bytes(content)
        shape = "x".join(map(str, array.shape))
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}.{kind}  {array.dtype} {shape}")
(folder / "SHA256SUMS").write_text("\n".join(lines) + "\n")
