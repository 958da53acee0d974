"""Limit the system calls of a worker: see seccomp(2). The filter is a program for the kernel's packet filter machine.

It denies new processes, sockets, signals to other processes, access to other processes, and parts of the kernel that numerical
code does not need. Calls that only change metadata, or that wait for the disk, report success and do nothing, so that
`shutil.copy` and `zipfile` work.

No limit counts the kernel's own memory. So rules of Landlock are denied, and a lock on a part of a file reports success and is
not kept: it would only be for other processes, and a worker shares its files with none.

All threads share one table of open files, no descriptor is sent away, and no file is made without a name: so the judge, which
looks at that table, sees all that the worker holds on disk.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import struct
from collections.abc import Iterable

from .kernel import syscall
from .syscalls import LAST, known, number

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SET_MODE_FILTER, _ALL_THREADS = 1, 1

# Instructions of the machine, struct sock_filter: load a word of struct seccomp_data, compare, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_CALL_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_ALLOW, _KILL = 0x7FFF0000, 0x80000000

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand
Block = list[Instruction]

DENIED = """
fork vfork execve execveat
socket bind connect listen accept accept4 io_uring_setup io_uring_enter io_uring_register io_setup
ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_open pidfd_getfd pidfd_send_signal kcmp
tkill setpriority sched_setaffinity sched_setscheduler sched_setparam sched_setattr ioprio_set migrate_pages move_pages
shmget shmat shmctl semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open mq_unlink memfd_create memfd_secret
userfaultfd bpf perf_event_open keyctl add_key request_key personality modify_ldt iopl ioperm lookup_dcookie nfsservctl
mount umount2 pivot_root chroot unshare setns fsopen fsmount fsconfig fspick open_tree move_mount mount_setattr
swapon swapoff reboot init_module finit_module delete_module kexec_load kexec_file_load acct quotactl quotactl_fd syslog
settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname vhangup
fanotify_init fanotify_mark inotify_init inotify_init1 inotify_add_watch name_to_handle_at open_by_handle_at
setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr mknod mknodat
sync syncfs sendmsg sendmmsg landlock_create_ruleset landlock_add_rule landlock_restrict_self
fallocate setuid setgid setresuid setresgid setreuid setregid setgroups setfsuid setfsgid capset
""".split()
# Nothing in the scratch folder outlives the worker, so no code needs to wait until its files are on the disk.
PRETENDED = """
chmod fchmod fchmodat chown fchown lchown fchownat utime utimes futimesat utimensat fsync fdatasync sync_file_range
""".split()

_THREAD, _NAMESPACES = 0x00010400, 0x7E020080  # CLONE_THREAD with CLONE_FILES; CLONE_NEW*
_NAMELESS = 0x00400000  # the bit of O_TMPFILE that no other flag has
_UNSHARE = 2  # close_range: CLOSE_RANGE_UNSHARE
_SIGNALS_TO_OTHERS = (8, 10, 15)  # fcntl: F_SETOWN, F_SETSIG, F_SETOWN_EX
_LEASES = (1024, 1026)  # fcntl: F_SETLEASE, F_NOTIFY
_LOCKS = (6, 7, 37, 38)  # fcntl: F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
_TERMINALS = (0x8901, 0x8902, 0x5412, 0x541C)  # ioctl: FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX
_UNDOING = (1, 4, 35)  # prctl: PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_MM
_UNIX, _STREAM = 1, 1  # AF_UNIX, SOCK_STREAM


def program(pid: int, landlock_abi: int) -> bytes:
    """The filter for the process `pid`. Landlock before version 3 does not limit truncation, so the filter denies it then."""
    machine = platform.machine()
    if machine not in _AUDIT_ARCH:
        raise OSError(f"system calls of {machine} are not known")
    code: Block = [(_LOAD, 0, 0, _ARCHITECTURE), (_IF_EQUAL, 1, 0, _AUDIT_ARCH[machine]), (_RETURN, 0, 0, _KILL)]
    code += [(_LOAD, 0, 0, _CALL_NUMBER), (_IF_AT_LEAST, 0, 1, LAST + 1), _fail(errno.ENOSYS)]
    for name in ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        code += _call(name, _only(0, [pid]))
    code += _call("prlimit64", _only(0, [0, pid]))
    return _assembled(code) + _for_any_process(machine, landlock_abi)


@functools.cache
def _for_any_process(machine: str, landlock_abi: int) -> bytes:
    """The part of the program that is the same for every process id. It is the larger part."""
    code = _call("fcntl", [*_none_of(1, [*_SIGNALS_TO_OTHERS, *_LEASES]), *_none_of(1, _LOCKS, 0)])
    code += _call("ioctl", _none_of(1, _TERMINALS))
    code += _call("prctl", _none_of(0, _UNDOING))
    shares = [*_argument(0), (_AND, 0, 0, _THREAD), (_IF_EQUAL, 1, 0, _THREAD), _fail(errno.EPERM)]
    code += _call("clone", [*shares, *_argument(0), (_IF_ANY_BIT, 0, 1, _NAMESPACES), _fail(errno.EPERM)])
    code += _call("close_range", [*_argument(2), (_IF_ANY_BIT, 0, 1, _UNSHARE), _fail(errno.EPERM)])
    # The flags of clone3 lie behind a pointer, which a filter cannot follow. The C library then uses clone.
    code += _call("clone3", [_fail(errno.ENOSYS)])
    # A pair of datagram sockets could send to any datagram socket on disk. So could sendto with an address.
    pair = [*_argument(0), (_IF_EQUAL, 1, 0, _UNIX), _fail(errno.EPERM), *_argument(1), (_AND, 0, 0, 0xF)]
    code += _call("socketpair", [*pair, (_IF_EQUAL, 1, 0, _STREAM), _fail(errno.EPERM)])
    code += _call("sendto", [*_only(4, [0]), *_only(4, [0], high=True)])
    if landlock_abi < 3:
        code += _call("truncate", [_fail(errno.EPERM)])
    for name, position in (("open", 1), ("openat", 2)):
        nameless = [*_argument(position), (_IF_ANY_BIT, 0, 1, _NAMELESS), _fail(errno.EOPNOTSUPP)]
        code += _call(name, nameless + (_truncates_unseen(position) if landlock_abi < 3 else []))
    code += _call("openat2", [_fail(errno.ENOSYS)])  # its flags lie behind a pointer
    for name in DENIED:
        code += _call(name, [_fail(errno.EPERM)])
    for name in PRETENDED:
        code += _call(name, [_fail(0)])
    code.append((_RETURN, 0, 0, _ALLOW))
    return _assembled(code)


def _assembled(code: Block) -> bytes:
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def enter(filter_program: bytes) -> None:
    """Put every thread of this process under the filter, for good."""
    instructions = ctypes.create_string_buffer(filter_program, len(filter_program))
    # struct sock_fprog: a length, padding, a pointer.
    header = struct.pack("=H6xQ", len(filter_program) // 8, ctypes.addressof(instructions))
    syscall(number("seccomp"), _SET_MODE_FILTER, _ALL_THREADS, ctypes.create_string_buffer(header, len(header)))


def _fail(reason: int) -> Instruction:
    return (_RETURN, 0, 0, 0x00050000 | reason)


def _argument(position: int, *, high: bool = False) -> Block:
    return [(_LOAD, 0, 0, 16 + 8 * position + (4 if high else 0))]


def _call(name: str, block: Block) -> Block:
    """Run `block` for this call only. The call is allowed if the block does not refuse it."""
    where = known(name)
    if where is None:
        return []
    body = [*block, (_RETURN, 0, 0, _ALLOW)]
    return [(_IF_EQUAL, 0, len(body), where), *body]


def _truncates_unseen(position: int) -> Block:
    """Refuse to truncate a file that is not opened for writing. Landlock checks files that are opened for writing."""
    writing = [
        *_argument(position),
        (_AND, 0, 0, os.O_ACCMODE),
        (_IF_EQUAL, 2, 0, os.O_WRONLY),
        (_IF_EQUAL, 1, 0, os.O_RDWR),
    ]
    return [*_argument(position), (_IF_ANY_BIT, 0, len(writing) + 1, os.O_TRUNC), *writing, _fail(errno.EACCES)]


def _only(position: int, values: Iterable[int], *, high: bool = False) -> Block:
    """Refuse all values of an argument but these. The low word is compared, or the high word if `high` is true."""
    allowed = list(values)
    tests = [(_IF_EQUAL, len(allowed) - i, 0, value & 0xFFFFFFFF) for i, value in enumerate(allowed)]
    return [*_argument(position, high=high), *tests, _fail(errno.EPERM)]


def _none_of(position: int, values: Iterable[int], reply: int = errno.EPERM) -> Block:
    """Refuse these values of an argument with the error `reply`; 0 reports success."""
    refused = list(values)
    tests = [(_IF_EQUAL, len(refused) - 1 - i, 0, value) for i, value in enumerate(refused[:-1])]
    return [*_argument(position), *tests, (_IF_EQUAL, 0, 1, refused[-1]), _fail(reply)]
