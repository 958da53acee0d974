"""A process that dies with its parent, gains no privileges and cannot be looked into: see prctl(2)."""

from __future__ import annotations

import os
import signal

from .kernel import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl, syscall
from .syscalls import number


def die_with(parent: int) -> None:
    """Be killed when `parent` ends. A change of user clears this, so it comes after one."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the call
        os._exit(1)


def no_new_privileges() -> None:
    """No program started from here, set-uid or not, may do more than this process; Landlock and seccomp ask for it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def undumpable() -> None:
    """Other processes of the same user may not read this one's memory, environment or descriptors."""
    prctl(PR_SET_DUMPABLE, 0)


def handle_on(pid: int) -> int:
    """A descriptor that is ready to read when the process has ended; some builds of Python lack os.pidfd_open."""
    return os.pidfd_open(pid) if hasattr(os, "pidfd_open") else syscall(number("pidfd_open"), pid, 0)
