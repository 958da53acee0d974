"""Limit the resources of a worker: see getrlimit(2).

A limit of the machine that is lower than the limit wanted here stays: each limit is set to the lower of the two, each on its own.
"""

from __future__ import annotations

import dataclasses
import mmap
import os
from collections.abc import Callable, Iterable
from pathlib import Path

MEMORY = 2 << 30  # bytes beyond what the imported libraries already map
FILE_SIZE = 16 << 20  # bytes of one file in the scratch folder
OPEN_FILES = 128
THREADS = 512
PROCESSOR = 300  # seconds; a second guard behind the judge's clock

# With less than this, right code fails: by limit, the least amount, the unit in words, and how a shell names the limit.
_LEAST = {
    "RLIMIT_AS": (256 << 20, "bytes of memory beyond the libraries", "ulimit -v"),
    "RLIMIT_FSIZE": (1 << 20, "bytes in a file", "ulimit -f"),
    "RLIMIT_NOFILE": (32, "open files", "ulimit -n"),
    "RLIMIT_CPU": (30, "seconds of processor time", "ulimit -t"),
}


@dataclasses.dataclass(frozen=True)
class Limit:
    """A limit by its name in the module resource. A soft limit below the hard limit sends a signal first."""

    name: str
    soft: int
    hard: int

    def apply(self) -> None:
        """Set the limit, or the lower limit that this process may not raise. Raises OSError or ValueError."""
        import resource

        if (number := getattr(resource, self.name, None)) is not None:  # not every system has every limit
            most = resource.getrlimit(number)[1]
            resource.setrlimit(number, (_lower(most, self.soft), _lower(most, self.hard)))

    def holds(self) -> bool:
        """Whether the system reports this limit or a lower limit."""
        import resource

        if (number := getattr(resource, self.name, None)) is None:
            return True
        soft, hard = resource.getrlimit(number)
        return _lower(soft, self.soft) == soft and _lower(hard, self.hard) == hard


def _lower(now: int, wanted: int) -> int:
    """The lower of two values of a limit. RLIM_INFINITY is the highest value, and its number is negative."""
    return wanted if now < 0 else min(now, wanted)


def wanted(*, memory: bool) -> list[Limit]:
    """The limits of a worker. With `memory`, they bound its memory; a worker with a GPU maps far more than it uses."""
    limits = [
        # 1 and not 0: with 0 the kernel still hands the memory of a crashed process to a program that collects such memory.
        Limit("RLIMIT_CORE", 1, 1),
        # The soft limit sends SIGXCPU, which can be ignored. The hard limit sends SIGKILL, which cannot.
        Limit("RLIMIT_CPU", PROCESSOR, PROCESSOR + 1),
        Limit("RLIMIT_FSIZE", FILE_SIZE, FILE_SIZE),
        Limit("RLIMIT_NOFILE", OPEN_FILES, OPEN_FILES),
        Limit("RLIMIT_MEMLOCK", 64 << 10, 64 << 10),
        Limit("RLIMIT_MSGQUEUE", 0, 0),
    ]
    if memory:
        # Limit the address space, not the data segment: shared anonymous mappings do not count as data.
        most = _mapped() + MEMORY
        limits.append(Limit("RLIMIT_AS", most, most))
    return limits


def set_limits(*, memory: bool) -> list[Limit]:
    """Limit processor time, files, locks and, if `memory` is true, memory. Return the limits that were wanted.

    Every limit is tried, even if another limit fails. Raises OSError with the names of the limits that could not be set.
    """
    limits, failed = wanted(memory=memory), []
    for limit in limits:
        try:
            limit.apply()
        except (OSError, ValueError) as error:
            failed.append(f"{limit.name}: {error}")
    if failed:
        raise OSError("; ".join(failed))
    return limits


def hold(limits: Iterable[Limit]) -> bool:
    """Whether all of these limits hold. Memory and open files are tried, the others are read back."""
    import resource

    for limit in limits:
        if not limit.holds():
            return False
        if limit.name == "RLIMIT_AS" and _succeeds(lambda: mmap.mmap(-1, resource.getrlimit(resource.RLIMIT_AS)[0])):
            return False
        if limit.name == "RLIMIT_NOFILE" and _succeeds(
            lambda: os.dup2(0, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        ):
            return False
    return True


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError, ValueError):
        return False
    return True


def set_thread_limit() -> None:
    """Limit the threads of this process. Its user must have no other process, since the system counts threads by user."""
    Limit("RLIMIT_NPROC", THREADS, THREADS).apply()


def too_low() -> str:
    """The limits of this machine with which right code would fail, in words with the next step. Empty if there is none."""
    try:
        import resource
    except ImportError:  # Windows
        return ""
    found = []
    for name, (least, unit, command) in _LEAST.items():
        most = resource.getrlimit(getattr(resource, name))[1] if hasattr(resource, name) else -1
        room = most - _mapped() if name == "RLIMIT_AS" else most
        if most >= 0 and room < least:
            found.append(f"{max(room, 0)} {unit} (at least {least}; raise `{command}`)")
    return f"the limits of this machine leave a submission {' and '.join(found)}" if found else ""


def why_it_may_not_start() -> str:
    """A sentence on the limits of this machine because of which no library could be imported. Empty if there are none."""
    try:
        import resource
    except ImportError:  # Windows
        return ""
    most = resource.getrlimit(resource.RLIMIT_AS)[1] if hasattr(resource, "RLIMIT_AS") else -1
    memory = (
        f" The limits of this machine allow a process {most >> 20} MB of memory: raise `ulimit -v`."
        if most >= 0
        else ""
    )
    return (f" {said[0].upper()}{said[1:]}." if (said := too_low()) else "") + memory


def _mapped() -> int:
    """Bytes of address space that this process uses. 0 on a system without /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
