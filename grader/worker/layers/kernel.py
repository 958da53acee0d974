"""Make system calls that Python does not offer: see syscall(2) and prctl(2)."""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else ctypes.CDLL("msvcrt")  # has neither call

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> int:
    """Make a system call by its number. Raises OSError with the kernel's reason."""
    words = [ctypes.c_void_p(a) if isinstance(a, int) else ctypes.byref(a) for a in arguments]
    _libc.syscall.restype = ctypes.c_long
    result = int(_libc.syscall(ctypes.c_long(number), *words))
    if result < 0:
        raise _error()
    return result


def prctl(option: int, *arguments: int) -> None:
    """Change an attribute of this process. Raises OSError with the kernel's reason."""
    words = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if not hasattr(_libc, "prctl"):
        raise OSError("only Linux has prctl")
    if _libc.prctl(ctypes.c_int(option), *words) != 0:
        raise _error()


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
