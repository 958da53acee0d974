"""Real workers: what a submission does to its process is one check's outcome, and nothing of it is left afterwards."""

import os
import stat
import time
from pathlib import Path

import numpy as np
import pytest
from support.patience import PATIENCE

from grader.checks.handles import NotData
from grader.sandbox import channel, worker_process
from grader.sandbox.spawn import ENVIRONMENT
from grader.sandbox.worker_process import Worker
from grader.values.errors import Crashed, StudentRaised, TimedOut, TopicError

SOURCE = """
import ctypes, os, signal, socket, stat, sys, tempfile, time
import numpy as np

print("loading")

def double(x): return 2 * x
def pid(): return os.getpid()
def ends(status): os._exit(status)
def exits(code): sys.exit(code)
def segfaults(): ctypes.string_at(0)
def kills_itself(): os.kill(os.getpid(), signal.SIGKILL)
def loops():
    while True: pass
def waits(): time.sleep(1000)
def allocates(gigabytes): return float(np.ones(gigabytes << 27).sum())
def prints(text, times=1):
    print(text, end="", flush=False)
    sys.stderr.write(text * (times - 1))
def prints_for_ever():
    while True: print("x" * 1000)
def closes_output(): os.close(1); os.close(2); return 1
def breaks_output(): sys.stdout = sys.stderr = None; return 1
def environment(): return dict(os.environ)
def arguments(): return sys.argv
def open_files():
    found = {}
    for number in range(256):
        try: status = os.fstat(number)
        except OSError: continue
        found[str(number)] = stat.S_IFMT(status.st_mode), status.st_dev, status.st_ino
    return found
def writes():
    with tempfile.NamedTemporaryFile(delete=False) as file: file.write(b"x" * 1000)
    with open("here.txt", "w") as file: file.write("x")
    return os.getcwd(), file.name, tempfile.gettempdir(), os.path.expanduser("~")
def forks():
    try: child = os.fork()
    except OSError: return 0  # where even that is forbidden
    if child == 0: time.sleep(1000)
    return child
def hangs_up():
    (line,) = [int(n) for n, (kind, *_) in open_files().items() if stat.S_ISSOCK(kind) and int(n) > 2]
    os.close(line)
    time.sleep(1000)
class Box:
    def __init__(self, n): self.n = n
    def plus(self, other): return Box(self.n + other.n)
"""


@pytest.fixture(scope="module")
def shared(load_request):
    """A worker for tests that leave it as it was."""
    with Worker("numpy") as worker:
        worker.load(load_request(SOURCE))
        worker.output()
        yield worker


def alive(pid):
    """Whether a process runs; one that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_call(shared, asking):
    """Values and arrays in, values and arrays out, and the layers are told."""
    assert asking(shared).double(4) == 8
    assert asking(shared).double(np.arange(3.0)).tolist() == [0.0, 2.0, 4.0]
    assert shared.layers[:2] == ("process", "time limit") and shared.device == "cpu" and not shared.ended


def test_large_arrays_cross_both_ways(shared, asking):
    """More than a socket holds."""
    x = np.random.RandomState(0).rand(3 << 20)
    np.testing.assert_array_equal(asking(shared).double(x), 2 * x)


def test_exiting_is_an_exception_of_the_student(shared, asking):
    """sys.exit() ends the call, not the worker."""
    with pytest.raises(StudentRaised, match="exits: SystemExit: 3"):
        asking(shared).exits(3)
    assert asking(shared).double(1) == 2


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the limit is Linux's")
def test_too_much_memory_is_an_exception_of_the_student(shared, asking):
    """Far more than is allowed: a MemoryError, after which the worker answers on."""
    assert asking(shared).allocates(0) == 0.0
    with pytest.raises(StudentRaised, match="MemoryError"):
        asking(shared).allocates(64)
    assert asking(shared).double(1) == 2


def test_objects_stay_and_are_used_there(shared, asking):
    """Handles with methods and attributes, across the process's border. They take part in no arithmetic."""
    student = asking(shared)
    total = student.Box(2).plus(student.Box(5))
    assert repr(total) == "<Box object>" and total.n == 7
    with pytest.raises(NotData, match="returned an object of type Box, where numbers are expected"):
        total + 1


@pytest.mark.parametrize(
    ("call", "args", "reason"),
    [
        ("ends", (7,), r"ended its own process \(exit status 7\); return the answer, do not exit"),
        ("ends", (0,), r"ended its own process \(exit status 0\)"),
        ("segfaults", (), "ended by SIGSEGV"),
        ("kills_itself", (), "ended by SIGKILL"),
        ("hangs_up", (), "closed its connection"),
    ],
)
def test_a_process_that_ends_in_a_call(hold, asking, call, args, reason):
    """The call has crashed, in words for people; the worker is gone and further questions say so at once."""
    worker = hold(SOURCE)
    pid = asking(worker).pid()
    with pytest.raises(Crashed, match=reason) as crash:
        getattr(asking(worker), call)(*args)
    assert crash.value.call == call and worker.ended and not alive(pid)
    with pytest.raises(Crashed, match="has ended"):
        asking(worker).double(1)


@pytest.mark.parametrize("call", ["loops", "waits"])
def test_no_answer_in_time(hold, asking, call):
    """Busy or asleep: the process is killed at the limit."""
    worker = hold(SOURCE)
    pid = asking(worker).pid()
    with pytest.raises(TimedOut, match=rf"{call} gave no answer within 0\.05 s"):
        getattr(asking(worker, seconds=0.05), call)()
    assert worker.ended and not alive(pid)


def test_a_file_that_does_not_finish_loading(monkeypatch, load_request):
    """Loading has a limit of its own."""
    monkeypatch.setattr(worker_process, "LOAD_LIMIT", 0.05)
    with Worker("numpy") as worker:
        with pytest.raises(TimedOut, match="loading the file"):
            worker.load(load_request("while True: pass"))
        assert worker.ended


def test_a_file_that_ends_the_process_while_loading(load_request):
    """It does not load, and the reason is told."""
    with Worker("numpy") as worker, pytest.raises(Crashed, match="exit status 1"):
        worker.load(load_request("import os; os._exit(1)"))


def test_a_file_that_fails_to_load_leaves_a_worker(load_request):
    """Its exception is the reply."""
    with Worker("numpy") as worker:
        assert worker.load(load_request("1 / 0")).type == "ZeroDivisionError"
        assert not worker.ended


def test_output_belongs_to_the_call_that_printed_it(hold, asking):
    """Both streams, although the student flushes neither; loading prints too."""
    worker = hold(SOURCE)
    assert worker.output() == "loading\n"
    asking(worker).prints("one", 2)
    assert sorted(worker.output()) == sorted("oneone")
    asking(worker).prints("two")
    assert worker.output() == "two" and worker.output() == ""


def test_output_is_bounded(shared, asking):
    """A student who prints in every step reads the beginning and the end."""
    asking(shared).prints("ü", 200_000)
    output = shared.output()
    assert len(output.encode()) <= channel.KEPT_OUTPUT + 30 and "\n...\n" in output
    asking(shared).prints("next")
    assert shared.output() == "next"


def test_a_flood_of_output_ends_the_worker(hold, asking, monkeypatch):
    """Long before the time limit."""
    monkeypatch.setattr(channel, "MAX_OUTPUT", 1 << 20)
    worker = hold(SOURCE)
    with pytest.raises(Crashed, match="printed more than"):
        asking(worker).prints_for_ever()
    assert worker.ended and "xxx" in worker.output()


@pytest.mark.parametrize("act", ["closes_output", "breaks_output"])
def test_a_student_without_output_still_answers(hold, asking, act):
    """Streams that are closed or no streams at all."""
    worker = hold(SOURCE)
    assert getattr(asking(worker), act)() == 1
    assert asking(worker).double(2) == 4


def test_nothing_of_the_judges_environment_is_there(monkeypatch, hold, asking):
    """Just what this package sets: no secret, no path, no language of the judge's."""
    monkeypatch.setenv("COURSE_SECRET", "hidden")
    found = asking(hold(SOURCE)).environment()
    assert found.keys() == ENVIRONMENT.keys() | {"HOME", "TMPDIR"}
    assert {key: found[key] for key in ENVIRONMENT} == ENVIRONMENT


def test_no_file_of_the_judge_is_open_there(tmp_path, asking, load_request):
    """Not even one that may be inherited; what is open is a device for input, one socket for both outputs, one for answers."""
    with (tmp_path / "secret").open("w") as file, Worker("numpy") as worker:
        os.set_inheritable(file.fileno(), True)
        worker.load(load_request(SOURCE))
        found = asking(worker).open_files()
    assert [stat.S_ISCHR(found["0"][0]), stat.S_ISSOCK(found["1"][0]), found["1"] == found["2"]] == [True] * 3
    others = [found[number][0] for number in found.keys() - {"0", "1", "2"}]
    assert len(others) == 1 and stat.S_ISSOCK(others[0])


def test_no_argument_says_where_things_are(shared, asking):
    """Neither the libraries nor the socket."""
    assert asking(shared).arguments() == ["student"]


def test_the_scratch_folder_is_theirs_and_goes_away(hold, asking):
    """The working directory, the temporary folder and home are one place, which the worker's end removes."""
    worker = hold(SOURCE)
    folder, file, temporary, home = asking(worker).writes()
    assert folder == home == temporary and Path(folder, "here.txt").exists() and file == "here.txt"
    worker.close()
    assert not Path(folder).exists()


def test_no_process_is_left(hold, asking):
    """Not the worker, and not one that it started, if it could."""
    worker = hold(SOURCE)
    pids = [asking(worker).pid(), asking(worker).forks() or 0]
    assert alive(pids[0])
    worker.close()
    deadline = time.monotonic() + PATIENCE
    while any(alive(pid) for pid in pids if pid) and time.monotonic() < deadline:
        os.sched_yield()
    assert not any(alive(pid) for pid in pids if pid)
    worker.close()


def test_what_cannot_cross_is_the_checks_fault(shared, asking):
    """An object of the judge's, or a handle of another proxy; the worker is not even asked."""
    box = asking(shared).Box(1)
    for value in (object(), {1}, 1 << 64, box):
        with pytest.raises(TopicError, match="argument 1 of double is .* cannot"):
            asking(shared).double(value)
    assert asking(shared).double(1) == 2


def test_the_time_of_all_calls_together(hold, asking):
    """Beyond it a call has no time left, however much it would have had of its own."""
    worker = hold(SOURCE)
    assert asking(worker).double(1) == 2
    worker.left = 0.0
    with pytest.raises(TimedOut, match="within 0 s"):
        asking(worker).double(1)
    assert worker.ended


def test_a_worker_that_dies_before_it_is_ready_is_started_again(monkeypatch, load_request, asking):
    """The machine may have been short of processes or memory for a moment, which is no submission's fault."""
    started, original = [], worker_process.launch

    def launch(*arguments):
        started.append(original(*arguments))
        if len(started) == 1:
            started[0].end(0.0)
            while started[0].conversation.recv(1 << 16):  # it may have been quicker
                pass
        return started[-1]

    monkeypatch.setattr(worker_process, "launch", launch)
    monkeypatch.setattr(worker_process, "RESTART_AFTER", 0.0)
    with Worker("numpy") as worker:
        worker.load(load_request("def f(): return 7"))
        assert asking(worker).f() == 7 and len(started) == 2
    assert not Path(worker._scratch.path).exists()
