"""Give a worker a file system of its own, on kernels without Landlock.

See mount_namespaces(7), user_namespaces(7), pivot_root(2). Root makes a mount namespace. Any other user also makes a user
namespace, in which they may mount. The visible paths are bound from the old root, read-only. Then the old root is unmounted.
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
# Flags that a mount from outside must keep: without them it cannot be made read-only in a user namespace.
_KEPT = {"nosuid": _NO_SUID, "nodev": _NO_DEVICES, "noexec": _NO_PROGRAMS}


def enter(shown: Iterable[Path], scratch: Path) -> None:
    """Hide all files but those below the paths `shown`, for good. Only the folder `scratch` is writable.

    A path that does not exist is skipped. Of this process's folder in /proc only the paths `shown` below /proc/self are visible.
    `scratch` is always visible, and must have no symbolic links.
    """
    _new_namespaces()
    # The folder itself, before another file system is mounted on it.
    held = os.open(scratch, os.O_PATH | os.O_DIRECTORY)
    # The worker may change to another user later, who must be able to read the new root.
    mask = os.umask(0o022)
    try:
        _mount("", "/", flags=_RECURSIVE | _PRIVATE)
        _mount("tmpfs", str(scratch), "tmpfs", _NO_SUID | _NO_DEVICES, "mode=755,size=1m")
        try:
            _furnish(scratch, [path for path in shown if path != scratch])
            writable = _below(scratch, scratch)
            writable.mkdir(parents=True)
            for place, flags in _mounted_below(scratch):
                _mount("", place, flags=flags | _REMOUNT | _BIND | _READ_ONLY | _NO_SUID)
            _mount(f"/proc/self/fd/{held}", str(writable), flags=_BIND)
            os.chdir(scratch)
            _syscall("pivot_root", b".", b".")
            _syscall("umount2", b".", _DETACH)  # the old root, which now lies on top of the new root
        except OSError:  # undo the mount: without this layer a worker may go on in the old root
            _syscall("umount2", os.fsencode(scratch), _DETACH)
            raise
    finally:
        os.umask(mask)
        os.close(held)
        if os.geteuid() != 0:
            identity.drop_capabilities()  # the user namespace gave this process all capabilities
    os.chdir(scratch)


def _new_namespaces() -> None:
    if os.geteuid() == 0:
        _syscall("unshare", _NEW_MOUNTS)
        return
    user, group = os.geteuid(), os.getegid()
    _syscall("unshare", _NEW_MOUNTS | _NEW_USER)
    prctl(PR_SET_DUMPABLE, 1)  # otherwise the files below belong to root
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
    """Bind the paths `shown` into the new root. No path is bound twice."""
    done: list[Path] = []
    own = _SELF.parent / str(os.getpid())  # /proc/self must be a link in the new root too
    shown = [own / path.relative_to(_SELF) if path.is_relative_to(_SELF) else path for path in shown]
    for path in sorted(path for path in shown if path.exists()):
        if any(path.is_relative_to(parent) for parent in done):
            continue
        target = _below(root, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.mkdir() if path.is_dir() else target.touch()
        _mount(str(path), str(target), flags=_BIND | _RECURSIVE)
        done.append(path)
    _below(root, own).mkdir(parents=True, exist_ok=True)
    _below(root, _SELF).symlink_to(own.name)


def _below(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _mounted_below(root: Path) -> Iterator[tuple[str, int]]:
    """Every mount at `root` and below, with the flags that it must keep; see proc_pid_mountinfo(5)."""
    for line in os.fsdecode(Path("/proc/self/mountinfo").read_bytes()).split("\n")[:-1]:
        escaped, options = line.split(" ")[4:6]
        place = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), escaped)
        if Path(place).is_relative_to(root):
            yield place, sum(_KEPT.get(option, 0) for option in options.split(","))


def _mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    _syscall("mount", os.fsencode(source), os.fsencode(target), kind.encode(), flags, options.encode())


def _syscall(name: str, *arguments: int | bytes) -> None:
    syscall(number(name), *(a if isinstance(a, int) else ctypes.create_string_buffer(a) for a in arguments))
