"""Limit the files that a worker may reach: see landlock(7).

Every path without a rule is denied. A rule for a path holds for everything below it; no later rule can take rights back.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from .kernel import syscall
from .syscalls import number

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG = 1 << 7, 1 << 8
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_FIRST_ABI = (1 << 13) - 1

READ = READ_FILE | READ_DIR
RUN = READ | EXECUTE  # shared libraries are mapped executable
# No links, sockets or pipes: the judge removes this folder later and must find only files and folders.
SCRATCH = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
DEVICE = READ_FILE | WRITE_FILE
GPU = DEVICE | IOCTL_DEV

Rule = tuple[Path, int]


def abi() -> int:
    """The version of Landlock that this kernel offers; 0 if Landlock is absent, switched off or filtered out."""
    try:
        return syscall(number("landlock_create_ruleset"), 0, 0, 1)
    except OSError:
        return 0


class Ruleset:
    """The rules for one process. A forked process shares the ruleset: a path that one adds is open to the other too."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        version = abi()
        if version < 1:
            raise OSError("the kernel offers no Landlock")
        self.handled = _FIRST_ABI
        for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
            self.handled |= right if version >= since else 0
        tcp = 3 if version >= 4 else 0  # bind and connect
        scopes = 3 if version >= 6 else 0  # abstract sockets, signals
        attributes = struct.pack("=QQQ", self.handled, tcp, scopes)[: 8 if version < 4 else 16 if version < 6 else 24]
        buffer = ctypes.create_string_buffer(attributes, len(attributes))
        self.descriptor = syscall(number("landlock_create_ruleset"), buffer, len(attributes), 0)
        for path, rights in rules:
            self.allow(path, rights)

    def allow(self, path: Path, rights: int) -> None:
        """Give the process `rights` to `path` and everything below it. A path that does not exist is skipped."""
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                rights &= self.handled if path.is_dir() else self.handled & _ON_FILES
                rule = struct.pack("=Qi", rights, descriptor)
                buffer = ctypes.create_string_buffer(rule, len(rule))
                syscall(number("landlock_add_rule"), self.descriptor, 1, buffer, 0)
            finally:
                os.close(descriptor)

    def enter(self) -> None:
        """Confine this thread, and all it starts later, to the ruleset, for good. No rule can be added after that."""
        syscall(number("landlock_restrict_self"), self.descriptor, 0)
        os.close(self.descriptor)


def cover(root: Path, without: Iterable[Path]) -> list[Path]:
    """The fewest paths that cover `root` without the folders `without`.

    A rule of Landlock cannot exclude a folder below its path. So the paths around such a folder get rules instead.
    """
    inside = [path for path in without if path.is_relative_to(root)]
    if not inside:
        return [root]
    if root in inside:
        return []
    with contextlib.suppress(OSError):
        return [path for child in sorted(root.iterdir()) for path in cover(child, inside)]
    return []
