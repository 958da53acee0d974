"""A file system of its own, for kernels without Landlock: see mount_namespaces(7), user_namespaces(7), pivot_root(2).

Root makes a mount namespace; everybody else makes a user namespace with it, in which they may mount. What is shown there
is bound read-only from the old root, which is then let go.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import identity
from .kernel import PR_SET_DUMPABLE, prctl, syscall
from .syscalls import number

_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000  # CLONE_NEWNS, CLONE_NEWUSER
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_PROGRAMS = 1, 2, 4, 8
_REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1 << 5, 1 << 12, 1 << 14, 1 << 18
_DETACH = 2
_SELF = Path("/proc/self")
# Without these a mount that came from outside cannot be made read-only in a user namespace.
_KEPT = {"nosuid": _NO_SUID, "nodev": _NO_DEVICES, "noexec": _NO_PROGRAMS}


def enter(shown: Iterable[Path], scratch: Path) -> None:
    """See no file but those below the paths `shown`, nothing of it writable but the folder `scratch`, for good.

    A path that does not exist is passed over; /proc/self and `scratch`, a path without symbolic links, are always there.
    """
    _new_namespaces()
    held = os.open(scratch, os.O_PATH | os.O_DIRECTORY)  # as it is before something is mounted on it
    mask = os.umask(0o022)  # another user may be the one who lives here
    try:
        _mount("", "/", flags=_RECURSIVE | _PRIVATE)
        _mount("tmpfs", str(scratch), "tmpfs", _NO_SUID | _NO_DEVICES, "mode=755,size=1m")
        try:
            _furnish(scratch, [path for path in shown if path not in (_SELF, scratch)])
            writable = _below(scratch, scratch)
            writable.mkdir(parents=True)
            for place, flags in _mounted_below(scratch):
                _mount("", place, flags=flags | _REMOUNT | _BIND | _READ_ONLY | _NO_SUID)
            _mount(f"/proc/self/fd/{held}", str(writable), flags=_BIND)
            os.chdir(scratch)
            _syscall("pivot_root", b".", b".")
            _syscall("umount2", b".", _DETACH)  # the old root, which lies on top of the new one
        except OSError:  # whoever can do without this layer goes on in the old root
            _syscall("umount2", os.fsencode(scratch), _DETACH)
            raise
    finally:
        os.umask(mask)
        os.close(held)
        if os.geteuid() != 0:
            identity.drop_capabilities()  # a user namespace gave all of them
    os.chdir(scratch)


def _new_namespaces() -> None:
    if os.geteuid() == 0:
        _syscall("unshare", _NEW_MOUNTS)
        return
    user, group = os.geteuid(), os.getegid()
    _syscall("unshare", _NEW_MOUNTS | _NEW_USER)
    prctl(PR_SET_DUMPABLE, 1)  # else these files are root's
    try:
        for name, content in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            Path("/proc/self", name).write_text(content)
    finally:
        prctl(PR_SET_DUMPABLE, 0)


def _furnish(root: Path, shown: Iterable[Path]) -> None:
    """Bind what is to be seen into the new root: parents first, and nothing twice."""
    done: list[Path] = []
    for path in sorted(path for path in shown if path.exists()):
        if any(path.is_relative_to(parent) for parent in done):
            continue
        target = _below(root, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.mkdir() if path.is_dir() else target.touch()
        _mount(str(path), str(target), flags=_BIND | _RECURSIVE)
        done.append(path)
    own = _below(root, _SELF.parent / str(os.getpid()))
    own.mkdir(parents=True)
    _mount(f"/proc/{own.name}", str(own), flags=_BIND | _RECURSIVE)
    _below(root, _SELF).symlink_to(own.name)


def _below(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _mounted_below(root: Path) -> Iterator[tuple[str, int]]:
    """Every mount at `root` and below, with those of its flags that must stay; see proc_pid_mountinfo(5)."""
    for line in os.fsdecode(Path("/proc/self/mountinfo").read_bytes()).split("\n")[:-1]:
        escaped, options = line.split(" ")[4:6]
        place = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), escaped)
        if Path(place).is_relative_to(root):
            yield place, sum(_KEPT.get(option, 0) for option in options.split(","))


def _mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    _syscall("mount", os.fsencode(source), os.fsencode(target), kind.encode(), flags, options.encode())


def _syscall(name: str, *arguments: int | bytes) -> None:
    syscall(number(name), *(a if isinstance(a, int) else ctypes.create_string_buffer(a) for a in arguments))
