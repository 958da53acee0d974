"""A student's evening from the command line: start, look where one is, check, submit, start again."""

import os
import subprocess
import sys

import pytest
from support.places import ROOT
from support.student import call, enter


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A fresh workspace with two topics, entered."""
    return enter(tmp_path / "work", monkeypatch)


def test_outside_of_a_workspace(tmp_path, monkeypatch):
    """One sentence with the next step."""
    monkeypatch.chdir(tmp_path)
    assert "grader start" in call(code=2) and "grader start" in call("list", code=2)


GUARD = """
import sys
from click.testing import CliRunner
from grader.cli.main import main
from grader.show.terminal.console import out
assert CliRunner().invoke(main, sys.argv[1:]).exit_code == 0
print(*sorted(name for name in sys.modules if name.split(".")[0] in ("numpy", "torch") or name in ("rich.progress", "rich.live")))
"""


@pytest.mark.parametrize("command", [[], ["list"], ["--help"], ["check", "--help"]])
def test_looking_around_imports_nothing_heavy(workspace, command):
    """Once the points are known: no NumPy, no torch, none of rich's heavy parts."""
    call("list")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", GUARD, *command], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
