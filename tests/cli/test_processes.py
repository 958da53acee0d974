"""Commands that share work among processes: every piece in order, and no process is left."""

import os
import signal
import subprocess
import sys
import time

import pytest
from support.patience import PATIENCE

from grader.cli.processes import Processes


def square(n):
    return n * n


def about(n):
    """The process that works, and how many threads its libraries may use."""
    return os.getpid(), os.environ["OPENBLAS_NUM_THREADS"], n


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_the_order_of_the_items(jobs):
    """However many processes there are."""
    processes = Processes(jobs, "number")
    assert list(processes.shown(processes.in_order(square, [3, 1, 2, 5]))) == [9, 1, 4, 25]


def test_every_item_comes_with_its_result():
    """In any order; each process computes with one thread."""
    found = dict(Processes(2, "number").work(about, [1, 2, 3]))
    assert {item: done[2] for item, done in found.items()} == {1: 1, 2: 2, 3: 3}
    assert {done[1] for done in found.values()} == {"1"} and os.getpid() not in {done[0] for done in found.values()}


def test_one_item_needs_no_other_process():
    """Nor do several items with one job."""
    for jobs, items in ((1, [1, 2]), (3, [1])):
        assert [done[0] for done in Processes(jobs, "number").in_order(here, items)] == [os.getpid()] * len(items)


def here(n):
    return os.getpid(), n


def test_nothing_to_do_starts_no_work():
    """No topic, no proof."""
    assert list(Processes(2, "number").in_order(square, [])) == []


ENDLESS = """
import time
from grader.cli.processes import Processes

def hang(n):
    print(f"works {__import__('os').getpid()}", flush=True)
    time.sleep(10_000)

if __name__ == "__main__":
    list(Processes(2, "piece").work(hang, [1, 2, 3]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_leaves_no_process(tmp_path):
    """The processes end at once, though they are in the middle of a piece."""
    path = tmp_path / "endless.py"
    path.write_text(ENDLESS)
    with subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as main:
        pids = [int(main.stdout.readline().split()[1]) for _ in range(2)]
        main.send_signal(signal.SIGINT)
        assert main.wait(PATIENCE) != 0
    until = time.monotonic() + PATIENCE
    while any(map(is_alive, pids)) and time.monotonic() < until:
        os.sched_yield()
    assert not any(map(is_alive, pids))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
