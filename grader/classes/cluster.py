"""Work on a Dask cluster (extra `cluster`): one that runs, by its address, or one of N processes here, as local:N."""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import re
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Executor, Future
from typing import Any, ParamSpec, TypeVar

from ..values.errors import UsageError
from .pool import Start, one_each

Dask = Any  # its module, and clients and futures of it: it is optional and has no types
P = ParamSpec("P")
T = TypeVar("T")
CONNECT_LIMIT = 30.0  # seconds
A_WORKER = 3  # submissions for each of the cluster's threads that are under way or wait for it


class _Lent(Executor):
    """What a client's cluster does. The client's own executor never ends a future whose result was lost on the way."""

    def __init__(self, client: Dask) -> None:
        self._client = client

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        ours: Future[T] = Future()
        ours.set_running_or_notify_cancel()
        # Tasks of lost workers are given to others by the scheduler.
        theirs = self._client.submit(function, *args, pure=False, **kwargs)
        theirs.add_done_callback(functools.partial(_pass_on, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Whatever is under way is let go: it belongs to the client."""
        with contextlib.suppress(Exception):  # a scheduler that is gone cannot be told
            self._client.close(timeout=CONNECT_LIMIT)


def _pass_on(ours: Future[T], theirs: Dask) -> None:
    """What came of a task; an exception too where a scheduler that was started again knows nothing of it."""
    if theirs.cancelled() or theirs.client.status != "running":  # nobody is there to hand a result over
        ours.set_exception(CancelledError())
        return
    try:
        ours.set_result(theirs.result(timeout=CONNECT_LIMIT))
    except BaseException as error:  # asyncio.CancelledError is no Exception
        ours.set_exception(error)


@contextlib.contextmanager
def cluster(address: str) -> Generator[tuple[Start, int], None, None]:
    """Executors on the cluster, and how many submissions to have under way. Raises UsageError where it cannot be had."""
    try:
        distributed: Dask = importlib.import_module("distributed")
    except ImportError:
        raise UsageError("--cluster needs Dask: pip install 'chainrule[cluster]'") from None
    with contextlib.ExitStack() as stack:
        target: Dask = address
        if here := re.fullmatch(r"local:(\d+)", address):
            if not 0 < int(here[1]) <= 1024:
                raise UsageError(f"--cluster {address}: from local:1 to local:1024")
            # One thread each: a judging process has one set of libraries and seeds them for each check.
            target = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=int(here[1]), threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs="ERROR"
                )
            )

        def connect() -> Dask:
            try:
                return distributed.Client(target, timeout=CONNECT_LIMIT, set_as_default=False)
            except (OSError, ValueError) as error:
                problem = str(error)
            # A client that was not made is closed when it is collected, and waits for ever if that is while another starts.
            gc.collect()
            raise UsageError(
                f"no Dask scheduler answers at {address} ({problem}): start one with `dask scheduler`, or use --cluster local:N"
            )

        with connect() as client:
            threads = client.nthreads()
            for worker, core in zip(threads, one_each(int(here[1])) if here else [], strict=False):
                if core is not None:  # its threads, and the processes that it starts, come from this one
                    client.run(os.sched_setaffinity, 0, {core}, workers=[worker])
        yield lambda: _Lent(connect()), A_WORKER * max(sum(threads.values()), 1)
