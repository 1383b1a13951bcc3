"""The martlet command, called from Python."""

import csv
import json
import os
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[3]
COMMAND = os.environ.get("MARTLET", ROOT / ".build" / "release" / "martlet")
WORKER = os.environ.get("MARTLET_PEER_WORKER", ROOT / ".build" / "release" / "PeerWorker")


def worker():
    """The program that does what the command doesn't: see Tests/PeerWorker."""
    return str(WORKER)


def martlet(*arguments):
    """What `martlet … --json` printed."""
    run = subprocess.run([COMMAND, *map(str, arguments), "--json"], capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"martlet {' '.join(map(str, arguments))}: exit code {run.returncode}\n{run.stderr}")
    return json.loads(run.stdout)


def real(kind, *names):
    """Where the first of these files or folders is that is there, and that are no part of the package: `kind` is "data"
    or "models", the folder that MARTLET_TEST_DATA or MARTLET_TEST_MODELS names, or else ../shared/data or
    ../shared/models from the package's. Raises `unittest.SkipTest` if none is there."""
    variable = f"MARTLET_TEST_{kind.upper()}"
    folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / kind)
    for name in names:
        if (folder / name).exists():
            return folder / name
    raise unittest.SkipTest(f"needs {' or '.join(names)} in the folder that {variable} names, or in ../shared/{kind}")


def write_csv(path, rows, labels=None):
    """A CSV file with columns f0, f1, … and, where given, `label`, a string."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"f{i}" for i in range(rows.shape[1])] + ["label"] * (labels is not None))
        for i, row in enumerate(rows.tolist()):
            writer.writerow(row + ([class_name(labels[i])] if labels is not None else []))


def class_name(label):
    return f"class{label}"
