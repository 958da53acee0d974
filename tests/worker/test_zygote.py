"""The process that forks workers, asked by hand: its packets, what a worker inherits, and how it ends."""

import array
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support.patience import PATIENCE

import grader
from grader.worker import zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")

# A warm process whose workers say what they inherited, in one line, and then wait for the judge to hang up.
PROGRAM = """
import importlib.util, json, os, signal, socket, sys
spec = importlib.util.spec_from_file_location("w", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
sys.modules["w"] = importlib.util.module_from_spec(spec)
from w import zygote
from w.layers import process
extra = [os.open(os.devnull, os.O_RDONLY) for _ in range(5)]
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)
def is_open(number):
    try: os.fstat(number)
    except OSError: return False
    return True
def child(channel, request):
    if request.device == "none":
        raise RuntimeError("no luck")
    process.die_with(os.getppid())
    known = {
        "open": [n for n in range(300) if is_open(n)], "channel": channel.fileno(), "folder": os.getcwd(),
        "home": os.environ["HOME"], "temporary": os.environ["TMPDIR"], "leads": os.getsid(0) == os.getpid(),
        "signals": [signal.getsignal(s) == signal.SIG_DFL for s in (2, 15, 17, 13)], "parent": os.getppid(), "extra": len(extra),
        "inheritable": os.get_inheritable(channel.fileno()),
    }
    print("printed", flush=True)
    channel.sendall(json.dumps(known).encode() + b"\\n")
    channel.recv(1)
if len(sys.argv) > 3:  # as many forks fail as the test says
    fork, failures = os.fork, iter(range(int(sys.argv[3])))
    def scarce():
        if next(failures, None) is None: return fork()
        raise BlockingIOError(11, "Resource temporarily unavailable")
    os.fork, process.WAIT = scarce, float(sys.argv[4])
zygote.run(socket.socket(fileno=int(sys.argv[2])), child)
os._exit(0)
"""
WORKER = Path(grader.__file__).parent / "worker"


class Warm:
    """The process, and our end of its control socket."""

    def __init__(self, *more):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, str(WORKER), str(theirs.fileno()), *more]
        with theirs:
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE)

    def hear(self):
        return json.loads(self.control.recv(zygote.MAX_PACKET))

    def fork(self, folder, **more):
        """The answer to the packet, our end of the channel, and a file that reads what is printed."""
        ours, theirs = socket.socketpair()
        reading, printing = os.pipe()
        packet = json.dumps({"fork": str(folder), "device": "cpu", "layers": [], **more}).encode()
        descriptors = array.array("i", [theirs.fileno(), printing])
        self.control.sendmsg([packet], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
        theirs.close()
        os.close(printing)
        return self.hear(), ours, os.fdopen(reading, "rb")

    def end(self, pid, grace):
        self.control.send(json.dumps({"end": pid, "grace": grace}).encode())
        return self.hear()["status"]


def line(channel):
    """The next line that a worker says: it is ready then."""
    with channel.makefile() as said:
        return said.readline()


@pytest.fixture
def warm():
    """One that is ready."""
    warm = Warm()
    assert warm.hear() == {"ready": True}
    yield warm
    warm.control.close()
    assert warm.process.wait(PATIENCE) == 0 and warm.process.stderr.read() == b""
    warm.process.stderr.close()


@pytest.fixture
def worker(warm, tmp_path):
    """Its number, our end of its channel, and what it printed."""
    answer, channel, printed = warm.fork(tmp_path)
    with channel, printed:
        yield answer["pid"], channel, printed


def test_what_a_worker_inherits(warm, worker, tmp_path):
    """Input from nowhere, output to the judge, the channel, and no other descriptor; its own session, folder and signals."""
    pid, channel, printed = worker
    known = json.loads(line(channel))
    assert known.pop("parent") == warm.process.pid
    assert known == {
        "open": [0, 1, 2, known["channel"]], "channel": known["channel"], "folder": str(tmp_path), "home": str(tmp_path),
        "temporary": str(tmp_path), "leads": True, "signals": [True] * 4, "extra": 5, "inheritable": False,
    }  # fmt: skip
    assert printed.readline() == b"printed\n"
    assert warm.end(pid, 0.0) is None


def test_a_worker_ends_when_the_judge_hangs_up(warm, worker):
    """With status 0, whatever its threads would like."""
    pid, channel, _ = worker
    line(channel)
    channel.close()
    assert warm.end(pid, 30.0) == 0


def test_one_that_waits_is_killed_after_its_grace(warm, worker):
    """None: it did not end by itself. What it held is closed."""
    pid, channel, printed = worker
    line(channel)
    assert warm.end(pid, 0.0) is None
    assert channel.recv(1) == b"" and printed.read() == b"printed\n"


def test_one_that_had_no_processor_ends_by_itself(monkeypatch):
    """The time in which it waited is added to its grace. That time is known only where it has run again."""
    slow = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(7)"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    looks = []

    def waited(pid):
        looks.append(pid)
        if len(looks) == 2:
            slow.stdin.close()
        return PATIENCE * (len(looks) - 1)

    monkeypatch.setattr(zygote.process, "waited", waited)
    assert zygote._end(slow.pid, zygote.process.handle_on(slow.pid), 0.001) == 7
    assert set(looks) == {slow.pid} and slow.wait() == 0


def test_one_that_was_killed_by_another(warm, worker):
    """The signal is its status."""
    pid, channel, printed = worker
    line(channel)
    os.kill(pid, 9)
    assert printed.read() == b"printed\n"
    assert warm.end(pid, 30.0) == -9


@pytest.mark.parametrize("whose", ["its own parent", "ended before", "nobody's"])
def test_only_workers_can_be_ended(warm, worker, whose):
    """A number that is no worker's, or no more, is nobody's to kill."""
    pid, *_ = worker
    ended_before = warm.end(pid, 0.0)
    number = {"its own parent": os.getpid(), "ended before": pid, "nobody's": 4_000_000}[whose]
    assert ended_before is None and warm.end(number, 0.0) is None


def test_workers_are_told_apart(warm, tmp_path):
    """Three at a time, ended from the middle."""
    started = [warm.fork(tmp_path) for _ in range(3)]
    pids = [answer["pid"] for answer, _, _ in started]
    assert len(set(pids)) == 3
    line(started[1][1])
    started[1][1].close()
    assert warm.end(pids[1], 30.0) == 0
    assert [warm.end(pid, 0.0) for pid in pids] == [None, None, None]
    for _, channel, printed in started:
        channel.close()
        printed.close()


@pytest.mark.parametrize("how", [{"device": "none"}, {"missing": True}])
def test_one_that_fails_on_its_way_says_so(warm, tmp_path, how):
    """Its traceback goes where its prints would have gone, so that the judge can show it."""
    folder = tmp_path / "none" if "missing" in how else tmp_path
    answer, channel, printed = warm.fork(folder, **how)
    with channel, printed:
        said = printed.read()
        assert (b"no luck" if "device" in how else b"No such file or directory") in said
        assert channel.recv(1) == b"" and warm.end(answer["pid"], 30.0) == 0


def test_everything_ends_with_the_judge(warm, worker):
    """When the control socket closes the warm process ends, and its workers are killed with it."""
    _, channel, printed = worker
    line(channel)
    warm.control.close()
    assert warm.process.wait(PATIENCE) == 0
    assert channel.recv(1) == b"" and printed.read() == b"printed\n"


def test_a_judge_that_is_gone_at_once():
    """Before the libraries were imported: no traceback, no process left."""
    warm = Warm()
    warm.control.close()
    assert warm.process.wait(PATIENCE) == 0 and warm.process.stderr.read() == b""
    warm.process.stderr.close()


@pytest.fixture
def scarce():
    """A function that starts one on a system that refuses so many forks, and one that gives up a worker after so many seconds."""
    started = []

    def start(failures, wait=600.0):
        started.append(Warm(str(failures), str(wait)))
        assert started[-1].hear() == {"ready": True}
        return started[-1]

    yield start
    for one in started:
        one.control.close()
        assert one.process.wait(PATIENCE) == 0 and one.process.stderr.read() == b""
        one.process.stderr.close()


def test_a_worker_waits_for_a_process(scarce, tmp_path):
    """Where the system starts none now. It starts later by itself, and is ended by the number that stands for it."""
    warm = scarce(failures=3)
    answer, channel, printed = warm.fork(tmp_path)
    with channel, printed:
        assert answer["pid"] < 0 and json.loads(line(channel))["folder"] == str(tmp_path)
        channel.shutdown(socket.SHUT_RDWR)
        assert warm.end(answer["pid"], 30.0) == 0 and warm.end(answer["pid"], 0.0) is None


def test_others_are_ended_while_a_worker_waits(scarce, tmp_path):
    """The worker that waits may wait for just that: the other one took the last process."""
    warm = scarce(failures=10**9)
    waiting = [warm.fork(tmp_path) for _ in range(2)]
    assert [warm.end(answer["pid"], 0.0) for answer, _, _ in waiting] == [None, None]
    for _, channel, printed in waiting:
        with channel, printed:
            assert channel.recv(1) == b"" and printed.read() == b""


def test_a_worker_that_has_waited_too_long(scarce, tmp_path):
    """Its output says why, and its channel is closed, so that the judge does not wait for it."""
    warm = scarce(failures=10**9, wait=0.0)
    answer, channel, printed = warm.fork(tmp_path)
    with channel, printed:
        assert b"the system starts no process for it" in printed.read()
        assert channel.recv(1) == b"" and warm.end(answer["pid"], 0.0) is None
