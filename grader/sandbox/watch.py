"""Watch what a worker holds of the machine while it runs: threads, and disk space, also in files that have no name any more."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from ..worker.layers import identity
from ..worker.layers.limits import FILE_SIZE, THREADS
from .scratch import MAX_BYTES, MAX_ENTRIES, Scratch, ScratchFull

_GONE = b" (deleted)"


class TooMuch(Exception):
    """A worker holds more than any honest program does. The message says of what, as the end of a sentence about the code."""


class Watch:
    """Looks at one worker from outside. Nothing that the worker says is believed."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self.pid = 0  # of the worker; 0 until it has started

    def look(self) -> None:
        """Raise TooMuch if the worker has too many threads or holds too much disk space."""
        size = entries = 0
        if self.pid:
            if threads(self.pid) > THREADS:
                raise TooMuch(f"it started more than {THREADS} threads and was ended")
            held = nameless_files(self.pid, self._scratch.path)
            size, entries = sum(held), len(held)
        try:
            self._scratch.look(size, entries)
        except ScratchFull:
            limits = f"{MAX_BYTES >> 20} MB, {MAX_ENTRIES} files, also files that it removed and holds open"
            raise TooMuch(f"it put too much into its scratch folder (limits: {limits}) and was ended") from None


def threads(pid: int) -> int:
    """The number of threads of a process. 0 if it has ended, and on systems without /proc."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/status").read_bytes().split(b"\nThreads:", 1)[1].split(None, 1)[0])
    return 0


def nameless_files(pid: int, folder: str) -> list[int]:
    """Bytes on disk of each file that was removed, and that the process still holds, open or mapped.

    The size of a file of `folder` that is mapped and not open cannot be seen by every user: it counts as the largest file.
    Empty on systems without /proc, and where the process may not be looked at (where it may write anywhere else too).
    """
    try:
        owner = Path(f"/proc/{pid}").stat().st_uid
        as_owner = identity.seen_as(owner) if os.geteuid() == 0 != owner else contextlib.nullcontext()
        with as_owner:
            # All threads share open files and memory. The first thread may have ended, which then shows neither.
            for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
                place = f"/proc/{pid}/task/{thread}"
                if mapped := Path(place, "maps").read_bytes():
                    return _held(place, mapped, os.fsencode(folder))
    except (OSError, AttributeError):
        pass
    return []


def _held(place: str, mapped: bytes, folder: bytes) -> list[int]:
    sizes: dict[int, int] = {}  # by inode number
    for name in os.listdir(f"{place}/fd"):  # noqa: PTH208
        with contextlib.suppress(OSError):  # it was closed meanwhile
            status = Path(place, "fd", name).stat()
            if status.st_nlink == 0 and stat.S_ISREG(status.st_mode):
                sizes[status.st_ino] = status.st_blocks * 512
    if _GONE in mapped:
        for line in mapped.split(b"\n"):
            # Addresses, rights, offset, device, inode number, path; see proc_pid_maps(5).
            if line.endswith(_GONE) and (fields := line.split(None, 5))[5].startswith(folder + b"/"):
                sizes.setdefault(int(fields[4]), FILE_SIZE)
    return list(sizes.values())
