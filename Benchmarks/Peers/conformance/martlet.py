"""The martlet command, called from Python."""

import csv
import json
import os
import subprocess
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


def write_csv(path, rows, labels=None):
    """A CSV file with columns f0, f1, … and, where given, `label`, a string."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"f{i}" for i in range(rows.shape[1])] + ["label"] * (labels is not None))
        for i, row in enumerate(rows.tolist()):
            writer.writerow(row + ([class_name(labels[i])] if labels is not None else []))


def class_name(label):
    return f"class{label}"
