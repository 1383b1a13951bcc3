"""Writes what scikit-learn says of its data sets: pip install scikit-learn."""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets

golden = {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}}
for name in ["digits", "iris", "wine", "breast_cancer"]:
    data = getattr(datasets, f"load_{name}")()
    golden[name] = {
        "feature_names": [str(x) for x in data.feature_names],
        "class_names": [str(x) for x in data.target_names],
        "class_counts": np.bincount(data.target).tolist(),
        "feature_sums": data.data.sum(axis=0).tolist(),
        "weighted_sums": (data.data * np.arange(1, len(data.data) + 1)[:, None]).sum(axis=0).tolist(),
        "weighted_labels": int((data.target * np.arange(1, len(data.target) + 1)).sum()),
        "last_row": data.data[-1].tolist(),
    }
(Path(__file__).parent / "reference.json").write_text(json.dumps(golden, indent=1) + "\n")
