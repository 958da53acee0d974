"""A headless Chromium for tests, driven with its DevTools protocol over two pipes; nothing to install beside the browser."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import time

from support.patience import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless --remote-debugging-pipe --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage "
    "--no-sandbox "  # of no use to pages of ours, and not to be had for root or in many containers
    "--window-size=1200,900"
).split()


def find():
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of one browser; `problems` is what its console complained of, `requests` what it asked for."""

    def __init__(self, path, profile):
        # The browser reads its commands from descriptor 3 and answers on 4; ours are moved out of the way first.
        (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
        moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10) for descriptor in (their_in, their_out)]

        def place():
            os.dup2(moved[0], 3)
            os.dup2(moved[1], 4)

        self._process = subprocess.Popen(
            [path, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=place,
            pass_fds=(3, 4),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for descriptor in (their_in, their_out, *moved):
            os.close(descriptor)
        self._in, self._out, self._buffer, self._number, self._session = our_in, our_out, b"", 0, None
        self._events, self.problems, self.requests = [], [], []
        targets = self.send("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.send("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method, **params):
        """Give a command and wait for its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def open(self, url):
        """Go to a page and wait until it is loaded."""
        self._events.clear()
        self.send("Page.navigate", url=url)
        self.loaded()

    def loaded(self):
        """Wait for the page that is on its way."""
        while "Page.loadEventFired" not in self._events:
            self._receive()
        self._events.clear()

    def run(self, script):
        """The value of an expression of JavaScript in the page."""
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def press(self, key):
        """Press and release a key, as a person does."""
        codes = {"Enter": (13, "\r"), "Tab": (9, "")}
        code, text = codes[key]
        for kind in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text
            ) if kind == "keyDown" else self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def type(self, text):
        """Type into what has the focus."""
        self.send("Input.insertText", text=text)

    def close(self):
        """End the browser and wait for it."""
        for descriptor in (self._in, self._out):
            os.close(descriptor)
        self._process.kill()
        self._process.wait()

    def _receive(self):
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self._in, 1 << 16) if ready else b""
            assert data, "the browser gave no answer"
            self._buffer += data
        frame, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(frame)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, event, params):
        self._events.append(event)
        if event == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif event == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.problems.append(params["entry"]["text"])
        elif event in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening"):
            self.problems.append(f"{event}: {params}")
