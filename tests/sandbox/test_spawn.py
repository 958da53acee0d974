"""Workers that are a process of their own: the way of macOS and Windows, tried here with what those systems lack taken away."""

import os
import socket
import sys
from pathlib import Path

import numpy as np
import pytest
from support.parts import absent_part
from support.patience import PATIENCE

from grader.sandbox import channel, scratch, spawn
from grader.sandbox.isolation import BEST
from grader.sandbox.spawn import Spawned, installed, libraries, library_versions, missing
from grader.sandbox.worker_process import Worker
from grader.values.errors import GraderError
from grader.values.parts import NUMPY, TABLE
from grader.worker import stream
from grader.worker.protocol.replies import Value
from grader.worker.protocol.requests import Call, Load


def call(worker, name, *args):
    return worker.ask(Call(name, args, {}), None, 10.0).value


class WithoutSendmsg(socket.socket):
    """A socket as Windows has it."""

    sendmsg = property()  # hasattr says no


@pytest.fixture
def windows(monkeypatch):
    """As much of Windows as can be had elsewhere: no sendmsg, no process groups, no folders by descriptor."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(socket, "socket", WithoutSendmsg)
    monkeypatch.delattr(os, "killpg")
    monkeypatch.setattr(os, "supports_dir_fd", set())


def test_a_worker_on_windows(windows):
    """It loads, computes on more arrays than one call sends, prints, fails, is ended, and leaves no folder behind."""
    text = """
def double(*arrays):
    print("doubling", len(arrays))
    return [2 * array for array in arrays]

def leave():
    open("left behind", "w").write("x")
    raise SystemExit(3)
"""
    arrays = [np.full(100_000 if number == 7 else 3, float(number)) for number in range(100)]
    with Worker("numpy", isolation=BEST) as worker:
        assert not hasattr(worker._process.conversation, "sendmsg")
        assert worker.load(Load("held", [("held.py", text)])) == Value([])
        assert worker.layers == ("process", "time limit")
        for before, after in zip(arrays, call(worker, "double", *arrays), strict=True):
            assert np.array_equal(after, 2 * before)
        assert worker.output() == "doubling 100\n"
        assert worker.ask(Call("leave", [], {}), None, 10.0).type == "SystemExit"
        folder = Path(worker._scratch.path)
        assert (folder / "left behind").exists()
    assert not folder.exists() and worker._process._process.poll() is not None


def test_one_buffer_at_a_time_where_there_is_no_sendmsg(windows):
    """The frame is the same."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stream.send(stream.gathering(ours), [memoryview(b"one "), memoryview(b"two")])
        assert theirs.recv(100) == b"one two"


def test_strangers_are_turned_away(tmp_path, monkeypatch):
    """Someone else on this machine finds the port first, says nothing, or the wrong thing."""
    monkeypatch.setattr(spawn, "_TOKEN_LIMIT", 0.05)
    strangers = []
    create = socket.create_server

    def found(*args):
        server = create(*args)
        for said in (b"", b"x" * 33, b"x"):
            strangers.append(socket.create_connection(server.getsockname()))
            strangers[-1].sendall(said)
        return server

    monkeypatch.setattr(socket, "create_server", found)
    worker = Spawned("numpy", "cpu", str(tmp_path))
    worker.conversation.settimeout(PATIENCE)
    assert worker.conversation.recv(1)  # the worker's greeting, and nobody else's
    worker.end(0.0)
    for end in (*strangers, worker.conversation, worker.output):
        end.close()


def test_a_python_that_ends_before_it_is_there(tmp_path, monkeypatch):
    """What it said is shown."""
    monkeypatch.setattr(spawn, "libraries", lambda: [])
    broken = tmp_path / "worker"
    broken.mkdir()
    (broken / "__main__.py").write_text("raise SystemExit('no such thing as a worker')")
    monkeypatch.setattr(spawn, "__file__", str(tmp_path / "sandbox" / "spawn.py"))
    with pytest.raises(GraderError, match=r"(?s)did not start \(exit status 1\).*no such thing as a worker"):
        Spawned("numpy", "cpu", str(tmp_path))


def test_a_library_that_is_missing(tmp_path, monkeypatch):
    """The worker was connected by then, and its last words come by the channel."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(spawn, "libraries", lambda: [])
    worker = Worker("numpy", isolation=BEST)
    with pytest.raises(GraderError, match=r"(?s)the numpy worker did not start.*No module named 'numpy'"):
        worker.wait_until_ready()


def test_a_scratch_folder_without_descriptors(monkeypatch):
    """It is removed with everything in it."""
    monkeypatch.setattr(os, "supports_dir_fd", set())
    made = scratch.Scratch()
    (Path(made.path) / "deep" / "deeper").mkdir(parents=True)
    made.remove()
    assert not Path(made.path).exists()


def test_the_selector_of_windows_ends_at_the_deadline_too(windows):
    """Waiting there is select's."""
    ours, theirs = socket.socketpair()
    output, printing = socket.socketpair()
    held = channel.Channel(ours, output)
    held.deadline.start(0.0)
    with theirs, printing, pytest.raises(channel.DeadlinePassed):
        held.read_into(memoryview(bytearray(1)))
    held.close()


def test_where_the_libraries_are(monkeypatch):
    """Each folder once, found without importing what is in it."""
    folders = libraries()
    assert str(Path(np.__file__).parents[1]) in folders and len(folders) == len(set(folders))
    monkeypatch.setitem(TABLE, "absent", absent_part())
    assert installed("numpy") and not installed("absent")
    assert (missing("numpy"), missing("absent")) == ("", "No Such Library")


def test_versions_are_those_of_the_libraries_that_are_here(monkeypatch):
    """A library that is not installed has none."""
    monkeypatch.setattr("grader.sandbox.spawn.LIBRARIES", (NUMPY, *absent_part().libraries))
    assert library_versions() == {"numpy": np.__version__}
