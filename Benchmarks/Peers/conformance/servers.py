"""Servers that are asked on 127.0.0.1: MLflow's, TensorBoard's and ours."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from martlet import COMMAND


def folder_of(case):
    """A folder for a class of tests, removed after them."""
    folder = tempfile.TemporaryDirectory()
    case.addClassCleanup(folder.cleanup)
    return Path(folder.name)


class MLflowServer:
    """MLflow's server on the database mlflow.db in a folder; over TLS with a certificate."""

    def __init__(self, folder, options=(), certificate=None, python=sys.executable, environment=None):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.address = f"{'https' if certificate else 'http'}://127.0.0.1:{port}"
        trust = ssl.create_default_context(cafile=certificate) if certificate else None
        self.log = open(folder / "server.log", "w+")
        self.process = subprocess.Popen(
            [python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
             "--backend-store-uri", "sqlite:///mlflow.db", *options], cwd=folder, stdout=self.log, stderr=self.log,
            env=environment, start_new_session=True)
        deadline = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=1, context=trust) as answer:
                    if answer.read() == b"OK":
                        return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.log.seek(0)
                    raise RuntimeError(self.log.read()[-3000:]) from None
                time.sleep(0.2)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.log.close()


class Printing:
    """A server that says its address itself."""

    def stop(self):
        self.process.terminate()
        self.process.communicate()


class TensorBoardServer(Printing):
    """TensorBoard on a folder."""

    def __init__(self, logs):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", str(logs), "--host", "127.0.0.1", "--port", "0",
             "--reload_interval", "1"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for line in self.process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.address = found[0]
                return
        raise RuntimeError("TensorBoard didn't start")


class MartletServer(Printing):
    """`martlet ui` on a database."""

    def __init__(self, uri, *options):
        self.process = subprocess.Popen(
            [COMMAND, "ui", uri, "--port", "0", "--json", *options], stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["address"]
