"""The commands that write an export."""

import pytest
from click.testing import CliRunner
from support.autograder import make_course
from support.otter_library import ANSWERS

from grader.cli.export import export
from grader.exports import EXPORTS

pytest.importorskip("nbformat")


@pytest.fixture
def course(tmp_path):
    """A course with the topics toy and other; see make_course."""
    return make_course(tmp_path / "course")


def test_the_command_takes_recordings_from_where_the_exercises_are(course, tmp_path, monkeypatch):
    """Wherever it is given; nothing is recorded again."""
    monkeypatch.chdir(tmp_path)
    command = ["otter", "toy", "--part", "numpy", "--out", "out", "--secret-file", str(course / "course.secret")]
    command += ["--exercises", str(course / "exercises"), "--solutions", str(course / "solutions")]
    result = CliRunner().invoke(export, command)
    assert result.exit_code == 0 and "recording" not in result.output
    assert (tmp_path / "out" / "student" / "exercises" / "toy" / "answers" / "numpy.json").read_bytes() == ANSWERS


def test_every_platform_is_a_command():
    """None is forgotten, and each has the options of all."""
    assert set(export.commands) == set(EXPORTS) | {"gradescope"}
    common = {option.name for option in export.commands["gradescope"].params} - {"visibility", "leaderboard"}
    assert all(
        {option.name for option in command.params} == common
        for command in export.commands.values()
        if command.name != "gradescope"
    )


def test_an_export_says_where_to_write(course):
    """The place is never guessed: an export holds the solutions."""
    result = CliRunner().invoke(export, ["vpl", "toy"])
    assert result.exit_code == 2 and "--out" in result.output
