"""Give a worker that root starts a user of its own, or take its capabilities: see credentials(7), capabilities(7)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator

from .kernel import PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, PR_CAPBSET_DROP, PR_SET_SECUREBITS, prctl, syscall
from .syscalls import number

# User ids that systems use for a short time only, and that own no files (the range of systemd's DynamicUser=).
FIRST_UID, UIDS = 61184, 4336
_SECUREBITS_ALL_LOCKED = 0x2F  # uid 0 has no special rights any more, for good
_CAPABILITY_VERSION_3 = 0x20080522


def private_uid() -> int:
    """A user id that no other worker has at the same time."""
    return FIRST_UID + os.getpid() % UIDS


def become(uid: int) -> None:
    """Change to this user and group, and to no other groups, for good."""
    _drop_bounding_set()
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


@contextlib.contextmanager
def seen_as(uid: int) -> Iterator[None]:
    """Let this thread of root look at files as the user `uid`, for what a user may see and root without powers may not."""
    calls = number("setfsuid"), number("setfsgid")
    before = [syscall(call, value) for call, value in zip(calls, (uid, uid), strict=True)]
    try:
        yield
    finally:
        for call, value in zip(calls, before, strict=True):
            syscall(call, value)


def drop_capabilities() -> None:
    """Give up all of root's powers and stay the same user, for an interpreter in a folder that only root may read."""
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
        except OSError:  # the kernel has no such capability, or the process has none to drop
            return
