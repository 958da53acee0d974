"""A process that speaks for itself: the judge believes no reply that a worker would not send, and loses nothing by it."""

import socket
import tempfile
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import worker_process
from grader.sandbox.worker_process import Worker
from grader.values.errors import Crashed, GraderError, StudentRaised
from grader.worker.protocol.requests import Load
from grader.worker.wire import MAX_BYTES, pack

HELLO = {"layers": ["a layer"], "missing": {}, "device": "cpu", "problem": "", "pid": 0}
ERROR = {"type": "ValueError", "message": "no", "frames": [["f.py", 3, "f", "x"]], "not_written": False, "missing": ""}
X = np.zeros((2, 3))


class Played:
    """The test in the place of a worker's process: it has said all that it will ever say."""

    def __init__(self, said, printed):
        self.conversation, self.socket = socket.socketpair()
        self.importer = 0
        self.output, printing = socket.socketpair()
        for item in said:
            for buffer in [item] if isinstance(item, bytes) else pack(item, lambda thing: thing.handle):
                self.socket.sendall(buffer)
        with printing:
            printing.sendall(printed)
        self.graces = []

    def end(self, grace):
        self.graces.append(grace)
        self.socket.close()


class Forged:
    """Crosses as a handle."""

    handle = (1, "For\x1bged")


@pytest.fixture
def played(monkeypatch):
    """A Worker whose process is the test: `played(*replies)`, after a proper hello."""
    workers = []

    def play(*said, hello=HELLO, printed=b"", hangs_up=False):
        def launch(*_):
            process_ = Played([hello, *said], printed)
            if hangs_up:
                process_.end(None)
            return process_

        monkeypatch.setattr(worker_process, "launch", launch)
        workers.append(Worker("numpy"))
        return workers[-1]

    yield play
    for worker in workers:
        worker.close()


def test_a_reply_of_the_right_form(played, asking):
    """What is refused below is refused for its form, not because the test plays badly."""
    worker = played({"value": [1], "changes": []}, {"value": None}, {"error": ERROR})
    assert asking(worker).f() == [1] and asking(worker).f() is None
    with pytest.raises(StudentRaised, match="f: ValueError: no"):
        asking(worker).f()
    assert worker.layers == ("process", "time limit", "a layer") and not worker.ended


def without(key):
    return {name: value for name, value in ERROR.items() if name != key}


FORMS = {
    "no dictionary": [1, 2],
    "a handle": Forged(),
    "nothing in it": {},
    "changes alone": {"changes": []},
    "changes that are a handle": {"value": 1, "changes": Forged()},
    "changes that are a number": {"value": 1, "changes": 3},
    "an error that is text": {"error": "no"},
    "an error that is a handle": {"error": Forged()},
    "an error beside a value": {"value": 1, "error": 5},
    "no type": {"error": without("type")},
    "no frames": {"error": without("frames")},
    "no word on being written": {"error": without("not_written")},
    "a message that is a handle": {"error": ERROR | {"message": Forged()}},
    "a message in bytes": {"error": ERROR | {"message": b"no"}},
    "frames that are a handle": {"error": ERROR | {"frames": Forged()}},
    "a frame that is a handle": {"error": ERROR | {"frames": [Forged()]}},
    "a short frame": {"error": ERROR | {"frames": [["f.py", 3, "f"]]}},
    "a line number in words": {"error": ERROR | {"frames": [["f.py", "3", "f", "x"]]}},
    "a truth that is a number": {"error": ERROR | {"not_written": 1}},
    "no frame at all": b"HTTP/1.1 200 OK\r\n\r\n",
    "more than may cross": (2).to_bytes(4, "little")
    + (1).to_bytes(4, "little")
    + (MAX_BYTES + 1).to_bytes(8, "little")
    + b"{}",
}


@pytest.mark.parametrize("name", FORMS)
def test_forged_replies(played, asking, name):
    """The worker is ended, the call has crashed, and nothing was asked of a forged handle."""
    worker = played(FORMS[name])
    with pytest.raises(Crashed, match="it sent a malformed message"):
        asking(worker).f()
    assert worker.ended


def test_a_reply_that_stops_in_the_middle(played, asking):
    """Two buffers announced, none sent, the line cut."""
    worker = played(b"\x02\0\0\0\x02\0\0\0", hangs_up=True)
    with pytest.raises(Crashed, match="closed its connection"):
        asking(worker).f()
    assert worker.ended


CHANGES = {
    "another argument": {"path": [0, 7], "array": X},
    "another shape": {"path": [0, 0], "array": np.zeros(3)},
    "a handle for an array": {"path": [0, 0], "array": Forged()},
    "a handle for a path": {"path": Forged(), "array": X},
    "a handle": Forged(),
    "entries of an array": {"path": [0, 0], "replaced": [[0, 1]], "removed": []},
}


@pytest.mark.parametrize("name", CHANGES)
def test_forged_effects(played, asking, name):
    """A change that fits no argument is a crash of the call, and the argument stays as it was."""
    x = X.copy()
    with pytest.raises(Crashed, match="changed in a way that does not fit it"):
        asking(played({"value": 1, "changes": [CHANGES[name]]})).f(x)
    assert x.tolist() == X.tolist()


def test_a_handles_name_is_made_safe_to_show(played, asking):
    """A type can be called anything, with control characters too."""
    assert repr(asking(played({"value": Forged()})).f()) == r"<For\x1bged object>"


def test_a_handle_where_there_are_none_yet(played):
    """Loading has no objects to speak of."""
    with pytest.raises(Crashed, match="a malformed message"):
        played({"value": [Forged()]}).load(Load("held", []))


@pytest.mark.parametrize("hello", [b"", b"Fatal Python error: no numpy\n"])
def test_a_worker_that_does_not_start(played, hello):
    """That is our fault, and the message says what it printed; nothing is left open."""
    worker = played(hello=hello, printed=b"ImportError: numpy\n", hangs_up=True)
    with pytest.raises(GraderError, match="the numpy worker did not start. It printed:\nImportError: numpy"):
        worker.wait_until_ready()
    assert worker.ended


def test_a_worker_that_cannot_be_started(monkeypatch, tmp_path):
    """No descriptor and no scratch folder is left behind."""

    def launch(*_):
        raise GraderError("no more processes")

    monkeypatch.setattr(worker_process, "launch", launch)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(GraderError, match="no more processes"):
        Worker("numpy")
    assert len(list(Path("/proc/self/fd").iterdir())) == before and list(tmp_path.iterdir()) == []


def test_ended_once(played):
    """However often it is closed."""
    worker = played()
    worker.wait_until_ready()
    worker.end()
    worker.close()
    worker.close()
    assert worker._process.graces == [0.0]
