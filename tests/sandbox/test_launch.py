"""Starting workers: forked from a warm process, which is replaced when it is lost, or started anew elsewhere."""

import os
import signal
import socket
import sys
import tempfile

import pytest
from support.parts import absent_part
from support.patience import PATIENCE

from grader.sandbox import launch as module
from grader.sandbox.isolation import NONE
from grader.sandbox.launch import Forked, Zygote, launch, warm
from grader.sandbox.spawn import ENVIRONMENT, Spawned
from grader.sandbox.worker_process import Worker
from grader.values.errors import GraderError
from grader.values.parts import TABLE
from grader.worker.wire import pack, unpack

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")


class Started:
    """One worker of either kind."""

    def __init__(self, start, scratch):
        self.process = start(str(scratch))
        self.ours, self.output = self.process.conversation, self.process.output
        self.ours.settimeout(PATIENCE)
        self.output.settimeout(PATIENCE)

    def hello(self):
        return unpack(self.read_into)

    def read_into(self, view):
        while view.nbytes:
            count = self.ours.recv_into(view)
            assert count, self.output.recv(2000)
            view = view[count:]

    def ask(self, **request):
        for buffer in pack({"args": [], "kwargs": {}, **request}):
            self.ours.sendall(buffer)

    def load(self, text):
        self.ask(op="load", name="held", cells=[["held.py", text]], others={}, drivers=None)
        return unpack(self.read_into)

    def close(self):
        self.ours.close()
        self.output.close()


def forked(scratch):
    return launch("numpy", "cpu", scratch, NONE.layers)


def spawned(scratch):
    return Spawned("numpy", "cpu", scratch)


@pytest.fixture(params=[pytest.param(forked, marks=linux), spawned], ids=["forked", "spawned"])
def started(request, tmp_path):
    """A worker that is ready."""
    worker = Started(request.param, tmp_path)
    hello = worker.hello()
    assert type(hello.pop("pid")) is int
    assert hello | {"layers": []} == {"layers": [], "missing": {}, "device": "cpu", "problem": ""}
    yield worker
    worker.process.end(0.0)
    worker.close()


def test_it_answers_on_the_channel(started):
    """Nothing else is needed to talk to it."""
    assert started.load("def f(): return 7") == {"value": []}
    started.ask(op="call", name="f")
    assert unpack(started.read_into)["value"] == 7


ABOUT = """
import os, sys
def f():
    print("seen")
    return {"environment": dict(os.environ), "folder": os.getcwd(), "leads": os.getsid(0) == os.getpid(),
            "input": os.read(0, 1), "arguments": sys.argv}
"""


def test_what_a_worker_knows(started, tmp_path, monkeypatch):
    """Its own folder and a fixed environment: no variable of the grader's, no input, a session of its own."""
    monkeypatch.setenv("COURSE_SECRET", "x")
    started.load(ABOUT)
    started.ask(op="call", name="f")
    known = unpack(started.read_into)["value"]
    own = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "TEMP", "TMP") if name in known["environment"]}
    added = {"LC_CTYPE", "PWD", "__CF_USER_TEXT_ENCODING"}  # by Python or by the system
    assert {k: v for k, v in known["environment"].items() if k not in added} == ENVIRONMENT | own and len(own) >= 2
    assert (known["folder"], known["leads"], known["input"]) == (os.path.realpath(tmp_path), True, b"")
    assert known["arguments"] == ["student"]
    assert started.output.recv(100) == b"seen\n"


ENDINGS = {
    "os._exit(3)": 3,
    "os._exit(0)": 0,
    "os.kill(os.getpid(), 9)": -signal.SIGKILL,
    "os.abort()": -signal.SIGABRT,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_how_it_ended(started, ending):
    """An exit status, or a signal as a negative number."""
    started.load(f"import os\ndef f(): {ending}")
    started.ask(op="call", name="f")
    assert started.ours.recv(1) == b""
    assert started.process.end(PATIENCE) == ENDINGS[ending]


def test_one_that_still_runs_is_killed(started):
    """None says that it did not end by itself; its pipe has no other holder any more."""
    started.load("def f():\n    while True: pass")
    started.ask(op="call", name="f")
    assert started.process.end(0.0) is None
    assert started.output.recv(1) == b""


def test_one_that_hangs_up_when_the_judge_does(started):
    """It ends with status 0, without being killed."""
    started.ours.shutdown(socket.SHUT_WR)
    assert started.process.end(PATIENCE) == 0


CHILDREN = """
import os, signal
def f():
    if os.fork() == 0:
        signal.pause()
    return 1
"""


def test_what_it_started_ends_with_it(started):
    """Without the layers it may fork: its whole session is killed, so that the pipe is closed."""
    started.load(CHILDREN)
    started.ask(op="call", name="f")
    assert unpack(started.read_into)["value"] == 1
    started.process.end(0.0)
    assert started.output.recv(1) == b""


@pytest.fixture
def no_zygotes(monkeypatch):
    """A register of warm processes of the test's own."""
    monkeypatch.setattr(module, "_zygotes", {})
    yield module._zygotes
    module._close_all()


@linux
class TestForking:
    def test_several_at_a_time(self, no_zygotes, tmp_path):
        """Each has its own process and its own end, in whatever order they are ended."""
        workers = [Started(forked, tmp_path) for _ in range(3)]
        for number, worker in enumerate(workers):
            worker.hello()
            worker.load(f"import os\ndef f(): os._exit({number})")
        for worker in workers:
            worker.ask(op="call", name="f")
        assert [worker.process.end(PATIENCE) for worker in reversed(workers)] == [2, 1, 0]
        assert len({worker.process.pid for worker in workers}) == 3 and len(no_zygotes) == 1
        for worker in workers:
            worker.close()

    def test_ended_twice(self, no_zygotes, tmp_path):
        """The second time there is nothing to end: its number may be another's by then."""
        worker = Started(forked, tmp_path)
        assert worker.process.end(0.0) is None and worker.process.end(PATIENCE) is None
        worker.close()

    def test_a_lost_warm_process_is_replaced(self, no_zygotes, tmp_path):
        """Killed between two submissions: the next has a new one; the workers of the old went with it."""
        first = Started(forked, tmp_path)
        first.hello()
        lost = no_zygotes["numpy"]
        lost._process.kill()
        lost._process.wait()
        assert first.ours.recv(1) == b"" and first.process.end(1.0) is None
        second = Started(forked, tmp_path)
        assert second.hello()["device"] == "cpu" and no_zygotes["numpy"] is not lost
        second.process.end(0.0)
        for worker in (first, second):
            worker.close()

    def test_a_warm_process_that_hangs_is_replaced(self, no_zygotes, monkeypatch, tmp_path):
        """Nobody waits for it for ever; its workers end with it."""
        first = Started(forked, tmp_path)
        first.hello()
        hanging = no_zygotes["numpy"]
        os.kill(hanging._process.pid, signal.SIGSTOP)
        with monkeypatch.context() as hurried:
            hurried.setattr(module, "START_LIMIT", 0.01)
            assert first.process.end(1.0) is None
        assert hanging._process.returncode == -signal.SIGKILL and first.ours.recv(1) == b""
        second = Started(forked, tmp_path)
        assert second.hello()["device"] == "cpu" and no_zygotes["numpy"] is not hanging
        second.process.end(0.0)
        for worker in (first, second):
            worker.close()

    def test_one_that_cannot_be_replaced(self, no_zygotes, monkeypatch, tmp_path):
        """Twice in a row is no accident: it is our fault, and said so."""
        monkeypatch.setattr(Zygote, "fork", lambda *_: (_ for _ in ()).throw(ConnectionResetError("gone")))
        with pytest.raises(GraderError, match="a worker could not be started: gone"):
            Started(forked, tmp_path)

    def test_ending_where_the_warm_process_is_gone(self):
        """Its workers died with it: there is nothing to do."""

        class Gone:
            pid = 0

            def end(self, *_):
                raise BrokenPipeError

        assert Forked(Gone(), None, None).end(1.0) is None

    def test_warmed_before_it_is_needed(self, no_zygotes, monkeypatch):
        """One for each part that can run here."""
        monkeypatch.setitem(TABLE, "absent", absent_part())
        warm(["numpy", "absent"])
        assert list(no_zygotes) == ["numpy"]
        kept = no_zygotes["numpy"]
        warm(["numpy"])
        assert no_zygotes["numpy"] is kept

    def test_a_worker_that_fails_on_its_way_says_why(self, no_zygotes, monkeypatch):
        """Here its scratch folder is gone before it gets there."""
        monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: "/no/such/folder")
        worker = Worker("numpy")
        with pytest.raises(GraderError, match=r"(?s)the numpy worker did not start.*No such file or directory"):
            worker.wait_until_ready()


def test_nothing_is_warmed_elsewhere(no_zygotes, monkeypatch):
    """There is nothing to fork from."""
    monkeypatch.setattr(sys, "platform", "darwin")
    warm(["numpy"])
    assert no_zygotes == {}


def test_a_python_that_cannot_be_started(no_zygotes, monkeypatch, tmp_path):
    """Whatever the system says is passed on."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    for start in (forked, spawned):
        with pytest.raises(GraderError, match="a worker could not be started: .*No such file or directory"):
            Started(start, tmp_path)
