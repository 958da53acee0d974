"""A user of its own for a worker that root starts, or at least no capabilities: see credentials(7), capabilities(7)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct

from .kernel import PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, PR_CAPBSET_DROP, PR_SET_SECUREBITS, prctl, syscall
from .syscalls import number

# Users that systems hand out for a while and keep no files for (systemd's DynamicUser= range).
FIRST_UID, UIDS = 61184, 4336
_SECUREBITS_ALL_LOCKED = 0x2F  # uid 0 is nobody special any more, for good
_CAPABILITY_VERSION_3 = 0x20080522


def private_uid() -> int:
    """A user id that no other worker has at the same time."""
    return FIRST_UID + os.getpid() % UIDS


def become(uid: int) -> None:
    """Be this user and group and no other, for good."""
    _drop_bounding_set()
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def drop_capabilities() -> None:
    """Stay the same user without any of root's powers: for an interpreter that lives where only root may look."""
    with contextlib.suppress(OSError):
        prctl(PR_SET_SECUREBITS, _SECUREBITS_ALL_LOCKED)
    _drop_bounding_set()
    with contextlib.suppress(OSError):
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), 8)
    syscall(number("capset"), header, ctypes.create_string_buffer(24))


def _drop_bounding_set() -> None:
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # beyond the last one that this kernel knows, or none to drop
            return
