"""A Dask cluster judges as this machine's processes do, and what it loses is judged again."""

import os

import pytest

from grader.cluster import cluster
from grader.errors import UsageError
from grader.workforce import work

pytest.importorskip("distributed")


def square(n):
    return n * n


def process(_):
    return os.getpid()


def ends_its_process_once(path):
    """The first time the worker is lost."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "done"
    os._exit(1)


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


def test_a_lost_worker_loses_no_work(force, tmp_path):
    """What it had under way is given to another."""
    start, width = force
    items = [str(tmp_path / name) for name in "abc"]
    assert dict(work(start, width, ends_its_process_once, items)) == dict.fromkeys(items, "done")


@pytest.mark.parametrize("address", ["local:0", "local:4000", "nowhere", "http://127.0.0.1:1"])
def test_what_is_no_cluster_is_refused(address, monkeypatch):
    """With the next step, before anything is judged."""
    monkeypatch.setattr("grader.cluster.CONNECT_LIMIT", 0.2)
    with pytest.raises(UsageError, match="local:"), cluster(address):
        pass
