"""A Dask cluster judges as this machine's processes do, and what it loses is judged again."""

import asyncio
import contextlib
import itertools
import os
import socket
import subprocess
import sys
import types
from concurrent.futures import Future
from pathlib import Path

import pytest

from grader.classes.cluster import Roll, _ClusterExecutor, _copy_result, cluster
from grader.classes.pool import one_each, work
from grader.values.errors import GraderError, UsageError

pytest.importorskip("distributed")


def square(n):
    return n * n


def process(_):
    return os.getpid()


def ends_a_process_once(item):
    """The first time that it is asked for an item with a path, its worker is lost."""
    name, path = item
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        os._exit(1)
    return name


def waits(path):
    """As long as nobody writes to this named pipe."""
    return Path(path).read_text() if Path(path).is_fifo() else path


@pytest.fixture(scope="module")
def force():
    """Two processes of a cluster of our own."""
    with cluster("local:2") as force:
        yield force


def test_items_are_done_in_the_clusters_processes(force):
    """All of them, and none of them here."""
    start, width = force
    assert width >= 2
    assert dict(work(start, width, square, range(20))) == {n: n * n for n in range(20)}
    assert os.getpid() not in {found for _, found in work(start, width, process, range(4))}


def cores(_):
    return tuple(os.sched_getaffinity(0))


def test_processes_here_have_a_core_each():
    """Where they are as many as the cores, as the processes of this machine have without a cluster."""
    with cluster("local:2") as (start, width):
        found = {found for _, found in work(start, width, cores, range(8))}
    assert found <= {(core,) for core in one_each(2)} or one_each(2) == [None, None]


def test_a_slow_worker_holds_up_nobody_else(force, tmp_path):
    """The others' results come meanwhile, and its own in the end."""
    start, width = force
    os.mkfifo(tmp_path / "slow")
    found = work(start, width, waits, [str(tmp_path / "slow"), *"abcdefgh"])
    assert {next(found) for _ in range(8)} == {(name, name) for name in "abcdefgh"}
    (tmp_path / "slow").write_text("done")
    assert list(found) == [(str(tmp_path / "slow"), "done")]


def test_a_lost_worker_loses_no_work(tmp_path):
    """What it had under way is given to the other, also if nobody starts another."""
    (fatal := tmp_path / "fatal").touch()
    with cluster("local:2") as (start, width):
        items = [(name, fatal if name == "b" else tmp_path / name) for name in "abcd"]
        found = list(work(start, width, ends_a_process_once, items))
    assert sorted(name for _, name in found) == [*"abcd"]
    assert not fatal.exists()


class Clients:
    """A client of a cluster with so many workers; None if its scheduler has gone."""

    def __init__(self, *counts):
        self.counts = iter(counts)

    def nthreads(self, callback_timeout):
        if (count := next(self.counts)) is None:
            raise TimeoutError("no scheduler answers")
        return dict.fromkeys(range(count), 1)


def looks(*counts):
    """Look at a cluster that had two workers, once a minute."""
    minutes = itertools.count()
    executor = _ClusterExecutor(Clients(*counts), Roll(2, "start one", now=lambda: 60.0 * next(minutes)))
    for _ in counts:
        executor.look()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((2, 2), ""),
        ((1, 1), "note: the cluster has lost 1 worker: 1 left, and the grading goes on"),
        ((3,), "note: the cluster has 3 workers now"),
        (
            (0, None, 1),
            "note: the cluster has no worker left: waiting for one, up to 5 minutes note: the cluster has 1 worker now",
        ),
    ],
)
def test_lost_workers_are_told_of(counts, said, capsys):
    """Once, and that the grading goes on."""
    looks(*counts)
    assert " ".join(capsys.readouterr().err.split()) == said


@pytest.mark.parametrize("count", [0, None])
def test_a_cluster_without_workers_is_given_up(count):
    """Not at once: a worker that is lost may be started again. The error says what to do."""
    looks(1, *[count] * 5, 1, *[count] * 5)
    with pytest.raises(GraderError, match="no worker of the cluster is left: start one"):
        looks(1, *[count] * 6)


def test_a_cluster_that_never_had_a_worker_is_given_up(monkeypatch):
    """A scheduler alone does nothing."""
    monkeypatch.setattr("grader.classes.pool.LOOK_EVERY", 0.0)
    monkeypatch.setattr("grader.classes.cluster.NO_WORKER_LIMIT", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with contextlib.ExitStack() as stack:
        alone = Started(port, workers=0)
        stack.callback(alone.kill)
        start, width = stack.enter_context(cluster(alone.address))
        with pytest.raises(
            GraderError, match=f"start one with `dask worker {alone.address}`, and run the same command again"
        ):
            list(work(start, width, square, range(3)))


def test_a_result_that_is_lost_on_the_way_is_a_failure():
    """The scheduler ended while it handed the result over: whoever waits hears of it."""

    class Lost:
        client = types.SimpleNamespace(status="running")

        def cancelled(self):
            return False

        def result(self, timeout):
            raise asyncio.CancelledError

    ours = Future()
    _copy_result(ours, Lost())
    assert isinstance(ours.exception(timeout=0), asyncio.CancelledError)


class Started:
    """A scheduler with a worker, as two commands of Dask's start them."""

    def __init__(self, port, workers=1):
        self.address = f"tcp://127.0.0.1:{port}"
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}  # the functions above
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + command, *arguments, "--no-dashboard"],
                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for command, *arguments in (
                ("dask_scheduler", "--host", "127.0.0.1", "--port", str(port)),
                *[("dask_worker", self.address, "--nthreads", "1", "--no-nanny")] * workers,
            )
        ]  # fmt: skip

    def kill(self):
        for process in self._processes:
            process.kill()
            process.wait()


def test_a_scheduler_that_is_started_again_loses_no_work():
    """What was under way or waited is given out again, and what was done is not."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with contextlib.ExitStack() as stack:
        first = Started(port)
        stack.callback(first.kill)
        start, width = stack.enter_context(cluster(first.address))
        found = work(start, width, square, range(12))
        before = next(found)
        first.kill()
        second = Started(port)
        stack.callback(second.kill)
        everything = [before, *found]
    assert sorted(everything) == [(n, n * n) for n in range(12)]


@pytest.mark.parametrize("address", ["local:0", "local:4000", "nowhere", "http://127.0.0.1:1"])
def test_what_is_no_cluster_is_refused(address, monkeypatch):
    """With the next step, before anything is judged."""
    monkeypatch.setattr("grader.classes.cluster.CONNECT_LIMIT", 0.2)
    with pytest.raises(UsageError, match="local:"), cluster(address):
        pass
