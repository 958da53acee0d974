"""The workforce: every item is done exactly once, whatever happens to the processes that do them."""

import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from grader.classes.pool import TRIES, local, work


def done(start, width, function, items):
    found = list(work(start, width, function, items))
    assert len({item for item, _ in found}) == len(found)
    return dict(found)


def threads(count=2):
    return lambda: ThreadPoolExecutor(count)


def square(n):
    return n * n


def ends_its_process(n):
    """Item 3 never gets to an end."""
    if n == 3:
        os._exit(1)
    return n * n


@pytest.mark.parametrize("width", [1, 3, 50])
def test_every_item_is_done_once(width):
    """However many are under way at a time."""
    assert done(threads(), width, square, range(20)) == {n: n * n for n in range(20)}


def test_items_are_taken_as_they_are_needed():
    """A class of thousands is not read into memory at once."""
    taken = []

    def items():
        for n in range(10):
            taken.append(n)
            yield n

    worked = work(threads(1), 2, square, items())
    next(worked)
    assert len(taken) <= 3
    worked.close()


def test_no_items():
    """Nothing to do is done."""
    assert done(threads(), 4, square, []) == {}


def test_an_item_that_ends_its_process_takes_no_other_along():
    """Those beside it are done again; it is given up after its own tries."""
    found = done(local(2), 4, ends_its_process, range(8))
    assert isinstance(found.pop(3), Exception)
    assert found == {n: n * n for n in range(8) if n != 3}


class Flaky(Executor):
    """Does work at once, except in the calls that `fails` names: those are lost, refused or cancelled."""

    def __init__(self, log, fails):
        self.log, self.fails = log, fails

    def submit(self, function, /, *arguments):
        number = len(self.log)
        self.log.append(arguments[0])
        how = self.fails.get(number, "")
        if how == "refused":
            raise RuntimeError("no worker is left")
        future = Future()
        if how == "lost":
            future.set_exception(OSError("the connection was lost"))
        elif how == "cancelled":
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_result(function(*arguments))
        return future


@pytest.mark.parametrize("how", ["refused", "lost", "cancelled"])
@pytest.mark.parametrize("at", [0, 2, 4])
def test_what_was_lost_is_done_again(how, at):
    """With a new executor, and none twice in the result."""
    log, starts = [], []

    def start():
        starts.append(1)
        return Flaky(log, {at: how})

    assert done(start, 3, square, range(5)) == {n: n * n for n in range(5)}
    assert len(starts) == 2


@pytest.mark.parametrize("how", ["refused", "lost"])
def test_what_is_always_lost_is_given_up(how):
    """After its tries it comes back with the reason, and the work ends."""
    log = []
    always = dict.fromkeys(range(100), how)
    found = done(lambda: Flaky(log, always), 1, square, [7])
    assert isinstance(found[7], Exception) and len(log) == TRIES


def test_who_listens_may_stop():
    """Closing shuts the executor down; nothing more is given out."""
    log = []
    worked = work(lambda: Flaky(log, {}), 2, square, range(100))
    next(worked)
    worked.close()
    assert len(log) <= 4


def core(_):
    return os.getpid(), tuple(sorted(os.sched_getaffinity(0)))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system has no say in who runs where")
@pytest.mark.parametrize("more", [0, 1])
def test_as_many_processes_as_cores_have_one_each(more):
    """And one process more is the system's to place, like all others."""
    cores = tuple(sorted(os.sched_getaffinity(0)))
    found = dict(done(local(len(cores) + more), 50, core, range(50)).values())
    if more:
        assert set(found.values()) == {cores}
    else:
        assert all(len(mine) == 1 for mine in found.values()) and len(set(found.values())) == len(found)
