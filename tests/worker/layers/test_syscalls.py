"""The table of numbers: as in the kernel's headers, and sure to hold what the layers ask of it."""

import importlib
import platform
import re
from pathlib import Path

import pytest

from grader.worker.layers import seccomp, syscalls

HEADERS = {
    "x86_64": ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"],
    "aarch64": ["/usr/include/asm-generic/unistd.h"],
}
ROWS = [line.split() for line in syscalls._TABLE.strip().split("\n")]


@pytest.mark.parametrize("column", [1, 2], ids=syscalls.MACHINES)
def test_the_numbers_are_the_headers(column):
    """Also where the table says that a machine does not have the call."""
    machine = syscalls.MACHINES[column - 1]
    header = next((Path(path) for path in HEADERS[machine] if Path(path).exists()), None)
    if header is None:
        pytest.skip(f"the kernel's headers for {machine} are not installed")
    defined = dict(re.findall(r"#define\s+__NR(?:3264)?_(\w+)\s+(\d+)\b", header.read_text()))
    newest = max(int(number) for number in defined.values())
    for row in ROWS:
        name, number = row[0], row[column]
        if number == "-" or int(number) <= newest:  # the headers may be older than the table
            assert defined.get(name, "-") == number, name


def test_rows():
    """Three words a row, sorted, each name once, each number once a machine and within the limit."""
    assert all(len(row) == 3 for row in ROWS)
    names = [row[0] for row in ROWS]
    assert names == sorted(set(names))
    for column in (1, 2):
        numbers = [int(row[column]) for row in ROWS if row[column] != "-"]
        assert len(numbers) == len(set(numbers)) and max(numbers) <= syscalls.LAST


def test_every_name_of_the_filter_is_in_the_table():
    """A name that is missing there would be a KeyError in every worker."""
    names = {row[0] for row in ROWS}
    assert set(seccomp.DENIED) | set(seccomp.PRETENDED) <= names
    assert len(seccomp.DENIED) == len(set(seccomp.DENIED))


@pytest.mark.parametrize(
    ("machine", "fork", "clone"), [("x86_64", 57, 56), ("aarch64", None, 220), ("arm64", None, 220)]
)
def test_machines(monkeypatch, machine, fork, clone):
    """Each has its column; a call that a machine lacks has no number there."""
    with monkeypatch.context() as patched:
        patched.setattr(platform, "machine", lambda: machine)
        found = importlib.reload(syscalls)
        assert (found.known("fork"), found.known("clone"), found.number("clone")) == (fork, clone, clone)
    importlib.reload(syscalls)


def test_an_unknown_machine(monkeypatch):
    """Asking for a number says which, and on what."""
    with monkeypatch.context() as patched:
        patched.setattr(platform, "machine", lambda: "riscv64")
        found = importlib.reload(syscalls)
        assert found.known("clone") is None
        with pytest.raises(OSError, match="the number of clone on riscv64 is not known"):
            found.number("clone")
    importlib.reload(syscalls)
