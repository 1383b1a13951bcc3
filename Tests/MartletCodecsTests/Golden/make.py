"""Writes the goldens of MartletCodecsTests with the field's own tools: pip install numpy safetensors ml_dtypes."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import safetensors
from safetensors.numpy import save_file

here = Path(__file__).parent
rng = np.random.default_rng(0)
tensors = {
    "weights/kernel": rng.standard_normal((3, 4)).astype(np.float32),
    "double": np.array([0.1, -1e300, np.inf]),
    "half": np.array([0.0, -0.0, 1.0, -2.5, 6e-8, 6.1e-5, 65504, np.inf, np.nan], np.float16),
    "bfloat": np.array([1.0, -3.140625, 1e38], ml_dtypes.bfloat16),
    "bytes": np.array([[0, 255]], np.uint8),
    "signed": np.array([-128, 127], np.int8),
    "short": np.array([-32768, 7], np.int16),
    "word": np.array([65535], np.uint16),
    "int": np.array([-(2**31), 5], np.int32),
    "unsigned": np.array([2**32 - 1], np.uint32),
    "long": np.array([2**62], np.int64),
    "flags": np.array([True, False]),
    "empty": np.zeros((0, 5), np.float32),
    "scalar": np.array(2.5, np.float32),
}
save_file(tensors, here / "reference.safetensors", {"format": "np", "note": "é\n"})
(here / "reference.safetensors").chmod(0o644)
arrays = {
    "floats": tensors["weights/kernel"],
    "fortran": np.asfortranarray(rng.standard_normal((2, 3, 4))),
    "half": tensors["half"],
    "flags": tensors["flags"],
    "unsigned": tensors["unsigned"],
    "scalar": tensors["scalar"],
    "empty": tensors["empty"],
}
for name, array in arrays.items():
    np.save(here / f"{name}.npy", array)
with open(here / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, arrays["floats"], version=(2, 0))
arrays["version2"] = arrays["floats"]


def described(arrays):
    return {name: [list(x.shape), [repr(float(v)) for v in x.ravel()]] for name, x in arrays.items()}


versions = {"numpy": np.__version__, "safetensors": safetensors.__version__, "ml_dtypes": ml_dtypes.__version__}
golden = {"versions": versions, "tensors": described(tensors), "arrays": described(arrays)}
(here / "reference.json").write_text(json.dumps(golden, indent=1) + "\n")
