"""Make this process die with its parent, gain no privileges and hide its memory from others: see prctl(2)."""

from __future__ import annotations

import os
import signal

from .kernel import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl, syscall
from .syscalls import number


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


def handle_on(pid: int) -> int:
    """A descriptor that is ready to read when the process has ended. Some builds of Python lack os.pidfd_open."""
    return os.pidfd_open(pid) if hasattr(os, "pidfd_open") else syscall(number("pidfd_open"), pid, 0)
