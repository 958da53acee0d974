"""Confinement, as student code meets it inside a worker, and as whoever looks for leftovers of a judge that was killed."""

import os
import select
import subprocess
import sys

import pytest
from support.patience import PATIENCE

from grader.sandbox.worker_process import Worker

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

MB = 1 << 20

SOURCE = """
import mmap, os, resource
import numpy as np

def fits(kind, size):
    make = {"bytes": bytearray, "shared": lambda n: mmap.mmap(-1, n), "array": lambda n: np.empty(n, np.uint8)}[kind]
    try: return len(make(size)) == size
    except (MemoryError, OSError): return False
def limits(name): return resource.getrlimit(getattr(resource, name))
def raises_limit(name):
    number = getattr(resource, name)
    try: resource.setrlimit(number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (ValueError, OSError): pass
    return resource.getrlimit(number)
"""


@pytest.fixture(scope="module")
def worker(load_request):
    with Worker("numpy") as worker:
        worker.load(load_request(SOURCE))
        yield worker


@pytest.mark.parametrize("kind", ["bytes", "shared", "array"])
def test_memory_is_bounded(worker, asking, kind):
    """A quarter of a gigabyte can be had, three cannot, in whatever way; afterwards the small one can be had again."""
    student = asking(worker)
    assert [student.fits(kind, size * MB) for size in (256, 3072, 256)] == [True, False, True]


def test_the_memory_limit_is_for_good(worker, asking):
    """Soft and hard limit are one, and student code cannot raise it."""
    soft, hard = asking(worker).limits("RLIMIT_AS")
    assert soft == hard > 0
    assert asking(worker).raises_limit("RLIMIT_AS") == (soft, hard)


def test_a_crash_leaves_no_core_dump(worker, asking):
    """Gigabytes on the disk, one for each submission that crashes. With 1 no program gets the memory either; see core(5)."""
    assert asking(worker).limits("RLIMIT_CORE") == (1, 1)


def test_nothing_outlives_a_judge_that_is_killed(tmp_path):
    """Not the worker in the middle of an endless loop; the pipe that it alone holds is closed by its end."""
    program = """
from grader.sandbox.worker_process import Worker
from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.worker.protocol.requests import Load
worker, text = Worker("numpy"), "import os\\ndef pid(): return os.getpid()\\ndef loop():\\n    while 1: pass"
worker.load(Load("held", [("held.py", text)]))
student = ModuleProxy(worker, Inputs(), trusted=False, seconds=600, seed_name="")
print(student.pid(), flush=True)
student.loop()
"""
    # Its scratch folder is all that it leaves, in a temporary folder of the test's.
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as judge:
        pid = int(judge.stdout.readline())
        ended = os.pidfd_open(pid)
        judge.kill()
    assert select.select([ended], [], [], 30.0)[0], "the worker lives on"
    os.close(ended)


@pytest.mark.parametrize("memory", [True, False])
def test_memory_is_not_bounded_beside_a_gpu(memory):
    """Its driver reserves far more addresses than it uses; the other limits are set all the same."""
    program = f"""
import resource
from grader.worker.layers.limits import set_limits
set_limits(memory={memory})
print(resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_CORE)[1])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert done.stdout.split() == [str(not memory), "1"]
