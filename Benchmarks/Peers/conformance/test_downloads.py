"""Weights come through a server's moods: whole, as published, or not at all."""

import hashlib
import http.server
import os
import re
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from martlet import worker

BODY = bytes(range(256)) * 8192
DIGEST = hashlib.md5(BODY).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    """Serves BODY; the address says how."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []  # (path, first byte asked for)
        self.release = threading.Event()

    def handle_error(self, request, client_address):
        """Clients that are killed, or have what they want, are no errors."""

    def address(self, path):
        return f"http://127.0.0.1:{self.server_port}/{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        mood = self.path.split("/")[1]
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked and mood != "unranged" else 0
        self.server.requests.append((self.path, start))
        if mood == "missing":
            return self.send_error(404)
        if mood == "moved":
            self.send_response(302)
            self.send_header("Location", self.server.address("plain/w.h5"))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if start >= len(BODY):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(BODY)}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        if mood == "breaking" and len(self.server.requests) < 3 or mood == "broken":
            self.wfile.write(BODY[start : start + 300_000])
            self.close_connection = True
        elif mood == "slow":
            self.wfile.write(BODY[start : start + 300_000])
            self.wfile.flush()
            self.server.release.wait(60)
            self.wfile.write(BODY[start + 300_000 :])
        else:
            self.wfile.write(BODY[start:])


class Downloads(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, mood, md5=DIGEST):
        return subprocess.Popen(
            [worker(), "download", self.server.address(f"{mood}/w.h5"), md5],
            env=os.environ | {"MARTLET_WEIGHTS_DIR": str(self.folder)}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def fetch(self, mood, md5=DIGEST):
        """Exit code and what was said."""
        process = self.start(mood, md5)
        out, error = process.communicate(timeout=120)
        return process.returncode, out.strip() or error.strip()

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def assert_whole(self):
        self.assertEqual(self.names(), ["w.h5"])
        self.assertEqual((self.folder / "w.h5").read_bytes(), BODY)

    def wait_for(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_whole(self):
        self.assertEqual(self.fetch("plain"), (0, str(self.folder / "w.h5")))
        self.assert_whole()
        self.assertEqual(self.fetch("plain")[0], 0)
        self.assertEqual(len(self.server.requests), 1, "what is there isn't fetched again")

    def test_redirection(self):
        self.assertEqual(self.fetch("moved")[0], 0)
        self.assert_whole()

    def test_goes_on(self):
        (self.folder / "w.h5.part").write_bytes(BODY[:1_000_000])
        self.assertEqual(self.fetch("plain")[0], 0)
        self.assertEqual(self.server.requests, [("/plain/w.h5", 1_000_000)])
        self.assert_whole()

    def test_goes_on_without_digest_from_the_start(self):
        (self.folder / "w.h5.part").write_bytes(BODY[:1_000_000])
        self.assertEqual(self.fetch("plain", "")[0], 0)
        self.assertEqual(self.server.requests, [("/plain/w.h5", 0)])
        self.assert_whole()

    def test_server_without_ranges(self):
        (self.folder / "w.h5.part").write_bytes(BODY[:1_000_000])
        self.assertEqual(self.fetch("unranged")[0], 0)
        self.assert_whole()

    def test_part_that_is_complete(self):
        (self.folder / "w.h5.part").write_bytes(BODY)
        self.assertEqual(self.fetch("plain")[0], 0)
        self.assert_whole()

    def test_part_that_is_too_long(self):
        (self.folder / "w.h5.part").write_bytes(BODY + b"more")
        self.assertEqual(self.fetch("plain")[0], 0)
        self.assert_whole()

    def test_part_of_another_file(self):
        (self.folder / "w.h5.part").write_bytes(bytes(1_000_000))
        self.assertEqual(self.fetch("plain")[0], 0)
        self.assertEqual([start for _, start in self.server.requests], [1_000_000, 0])
        self.assert_whole()

    def test_connection_that_breaks(self):
        self.assertEqual(self.fetch("breaking")[0], 0)
        self.assertEqual([start for _, start in self.server.requests], [0, 300_000, 600_000])
        self.assert_whole()

    def test_connection_that_always_breaks(self):
        code, said = self.fetch("broken")
        self.assertEqual(code, 1)
        self.assertIn("trying again goes on from there", said)
        self.assertEqual((self.folder / "w.h5.part").read_bytes(), BODY[:900_000])

    def test_missing(self):
        code, said = self.fetch("missing")
        self.assertEqual(code, 1)
        self.assertIn("the server answered 404", said)
        self.assertIn(f"put it at '{self.folder}/w.h5'", said)
        self.assertEqual(self.names(), [])

    def test_corrupted(self):
        code, said = self.fetch("plain", "0" * 32)
        self.assertEqual(code, 1)
        self.assertIn(f"its MD5 is {DIGEST}", said)
        self.assertEqual(self.names(), [])

    def test_killed(self):
        process = self.start("slow")
        self.wait_for(lambda: (self.folder / "w.h5.part").exists() and (self.folder / "w.h5.part").stat().st_size)
        process.kill()
        process.communicate()
        self.server.release.set()
        have = (self.folder / "w.h5.part").stat().st_size
        self.assertEqual(self.fetch("plain")[0], 0)
        self.assertEqual(self.server.requests[-1], ("/plain/w.h5", have))
        self.assert_whole()

    def test_two_processes(self):
        first = self.start("slow")
        self.wait_for(lambda: (self.folder / "w.h5.part").exists() and (self.folder / "w.h5.part").stat().st_size)
        second = self.start("slow")
        time.sleep(0.5)
        self.server.release.set()
        for process in (first, second):
            process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0)
        self.assertEqual(len(self.server.requests), 1, "the second takes what the first has fetched")
        self.assert_whole()


if __name__ == "__main__":
    unittest.main()
