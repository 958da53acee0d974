"""Limit the resources of a worker: see getrlimit(2)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

MEMORY = 2 << 30  # bytes beyond what the imported libraries already map
FILE_SIZE = 16 << 20  # bytes of one file in the scratch folder
OPEN_FILES = 128
THREADS = 512
PROCESSOR = 300  # seconds; a second guard behind the judge's clock


def set_limits(*, memory: bool) -> None:
    """Limit processor time, files and locks, and if `memory` is true, memory.

    A worker with a GPU needs `memory=False`, since CUDA maps far more memory than it uses.
    """
    import resource

    def bound(name: str, soft: int, hard: int | None = None) -> None:
        with contextlib.suppress(AttributeError):  # not every system has every limit
            resource.setrlimit(getattr(resource, name), (soft, soft if hard is None else hard))

    bound("RLIMIT_CORE", 0)
    # The soft limit sends SIGXCPU, which can be ignored. The hard limit sends SIGKILL, which cannot.
    bound("RLIMIT_CPU", PROCESSOR, PROCESSOR + 1)
    bound("RLIMIT_FSIZE", FILE_SIZE)
    bound("RLIMIT_NOFILE", OPEN_FILES)
    bound("RLIMIT_MEMLOCK", 64 << 10)
    bound("RLIMIT_MSGQUEUE", 0)
    if memory:
        # Limit the address space, not the data segment: shared anonymous mappings do not count as data.
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        bound("RLIMIT_AS", pages * os.sysconf("SC_PAGE_SIZE") + MEMORY)


def set_thread_limit() -> None:
    """Limit the threads of this process. Its user must have no other process, since the system counts threads by user."""
    import resource

    resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))
