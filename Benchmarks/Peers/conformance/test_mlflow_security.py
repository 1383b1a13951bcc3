"""Servers of MLflow's over TLS and behind passwords."""

import datetime
import ipaddress
import os
import subprocess
import unittest

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from martlet import COMMAND
from servers import MLflowServer, folder_of


def certificate(folder):
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


class Security(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = folder_of(cls)
        cls.certificate, key = certificate(cls.folder)
        cls.server = MLflowServer(
            cls.folder, ["--uvicorn-opts", f"--ssl-certfile {cls.certificate} --ssl-keyfile {key}"], cls.certificate)
        cls.addClassCleanup(cls.server.stop)

    def train(self, name, **environment):
        """A run that is sent, or waits in a queue of its own."""
        queue = self.folder / f"{name}.db"
        run = subprocess.run(
            [COMMAND, "train", "--data", "digits", "--hidden", "8", "--epochs", "1", "--track", self.server.address,
             "--experiment", name, "--save", self.folder / "m.safetensors"], capture_output=True, text=True,
            env=os.environ | {"MARTLET_TRACKING_QUEUE": str(queue)} | environment)
        self.assertEqual(run.returncode, 0, run.stderr)
        return queue.exists(), run.stderr

    def test_strangers_are_not_trusted(self):
        waits, errors = self.train("strangers")
        self.assertTrue(waits)
        self.assertIn("certificate", errors)

    def test_certificates_that_are_named_are_trusted(self):
        waits, _ = self.train("named", MLFLOW_TRACKING_SERVER_CERT_PATH=str(self.certificate))
        self.assertFalse(waits)

    def test_anyone_is_trusted_when_asked_for(self):
        waits, _ = self.train("anyone", MLFLOW_TRACKING_INSECURE_TLS="true")
        self.assertFalse(waits)


if __name__ == "__main__":
    unittest.main()
