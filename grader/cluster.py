"""Work on a Dask cluster (extra `cluster`): one that runs, by its address, or one of N processes here, as local:N."""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from typing import Any

from .errors import UsageError
from .workforce import Start

CONNECT_LIMIT = 30.0  # seconds
A_WORKER = 3  # submissions for each of the cluster's threads that are under way or wait for it


class _Lent(Executor):
    """A client's executor, which takes its client along when it is shut down."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor()  # tasks of lost workers are given to others by the scheduler

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = self._executor.submit(function, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with contextlib.suppress(Exception):  # a scheduler that is gone cannot be told
            self._executor.shutdown(wait=wait, cancel_futures=cancel_futures)
            self._client.close(timeout=CONNECT_LIMIT)


@contextlib.contextmanager
def cluster(address: str) -> Generator[tuple[Start, int], None, None]:
    """Executors on the cluster, and how many submissions to have under way. Raises UsageError where it cannot be had."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise UsageError("--cluster needs Dask: pip install 'chainrule[cluster]'") from None
    with contextlib.ExitStack() as stack:
        target: Any = address
        if here := re.fullmatch(r"local:(\d+)", address):
            if not 0 < int(here[1]) <= 1024:
                raise UsageError(f"--cluster {address}: from local:1 to local:1024")
            # One thread each: a judging process has one set of libraries and seeds them for each check.
            target = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=int(here[1]), threads_per_worker=1, dashboard_address=None, silence_logs="ERROR"
                )
            )

        def connect() -> Any:
            try:
                return distributed.Client(target, timeout=CONNECT_LIMIT, set_as_default=False)
            except (OSError, ValueError) as error:
                raise UsageError(
                    f"no Dask scheduler answers at {address} ({error}): start one with `dask scheduler`, or use --cluster local:N"
                ) from None

        with connect() as client:
            threads = sum(client.nthreads().values())
        yield lambda: _Lent(connect()), A_WORKER * max(threads, 1)
