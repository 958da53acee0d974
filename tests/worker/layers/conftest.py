"""What tests of the layers share: a child that confines itself, and says what it could do then."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from support.places import ROOT

import grader
from grader.worker.layers import landlock, syscalls

LAYERS = Path(grader.__file__).parent / "worker" / "layers"
FILTERED = "process.no_new_privileges(); seccomp.enter(seccomp.program(os.getpid(), landlock.abi()))\n"


@pytest.fixture(scope="session")
def forks():
    """The program that forks the children."""
    command = [sys.executable, "-I", "-S", "-B", str(ROOT / "tests" / "support" / "forks.py"), str(LAYERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.stdin.close()


@pytest.fixture
def child(forks):
    """`child(program, **values)`: the program's `answer`, or the signal or exit status with which it ended."""

    def run(program, **values):
        text = json.dumps({"program": textwrap.dedent(program), "values": values})
        print(text, file=forks.stdin, flush=True)
        said = json.loads(forks.stdout.readline())
        assert "raised" not in said, said["raised"]
        return said["answer"] if "answer" in said else said["ended"]

    return run


@pytest.fixture
def filtered(child):
    """The same, behind the filter for system calls."""
    if not sys.platform.startswith("linux") or not Path("/proc/self/status").read_text().count("Seccomp:"):
        pytest.skip("this kernel has no seccomp filters")
    return lambda program, **values: child(FILTERED + textwrap.dedent(program), **values)


@pytest.fixture
def needs_landlock():
    """Skips where the kernel has none."""
    if landlock.abi() < 1:
        pytest.skip("this kernel offers no Landlock")


@pytest.fixture
def needs_root():
    """Skips for an ordinary user."""
    if os.geteuid() != 0:
        pytest.skip("only root may change its user")


def pytest_collection_modifyitems(items):
    """The layers are Linux's, and know the numbers of two machines."""
    if sys.platform != "linux" or syscalls.known("landlock_create_ruleset") is None:
        for item in items:
            if item.path.is_relative_to(Path(__file__).parent):
                item.add_marker(pytest.mark.skip(reason="the layers are for Linux on x86-64 and 64-bit ARM"))
