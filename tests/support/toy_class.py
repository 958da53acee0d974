"""A class of the topic `toy`, and the commands as people call them; see tests/cli/."""

from pathlib import Path

from click.testing import CliRunner, Result

from grader.cli.main import main

RIGHT = "def scale(x, factor):\n    return factor * x\n"
ADDS = "def scale(x, factor):\n    return x + factor\n"
SECRET = "a secret that is long enough"


def call(*arguments: str) -> Result:
    """Run `grader` with these arguments; nothing but SystemExit may come out of it."""
    result = CliRunner().invoke(main, [*arguments, *(["--part", "numpy"] if arguments[0] in PARTED else [])])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


PARTED = ("check", "judge", "grade", "verify")


def hand_in(workspace: Path, name: str, text: str) -> Path:
    path = workspace / "class" / name / "toy_numpy.py"
    path.parent.mkdir()
    path.write_text(text)
    return path


def grade(*more: str, out: str = "out") -> str:
    """Grade the class into the folder `out`; returns the remarks on standard error in one line."""
    result = call("grade", "class", "--out", out, "--jobs", "1", "--secret-file", "secret", *more)
    assert result.exit_code == 0, result.output
    return " ".join(result.stderr.split())
