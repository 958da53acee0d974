"""Watch what a worker holds of the machine while it runs: threads, and disk space, also in files that have no name any more."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from ..worker.layers import identity
from ..worker.layers.limits import FILE_SIZE, THREADS
from .scratch import MAX_BYTES, MAX_ENTRIES, Scratch, ScratchFull

MAP_SHARE = (
    20.0  # the list of mapped files is long in torch; the pause before the next look at it is so many times as long
)
FEWEST_THREADS = 16  # a worker may have so many threads on any machine
WORKERS = 4  # a worker may have the part of the machine's threads that is left to each of so many workers
_GONE = b" (deleted)"


class TooMuch(Exception):
    """A worker holds more than any honest program does. The message says of what, as the end of a sentence about the code."""


class Watch:
    """Looks at one worker from outside. Nothing that the worker says is believed."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self.pid = 0  # of the worker; 0 until it has started
        self._next_map = 0.0  # time of the monotonic clock: from then on the mapped files are looked at again

    def look(self) -> None:
        """Raise TooMuch if the worker has too many threads or holds too much disk space."""
        size = entries = 0
        if self.pid:
            if threads(self.pid) > most_threads():
                raise TooMuch(f"it started more than {most_threads()} threads and was ended")
            before = time.monotonic()
            held = nameless_files(self.pid, self._scratch.path, mapped=before >= self._next_map)
            size, entries = sum(held), len(held)
            if before >= self._next_map:
                after = time.monotonic()
                self._next_map = after + MAP_SHARE * (after - before)
        try:
            self._scratch.look(size, entries)
        except ScratchFull:
            limits = f"{MAX_BYTES >> 20} MB, {MAX_ENTRIES} files, also files that it removed and holds open"
            raise TooMuch(f"it put too much into its scratch folder (limits: {limits}) and was ended") from None


@functools.cache
def most_threads() -> int:
    """The threads that one worker may have: a part of what this machine allows, since other workers need some too."""
    allowed = [limit for limit in (_of_user(), *_of_control_group()) if limit > 0]
    return min([THREADS, *(max(FEWEST_THREADS, limit // WORKERS) for limit in allowed)])


def _of_user() -> int:
    """How many processes and threads the system allows this user. -1 if it does not bound them."""
    try:
        import resource
    except ImportError:  # Windows
        return -1
    return resource.getrlimit(resource.RLIMIT_NPROC)[0] if os.geteuid() else -1  # root is not bound


def _of_control_group() -> Iterator[int]:
    """The limits of processes and threads of this process's control groups, as containers have them; see cgroups(7)."""
    groups = Path("/proc/self/cgroup")
    for line in groups.read_text().splitlines() if groups.exists() else ():
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "pids"):
            top = Path("/sys/fs/cgroup", controllers)
            for place in (top, top / path.lstrip("/")):  # in a container the group itself is mounted
                with contextlib.suppress(OSError, ValueError):
                    yield int((place / "pids.max").read_text())  # ValueError: the word "max"


def threads(pid: int) -> int:
    """The number of threads of a process. 0 if it has ended, and on systems without /proc."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/status").read_bytes().split(b"\nThreads:", 1)[1].split(None, 1)[0])
    return 0


def nameless_files(pid: int, folder: str, *, mapped: bool = True) -> list[int]:
    """Bytes on disk of each file that was removed, and that the process still holds: open or, if `mapped` is true, mapped.

    The size of a file of `folder` that is mapped and not open cannot be seen by every user: it counts as the largest file.
    Empty on systems without /proc, and where the process may not be looked at (where it may write anywhere else too).
    """
    sizes: dict[int, int] = {}  # by inode number
    try:
        owner = Path(f"/proc/{pid}").stat().st_uid
        with identity.seen_as(owner) if os.geteuid() == 0 != owner else contextlib.nullcontext():
            place = _living_thread(pid)
            for name in os.listdir(f"{place}/fd"):  # noqa: PTH208
                with contextlib.suppress(OSError):  # it was closed meanwhile
                    status = os.stat(f"{place}/fd/{name}")  # noqa: PTH116  # three times as quick as a Path
                    if status.st_nlink == 0 and stat.S_ISREG(status.st_mode):
                        sizes[status.st_ino] = status.st_blocks * 512
            for inode in _removed_and_mapped(f"{place}/maps", os.fsencode(folder)) if mapped else ():
                sizes.setdefault(inode, FILE_SIZE)
    except (OSError, AttributeError):  # it has ended; this system has no users
        pass
    return list(sizes.values())


def _living_thread(pid: int) -> str:
    """The folder in /proc of a thread that shows what all threads share. A thread that has ended shows no open file."""
    place = ""
    for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
        place = f"/proc/{pid}/task/{thread}"
        with contextlib.suppress(FileNotFoundError):
            if os.listdir(f"{place}/fd"):  # noqa: PTH208
                break
    return place


def _removed_and_mapped(maps: str, folder: bytes) -> Iterator[int]:
    """The inode numbers of files of `folder` that are mapped and were removed; see proc_pid_maps(5)."""
    content = Path(maps).read_bytes()
    for line in content.split(b"\n") if _GONE in content else ():
        # Addresses, rights, offset, device, inode number, path.
        if line.endswith(_GONE) and (fields := line.split(None, 5))[5].startswith(folder + b"/"):
            yield int(fields[4])
