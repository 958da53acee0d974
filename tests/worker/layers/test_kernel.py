"""System calls by number: the kernel's reason arrives as an OSError."""

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.worker.layers import kernel
from grader.worker.layers.syscalls import number


def test_a_result():
    """A call that Python has as well gives the same, here one that asks and changes nothing."""
    with Path("/dev/null").open() as file:
        assert kernel.syscall(number("fcntl"), file.fileno(), 3) >= 0  # F_GETFL


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [((-1,), errno.ENOSYS), ((number("fcntl"), -1, 3), errno.EBADF), ((number("landlock_restrict_self"), -1, 0), None)],
)
def test_the_reason_of_a_refusal(arguments, reason):
    """As a number and in words."""
    with pytest.raises(OSError) as caught:
        kernel.syscall(*arguments)
    assert caught.value.strerror and (reason is None or caught.value.errno == reason)


@pytest.mark.parametrize("option", [9999, -1])
def test_an_option_that_does_not_exist(option):
    """prctl says that it is no option."""
    with pytest.raises(OSError, match="Invalid argument"):
        kernel.prctl(option)


def test_a_system_without_prctl(monkeypatch):
    """Other systems' C libraries do not have it."""
    monkeypatch.setattr(kernel, "_libc", SimpleNamespace())
    with pytest.raises(OSError, match="only Linux has prctl"):
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
