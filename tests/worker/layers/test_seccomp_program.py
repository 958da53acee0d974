"""The filter as a program, run here instead of in a kernel: for every machine that is known, on any of them."""

import errno
import importlib
import platform
import struct

import pytest

from grader.worker.layers import seccomp, syscalls

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
PID = 4321
OTHER = 1234


@pytest.fixture(params=ARCHITECTURES)
def machine(request, monkeypatch):
    """Each machine in turn: the numbers are looked up anew."""
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    importlib.reload(syscalls)
    monkeypatch.setattr(seccomp, "known", syscalls.known)
    seccomp._for_any_process.cache_clear()
    yield request.param
    seccomp._for_any_process.cache_clear()
    monkeypatch.undo()
    importlib.reload(syscalls)


def verdict(program, machine, call, *arguments, architecture=None):
    """What the filter says to one call: "allow", "kill" or the name of an error ("" for success without doing it)."""
    number = call if isinstance(call, int) else syscalls.number(call)
    words = [a & 0xFFFFFFFFFFFFFFFF for a in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    data = struct.pack("=IIQ6Q", number, ARCHITECTURES[machine] if architecture is None else architecture, 0, *words)
    instructions = list(struct.iter_unpack("=HBBI", program))
    at = held = 0
    while True:
        code, if_true, if_false, operand = instructions[at]
        at += 1
        if code == 0x20:  # load a word
            held = struct.unpack_from("=I", data, operand)[0]
        elif code == 0x54:  # and
            held &= operand
        elif code == 0x06:  # return
            reason = operand & 0xFFFF
            names = {0x7FFF: "allow", 0x8000: "kill", 5: errno.errorcode.get(reason, "")}
            return names[operand >> 16]
        else:
            holds = {0x15: held == operand, 0x35: held >= operand, 0x45: bool(held & operand)}[code]
            at += if_true if holds else if_false


def test_every_path_ends(machine):
    """All jumps stay inside, as the kernel asks, and the last instruction allows."""
    instructions = list(struct.iter_unpack("=HBBI", seccomp.program(PID, 1)))
    assert instructions[-1] == (0x06, 0, 0, 0x7FFF0000) and len(instructions) < 4096
    for at, (code, if_true, if_false, _) in enumerate(instructions):
        assert code in (0x20, 0x15, 0x35, 0x45, 0x54, 0x06)
        assert code == 0x06 or at + 1 + max(if_true, if_false) < len(instructions)


@pytest.mark.parametrize("call", [*seccomp.DENIED, "clone3"])
def test_refused_whatever_is_asked(machine, call):
    """Each name on the list that the machine has."""
    if syscalls.known(call) is not None:
        wanted = "ENOSYS" if call == "clone3" else "EPERM"
        assert verdict(seccomp.program(PID, 7), machine, call, -1, -1, -1, -1, -1, -1) == wanted


@pytest.mark.parametrize("call", seccomp.PRETENDED)
def test_pretended(machine, call):
    """Error number 0: the call is not made and reports success."""
    if syscalls.known(call) is not None:
        assert verdict(seccomp.program(PID, 7), machine, call) == ""


CLONE_THREAD = 0x3D0F00  # as pthread_create asks
QUESTIONS = [
    ("kill", (PID, 9), "allow"), ("kill", (OTHER, 0), "EPERM"), ("kill", (0, 9), "EPERM"), ("kill", (-1, 9), "EPERM"),
    ("kill", (-PID, 9), "EPERM"), ("tgkill", (PID, OTHER, 9), "allow"), ("tgkill", (OTHER, PID, 9), "EPERM"),
    ("rt_sigqueueinfo", (PID,), "allow"), ("rt_sigqueueinfo", (OTHER,), "EPERM"), ("rt_tgsigqueueinfo", (OTHER, PID), "EPERM"),
    ("prlimit64", (0, 7), "allow"), ("prlimit64", (PID, 7), "allow"), ("prlimit64", (OTHER, 7), "EPERM"),
    *(("fcntl", (0, command), "EPERM") for command in (8, 10, 15, 1024, 1026)),
    *(("fcntl", (0, command), "allow") for command in (0, 1, 3, 4, 5, 9, 11, 16, 36, 1025, 1030)),
    *(("fcntl", (0, command), "") for command in (6, 7, 37, 38)),
    *(("ioctl", (0, request), "EPERM") for request in (0x8901, 0x8902, 0x5412, 0x541C)),
    *(("ioctl", (0, request), "allow") for request in (0x5401, 0x541B, 0x5413)),
    *(("prctl", (option,), "EPERM") for option in (1, 4, 35)), *(("prctl", (option,), "allow") for option in (2, 3, 15, 38)),
    ("clone", (CLONE_THREAD,), "allow"), ("clone", (17,), "EPERM"), ("clone", (0x4111,), "EPERM"),
    ("clone", (CLONE_THREAD & ~0x400,), "EPERM"), ("close_range", (3, 9, 0), "allow"), ("close_range", (3, 9, 4), "allow"),
    ("close_range", (3, 9, 2), "EPERM"), ("close_range", (3, 9, 6), "EPERM"), ("openat", (-100, 1, 0o20200002), "ENOTSUP"),
    ("openat", (-100, 1, 0o20000000), "ENOTSUP"), ("openat", (-100, 1, 0o200000), "allow"), ("openat2", (-100, 1), "ENOSYS"),
    *(("clone", (CLONE_THREAD | flag,), "EPERM") for flag in (0x20000, 0x2000000, 0x10000000, 0x20000000, 0x40000000, 0x80)),
    ("socketpair", (1, 1), "allow"), ("socketpair", (1, 1 | 0x80000 | 0x800), "allow"), ("socketpair", (1, 2), "EPERM"),
    ("socketpair", (1, 5), "EPERM"), ("socketpair", (2, 1), "EPERM"),
    ("sendto", (3, 1, 1, 0, 0, 0), "allow"), ("sendto", (3, 1, 1, 0, 0x7F0000000000, 16), "EPERM"),
    ("sendto", (3, 1, 1, 0, 0x10, 16), "EPERM"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "arguments", "wanted"), QUESTIONS, ids=str)
def test_what_depends_on_arguments(machine, call, arguments, wanted):
    """To oneself yes, to others no; threads yes, processes no; streams yes, datagrams no; names yes, nameless files no."""
    assert verdict(seccomp.program(PID, 7), machine, call, *arguments) == wanted


@pytest.mark.parametrize(("abi", "wanted"), [(0, "EACCES"), (1, "EACCES"), (2, "EACCES"), (3, "allow"), (7, "allow")])
def test_truncation(machine, abi, wanted):
    """Refused where Landlock does not see it, and only in ways that Landlock does not see as writing."""
    program = seccomp.program(PID, abi)
    read, write, both = 0, 1, 2
    assert verdict(program, machine, "openat", -100, 1, read | 0o1000) == wanted
    assert verdict(program, machine, "openat", -100, 1, 3 | 0o1000) == wanted
    assert [verdict(program, machine, "openat", -100, 1, mode | 0o1100) for mode in (write, both)] == ["allow", "allow"]
    assert [verdict(program, machine, "openat", -100, 1, mode) for mode in (read, write, both)] == ["allow"] * 3
    assert verdict(program, machine, "truncate", 1) == ("EPERM" if wanted == "EACCES" else "allow")
    assert verdict(program, machine, "openat2", 1) == "ENOSYS"


def test_unknown_calls(machine):
    """What is newer than the table does not exist; what is older and not on the list is allowed."""
    program = seccomp.program(PID, 7)
    assert [verdict(program, machine, syscalls.LAST + n) for n in (0, 1, 2)] == ["allow", "ENOSYS", "ENOSYS"]
    assert verdict(program, machine, 0x40000000 | syscalls.LAST) == "ENOSYS"


@pytest.mark.parametrize("architecture", [0x40000003, 0x40000028, 0])
def test_another_architecture(machine, architecture):
    """The 32-bit numbers that both kernels answer mean other calls: the process ends."""
    assert verdict(seccomp.program(PID, 7), machine, 1, architecture=architecture) == "kill"


@pytest.mark.parametrize("unknown", ["riscv64", "i686", "ppc64le", "", "AMD64"])
def test_a_machine_that_was_not_looked_at(monkeypatch, unknown):
    """No filter is better than one with another machine's numbers: it says so."""
    monkeypatch.setattr(platform, "machine", lambda: unknown)
    with pytest.raises(OSError, match=f"system calls of {unknown} are not known"):
        seccomp.program(PID, 7)
