"""Make this process die with its parent, gain no privileges and hide its memory from others: see prctl(2)."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .kernel import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl, syscall
from .syscalls import number

# The reasons for which the system starts no process or thread now, and may start one later.
NONE_LEFT = (errno.EAGAIN, errno.ENOMEM)
WAIT = 45.0  # seconds in which others may end processes
RETRY_EVERY = 0.05  # seconds

T = TypeVar("T")


def die_with(parent: int) -> None:
    """Let the kernel kill this process when `parent` ends. A change of user clears this setting, so change the user first."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent ended before the call
        os._exit(1)


def no_new_privileges() -> None:
    """Forbid programs that this process starts, even set-uid programs, more rights than it has. Landlock and seccomp need it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def undumpable() -> None:
    """Forbid other processes of the same user to read this process's memory, environment and descriptors."""
    prctl(PR_SET_DUMPABLE, 0)


def readable() -> None:
    """Let processes of the same user look at this process's open files, for the judge that watches it.

    Only for a worker in a file system or a Landlock domain of its own: other workers cannot look at it there.
    """
    prctl(PR_SET_DUMPABLE, 1)


def when_possible(fork: Callable[[], T], seconds: float = WAIT) -> T:
    """The result of `fork`, which starts a process or a thread. It is tried again while the system has none left.

    Raises the OSError of the last attempt after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fork()
        except OSError as error:
            if error.errno not in NONE_LEFT or time.monotonic() > deadline:
                raise
        time.sleep(RETRY_EVERY)


def waited(pid: int) -> float:
    """Seconds in which the first thread of a process was ready to run, but had no processor. 0 if the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def handle_on(pid: int) -> int:
    """A descriptor that is ready to read when the process has ended. Some builds of Python lack os.pidfd_open."""
    return os.pidfd_open(pid) if hasattr(os, "pidfd_open") else syscall(number("pidfd_open"), pid, 0)
