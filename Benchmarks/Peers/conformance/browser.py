"""Chromium without a window, driven by its DevTools protocol: what a person would see and press."""

import base64
import contextlib
import json
import shutil
import subprocess
import tempfile
import time
import unittest
import urllib.request

from websockets.sync.client import connect

CHROMIUM = next((path for name in ["chromium", "chromium-browser", "google-chrome"] if (path := shutil.which(name))), None)


class Browser:
    """One page. Raises `unittest.SkipTest` where there is no Chromium."""

    def __init__(self, width=1200, height=900):
        if CHROMIUM is None:
            raise unittest.SkipTest("needs Chromium: apt install chromium")
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-port=0", f"--user-data-dir={self.folder.name}", f"--window-size={width},{height}",
             "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if "DevTools listening on " in line:
                port = line.split("DevTools listening on ws://")[1].split("/")[0]
                break
        else:
            raise RuntimeError("Chromium didn't start")
        with urllib.request.urlopen(f"http://{port}/json", timeout=30) as answer:
            page = next(target for target in json.load(answer) if target["type"] == "page")
        self.open_things = contextlib.ExitStack()
        self.socket = self.open_things.enter_context(
            connect(page["webSocketDebuggerUrl"], max_size=None, open_timeout=60))
        self.count = 0
        self.messages = []
        for domain in ["Page", "Runtime", "Log", "Accessibility"]:
            self.ask(f"{domain}.enable")

    def close(self):
        self.open_things.close()
        self.process.terminate()
        self.process.communicate()
        self.folder.cleanup()

    def ask(self, method, **parameters):
        """What a method of the protocol gives."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(timeout=120))
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.messages.append(message)

    def run(self, script):
        """The value of an expression in the page."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def open(self, address):
        self.ask("Page.navigate", url=address)
        self.wait("document.readyState == 'complete' && location.href != 'about:blank'")

    def leave(self):
        """Leaves a page before its server ends, and forgets what it said."""
        self.ask("Page.navigate", url="about:blank")
        self.wait("location.href == 'about:blank'")
        self.messages.clear()

    def wait(self, condition, seconds=60):
        """Waits until an expression is true, and gives its value."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if value := self.run(f"(() => {{ try {{ return {condition} }} catch {{ return null }} }})()"):
                    return value
            except RuntimeError:
                pass  # The page is on its way to another.
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {condition}")
            time.sleep(0.1)

    @property
    def text(self):
        """What stands on the page, shadow trees included."""
        return self.run("""(() => {
            const walk = node => (node.shadowRoot ? walk(node.shadowRoot) : "") + (node.nodeType == 3 ? node.data + " " :
                ["SCRIPT", "STYLE"].includes(node.tagName) ? "" : [...node.childNodes].map(walk).join(""));
            return walk(document.body);
        })()""")

    def press(self, key, **more):
        """A key, as if pressed."""
        codes = {"Tab": 9, "Enter": 13, " ": 32, "Escape": 27}
        known = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        if key in ["Enter", " "]:
            known["text"] = "\r" if key == "Enter" else " "
        self.ask("Input.dispatchKeyEvent", type="keyDown", **known, **more)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **known, **more)

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def tab_to(self, condition, most=200):
        """Presses Tab until the focused element `e` meets a condition."""
        for _ in range(most):
            self.press("Tab")
            if self.run(f"(() => {{ const e = document.activeElement; return !!({condition}) }})()"):
                return
        raise AssertionError(f"no Tab leads to {condition}")

    def prefer(self, scheme):
        """light or dark"""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def errors(self):
        """What the page complained of."""
        self.run("0")
        return [m["params"] for m in self.messages
                if m["method"] == "Runtime.exceptionThrown"
                or m["method"] == "Log.entryAdded" and m["params"]["entry"]["level"] == "error"]

    def picture(self, path):
        """A screenshot of all of the page."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 4000), "scale": 1}
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
