"""The workforce: every item is done exactly once, whatever happens to the processes that do them."""

import itertools
import os
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.classes import pool
from grader.classes.pool import TRIES, Force, local, work
from grader.values.errors import GraderError


def done(start, width, function, items, **settings):
    found = list(work(start, width, function, items, **settings))
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


class Hanging(Force):
    """Does work at once, except some items, which never end. `looks` is called when the pool looks at it."""

    def __init__(self, hangs, looks=lambda: None):
        self.hangs, self.looks, self.log, self.ended, self.shut = hangs, looks, [], [], 0

    def submit(self, function, /, item):
        self.log.append(item)
        future = Future()
        if item not in self.hangs:
            future.set_result(function(item))
        return future

    def look(self):
        self.looks()

    def finish(self, running, seconds):
        self.ended.append((len(running), seconds))

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.shut += 1


def test_an_item_that_hangs_is_given_up(capsys):
    """After its tries, and all others are done: those under way with it once more."""
    made = []

    def start():
        made.append(Hanging({3, 4}))
        return made[-1]

    found = done(start, 3, square, range(8), seconds=lambda item: 0.0)
    assert isinstance(found.pop(3), TimeoutError) and isinstance(found.pop(4), TimeoutError)
    assert found == {n: n * n for n in range(8) if n not in (3, 4)}
    assert len(made) == 2 + 2 * TRIES and all(one.shut for one in made)
    said = " ".join(capsys.readouterr().err.split())
    assert "a judging process failed (its process did not end within 0 minutes)" in said
    assert "2 submissions under way to be done again" in said and "1 submission under way to be done again" in said


def test_an_item_may_take_as_long_as_the_longest_under_way(monkeypatch):
    """It may have to wait until the process of another is free."""
    monkeypatch.setattr(pool, "LOOK_EVERY", 0.0)
    clock = itertools.count()  # a second passes between two looks at it
    executor = Hanging({"a", "b"})
    executor.finish = lambda running, seconds: executor.hangs.clear()
    limits = {"a": 5.0, "b": 50.0}
    assert done(lambda: executor, 2, str, "ab", seconds=limits.get, now=lambda: next(clock)) == {"a": "a", "b": "b"}
    assert 50 < next(clock) < 60


def test_who_waits_long_is_told_so(monkeypatch, capsys):
    """Once, and how long that can go on."""
    monkeypatch.setattr(pool, "LOOK_EVERY", 0.0)
    clock = itertools.count(0, 100)
    executor = Hanging({"a"})
    executor.finish = lambda running, seconds: executor.hangs.clear()
    assert done(lambda: executor, 2, str, "a", seconds=lambda item: 7200.0, now=lambda: next(clock)) == {"a": "a"}
    said = " ".join(capsys.readouterr().err.split())
    assert said.count("no submission has ended for 10 minutes; after 120 it counts as lost") == 1


def test_a_force_without_processes_ends_the_work(monkeypatch):
    """It is looked at while nothing ends. What was done before is kept."""
    monkeypatch.setattr(pool, "LOOK_EVERY", 0.0)
    looks = iter([None, None])

    def gone():
        if next(looks, "gone"):
            raise GraderError("no worker is left")

    force = Hanging({1}, gone)
    worked = work(lambda: force, 2, square, range(2))
    assert next(worked) == (0, 0)
    with pytest.raises(GraderError, match="no worker is left"):
        next(worked)
    assert force.shut == 1 and force.log == [0, 1]


def test_processes_that_cannot_be_started():
    """The error says what to do."""

    class Refused(Force):
        def submit(self, function, /, *arguments):
            raise BlockingIOError("no process is left")

    with pytest.raises(
        GraderError, match="no process can be started to judge in: no process is left. Use fewer --jobs"
    ):
        list(work(Refused, 2, square, range(2)))


def test_another_pool_may_stand_in_for_the_processes(monkeypatch):
    """It is looked up when it is needed: a program that counts calls runs the work in its own process."""
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", lambda *args, **settings: ThreadPoolExecutor(1))
    assert set(done(local(2), 4, own_process, range(4)).values()) == {os.getpid()}


def own_process(_):
    return os.getpid()


def hangs(path):
    """Leave a sign, and never come back."""
    if path.is_file():
        with path.open("a") as file:
            file.write("x")
        threading.Event().wait()
    return os.getpid()


def test_a_process_that_hangs_is_ended_and_replaced(tmp_path, monkeypatch):
    """An hour passes by the pool's clock each time that it is asked; only the item that hangs has no such time."""
    monkeypatch.setattr(pool, "LOOK_EVERY", 0.02)
    (bad := tmp_path / "bad").touch()
    clock = itertools.count(0, 3600)
    found = done(
        local(2), 3, hangs, [bad, *map(Path, "abcd")],
        seconds=lambda item: 60.0 if item == bad else 1e12, now=lambda: next(clock),
    )  # fmt: skip
    assert isinstance(found.pop(bad), TimeoutError)
    assert sorted(found) == [Path(name) for name in "abcd"]


def test_who_stops_listening_does_not_wait_for_what_hangs(tmp_path):
    """The process that hangs is ended, and nothing is left behind."""
    (bad := tmp_path / "bad").touch()
    limits = {bad: 1e9, Path("a"): 1e9}
    worked = work(local(2), 2, hangs, limits, seconds=limits.get)
    assert next(worked)[0] == Path("a")
    limits[bad] = 0.0
    worked.close()


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
