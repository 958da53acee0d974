"""What is seen of a process from outside: its threads, and the files that it removed and still holds."""

import os
import subprocess
import sys
import threading

import pytest

from grader.sandbox import scratch as scratch_module
from grader.sandbox import watch as module
from grader.sandbox.scratch import Scratch
from grader.sandbox.watch import TooMuch, Watch, nameless_files, threads
from grader.worker.layers.limits import FILE_SIZE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a /proc")

MB = 1 << 20

HOLD = {
    "open": "kept = open('f', 'wb', buffering=0); kept.write(bytes(2 * MB)); os.unlink('f')",
    "open twice": "kept = open('f', 'wb', buffering=0); kept.write(bytes(2 * MB)); other = os.dup(kept.fileno()); os.unlink('f')",
    "replaced": "kept = open('f', 'wb', buffering=0); kept.write(bytes(2 * MB)); open('g', 'w').close(); os.replace('g', 'f')",
    "in a folder that is gone": "os.mkdir('d'); kept = open('d/f', 'wb', buffering=0); kept.write(bytes(2 * MB)); "
    "os.unlink('d/f'); os.rmdir('d')",
    "without a name ever": "kept = os.open('.', os.O_TMPFILE | os.O_RDWR); os.write(kept, bytes(2 * MB))",
    "in memory": "kept = os.memfd_create('kept'); os.write(kept, bytes(2 * MB))",
}
# Python's own module keeps a mapped file open.
MAP = """
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
f = open('f', 'wb+'); f.write(bytes(2 * MB)); f.flush()
libc.mmap(None, 4096, mmap.PROT_READ, {flags}, f.fileno(), 0)
f.close(); os.unlink('f')
"""
PROGRAM = "import json, mmap, os, sys, threading\nMB = 1 << 20\n{hold}\nprint('held', flush=True)\nsys.stdin.read()\n"


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """A folder among the test's own."""
    monkeypatch.setattr(scratch_module.tempfile, "tempdir", str(tmp_path))
    made = Scratch()
    yield made
    made.remove()


@pytest.fixture
def holder(scratch):
    """`holder(text)`: the pid of a process in the folder, after it has run the text."""
    started = []

    def start(text):
        command = [sys.executable, "-c", PROGRAM.format(hold=text)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=scratch.path
        )
        started.append(process)
        assert process.stdout.readline() == b"held\n"
        return process.pid

    yield start
    for process in started:
        process.communicate()
        assert process.returncode == 0


@pytest.mark.parametrize("how", HOLD)
def test_a_file_that_is_open_counts_with_what_it_takes(holder, scratch, how):
    """Once, whatever it was called and however it lost its name."""
    (size,) = nameless_files(holder(HOLD[how]), scratch.path)
    assert 2 * MB <= size < 3 * MB


@pytest.mark.parametrize("flags", ["mmap.MAP_SHARED", "mmap.MAP_PRIVATE"])
def test_a_file_that_is_mapped_counts_as_the_largest(holder, scratch, flags):
    """One page of it holds all of it."""
    pid = holder(MAP.format(flags=flags))
    assert nameless_files(pid, scratch.path) == [FILE_SIZE]
    assert nameless_files(pid, scratch.path, mapped=False) == []


def test_what_does_not_count(holder, scratch):
    """Files with a name count in the folder; memory counts elsewhere; a pipe and a socket are no files."""
    pid = holder(
        "import socket; kept = [open('f', 'wb'), mmap.mmap(-1, MB), os.pipe(), socket.socketpair()]; "
        "named = open('g', 'wb+'); named.write(bytes(MB)); named.flush(); mapped = mmap.mmap(named.fileno(), MB)"
    )
    assert nameless_files(pid, scratch.path) == []


def test_the_first_thread_may_have_ended(holder, scratch):
    """Then it shows nothing, and another thread is asked."""
    text = (
        HOLD["open"]
        + """
def go_on():
    os.read(0, 1)
    os._exit(0)
threading.Thread(target=go_on).start()
print('held', flush=True)
import ctypes
ctypes.CDLL(None).pthread_exit(None)
"""
    )
    (size,) = nameless_files(holder(text), scratch.path)
    assert size >= 2 * MB


def test_a_process_that_is_gone(scratch):
    """It holds nothing and has no threads."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert nameless_files(process.pid, scratch.path) == [] and threads(process.pid) == 0


def test_threads_are_counted():
    """All of a process."""
    before, done = threads(os.getpid()), threading.Event()
    more = [threading.Thread(target=done.wait) for _ in range(5)]
    for thread in more:
        thread.start()
    during = threads(os.getpid())
    done.set()
    for thread in more:
        thread.join()
    assert before >= 1 and during == before + 5


def test_removed_and_named_files_count_together(holder, scratch, monkeypatch):
    """Two and two megabytes are more than three."""
    watch = Watch(scratch)
    watch.pid = holder(HOLD["open"] + "; named = open('g', 'wb', buffering=0); named.write(bytes(2 * MB))")
    watch.look()
    monkeypatch.setattr(scratch_module, "MAX_BYTES", 3 * MB)
    with pytest.raises(TooMuch, match="scratch folder .* also files that it removed and holds open"):
        watch.look()


def test_removed_files_count_in_number_too(holder, scratch, monkeypatch):
    """Empty files take room in the list of files."""
    watch = Watch(scratch)
    watch.pid = holder("kept = []\nfor _ in range(9):\n    kept.append(open('f', 'w')); os.unlink('f')")
    watch.look()
    monkeypatch.setattr(scratch_module, "MAX_ENTRIES", 8)
    with pytest.raises(TooMuch, match="scratch folder"):
        watch.look()


def test_too_many_threads(scratch, monkeypatch):
    """The reason is a sentence for a student. Before a worker has said its number nothing is looked at."""
    monkeypatch.setattr(module, "most_threads", lambda: 0)
    watch = Watch(scratch)
    watch.look()
    watch.pid = os.getpid()
    with pytest.raises(TooMuch, match="^it started more than 0 threads and was ended$"):
        watch.look()


@pytest.mark.parametrize(
    ("user", "groups", "most"),
    [(-1, [], 512), (1000, [], 250), (-1, [200], 50), (1000, [9000, 80], 20), (20, [], 16), (90_000, [], 512)],
)
def test_the_bound_follows_what_the_machine_allows(monkeypatch, user, groups, most):
    """One worker gets a part, so that other workers can start while it runs."""
    monkeypatch.setattr(module, "_of_user", lambda: user)
    monkeypatch.setattr(module, "_of_control_group", lambda: iter(groups))
    assert module.most_threads.__wrapped__() == most


def test_the_limit_of_a_control_group(monkeypatch, tmp_path):
    """Of the group of this process, in both versions of control groups. "max" is no limit."""
    real = module.Path
    for name, content in {"pids/a/pids.max": "77", "b/pids.max": "max", "pids.max": "300"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content + "\n")
    (tmp_path / "cgroup").write_text("3:cpu,cpuacct:/a\n2:pids:/a\n0::/b\n")
    places = {"/proc/self/cgroup": tmp_path / "cgroup"}
    monkeypatch.setattr(module, "Path", lambda first, *more: places.get(first) or real(tmp_path, *more))
    assert sorted(module._of_control_group()) == [77, 300]


def test_the_map_is_looked_at_less_often_the_longer_it_takes(scratch, monkeypatch):
    """Its list is long where torch is loaded, and a look must not slow the calls down."""
    asked, clock = [], iter([0.0, 1.0, 20.0, 21.5, 22.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(module, "nameless_files", lambda *_, mapped: asked.append(mapped) or [])
    watch = Watch(scratch)
    watch.pid = os.getpid()
    for _ in range(3):
        watch.look()
    assert asked == [True, False, True]
