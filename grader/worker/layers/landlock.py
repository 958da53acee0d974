"""Which files a worker may reach: see landlock(7). What is not named is denied; nothing can be taken back below a path."""

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
# No links, sockets or pipes: the judge removes this folder later and must meet nothing surprising.
SCRATCH = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
DEVICE = READ_FILE | WRITE_FILE
GPU = DEVICE | IOCTL_DEV

Rule = tuple[Path, int]


def abi() -> int:
    """The version of Landlock that this kernel offers; 0 where it is absent, switched off or filtered out."""
    try:
        return syscall(number("landlock_create_ruleset"), 0, 0, 1)
    except OSError:
        return 0


class Ruleset:
    """Paths that will be reachable. It is for one process: a fork shares it, and what one adds is open to the others too."""

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
        """Make `path` and everything below it reachable; a path that does not exist is passed over."""
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
        """Confine this thread, and all that come of it, to the ruleset, for good; nothing can be added to it then."""
        syscall(number("landlock_restrict_self"), self.descriptor, 0)
        os.close(self.descriptor)


def cover(root: Path, without: Iterable[Path]) -> list[Path]:
    """The fewest paths that make up `root` but for the folders `without`: Landlock cannot carve out, so what surrounds
    them is named instead."""
    inside = [path for path in without if path.is_relative_to(root)]
    if not inside:
        return [root]
    if root in inside:
        return []
    with contextlib.suppress(OSError):
        return [path for child in sorted(root.iterdir()) for path in cover(child, inside)]
    return []
