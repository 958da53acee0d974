"""A student's workspace with two topics, and the commands as a student calls them."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from support.places import ROOT

from grader.cli.main import main

TOPIC = "batch_norm"


FILE = Path("exercises") / TOPIC / f"{TOPIC}_numpy.py"


RIGHT = (ROOT / "tests" / "sample_class" / "right_terse" / FILE.name).read_text()


def call(*arguments, code=0, **settings):
    """Run a command; what it printed. Nothing but an exit status may come out of it."""
    done = CliRunner().invoke(main, [str(a) for a in arguments], **settings)
    assert isinstance(done.exception, SystemExit | None) and done.exit_code == code, done.exception or done.output
    return " ".join(done.output.split())


def check(*arguments, code):
    return call("check", *arguments, "--part", "numpy", code=code)


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start a fresh workspace with two topics in `folder`, and enter it."""
    call("start", folder, "--topics", f"{TOPIC},softmax_cross_entropy")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")
    return folder
