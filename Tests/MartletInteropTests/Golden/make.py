"""Writes the files that MartletInteropTests reads, and what Keras predicts with them.

    pip install -r Benchmarks/Peers/requirements-tensorflow.txt
    python make.py
"""

import io
import json
import os
import sys
import zipfile
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import h5py
import keras
import keras1_models
import tf_keras
from keras_models import build, predict, randomize, rows

here = Path(__file__).parent


def numbers(arrays):
    """Shapes and numbers, nine digits each, which float32 has at most."""
    return [[list(x.shape), str(x.dtype), [float(f"{v:.9g}") for v in x.ravel().tolist()]] for x in arrays]


golden = {"versions": {"keras": keras.__version__, "tf_keras": tf_keras.__version__}, "cases": {}}


def record(file, model):
    inputs = rows(model)
    golden["cases"][file] = {"inputs": numbers(inputs), "outputs": numbers(predict(model, inputs))}


for library, prefix in ((keras, "keras3"), (tf_keras, "keras2")):
    library.utils.set_random_seed(0)
    models = build(library)
    for name, model in models.items():
        kinds = {"functional": ["keras", "h5"], "branches": []}  # of branches the weights alone, below
        for kind in kinds.get(name, ["keras"]):
            file = f"{prefix}_{name}.{kind}"
            model.save(here / file)
            record(file, model)
    # Weights alone, in both layouts.
    models["branches"].save_weights(here / f"{prefix}_branches.weights.h5")
    record(f"{prefix}_branches.weights.h5", models["branches"])
    legacy = here / f"{prefix}_functional_weights.h5"
    if library is tf_keras:
        models["functional"].save_weights(legacy, save_format="h5")
        record(legacy.name, models["functional"])
    # Their architectures.
    for name in ("branches", "functional"):
        (here / f"{prefix}_{name}.json").write_text(models[name].to_json() + "\n")

for name in ("sequential", "functional"):
    architecture, model = getattr(keras1_models, name)(keras)
    randomize(model, 1)
    keras1_models.write(here, name, architecture, model)
    record(f"keras1_{name}_weights.h5", model)

# A model whose layers are those of the model around it.
with h5py.File(here / "group_within_itself.weights.h5", "w") as file:
    functional = file.create_group("layers/functional")
    functional["layers"] = file["layers"]

# Groups that lead to one another by thirty names each, 31 deep.
buffer = io.BytesIO()
with h5py.File(buffer, "w") as file:
    group = None
    for depth in range(31):
        outer = file.create_group(f"nodes/{depth}")
        layers = outer.create_group("layers")
        for number in range(30):
            if group is None:
                layers.create_group(f"dense_{number}/vars")
            else:
                layers[f"dense_{number}"] = group
        group = outer
    file["layers"] = group["layers"]
with zipfile.ZipFile(here / "damaged_shared_groups.keras") as archive:
    members = {name: archive.read(name) for name in ("metadata.json", "config.json")}
with zipfile.ZipFile(here / "damaged_shared_wide.keras", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, contents in {**members, "model.weights.h5": buffer.getvalue()}.items():
        archive.writestr(zipfile.ZipInfo(name), contents, zipfile.ZIP_DEFLATED)

(here / "expected.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
for file in here.glob("*.*h5"):
    file.chmod(0o644)
