"""The program that platforms start: its result is valid at any moment, and nothing is said on standard output."""

import json
import signal

import pytest
from support.platforms import POINTS, WRONG, Given

from grader.exports.inside import grade, run
from grader.values.errors import UsageError


@pytest.fixture
def platform(tmp_path, monkeypatch):
    """A place for a result that says so before grading, and a course that was unpacked."""
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)  # this process is not to end
    given = Given.at(tmp_path)
    for path, (data, mode) in given.bundle().items():
        if path.startswith("course/"):
            file = tmp_path / "unpacked" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            file.chmod(mode)
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "toy_numpy.py").write_text(given.text("right"))
    (tmp_path / "result").write_text("not reached")
    return tmp_path


def graded(platform, form="gradescope", *options):
    """The exit status of the program."""
    places = [platform / "unpacked" / "course", platform / "submission", platform / "result"]
    return run.main([form, *map(str, places), *options])


def test_the_result_is_what_the_format_makes_of_the_report(platform, capfd):
    """Standard output stays empty; the instructor reads points and isolation on standard error."""
    assert graded(platform) == 0
    tests = json.loads((platform / "result").read_text())["tests"]
    assert sum(test["score"] for test in tests) == POINTS
    out, err = capfd.readouterr()
    assert out == "" and f"toy: {POINTS}/{POINTS}; isolation: process" in err


def test_points_are_out_of_the_platforms_own_maximum(platform):
    """As the program is told."""
    (platform / "submission" / "toy_numpy.py").write_text(WRONG)
    assert graded(platform, "prairielearn", "--out-of", "100") == 0
    content = json.loads((platform / "result").read_text())
    assert 0 <= content["score"] < 1


def test_every_state_of_the_result_can_be_read(platform, monkeypatch):
    """What is not asked yet has timed out, and the title says that grading did not finish."""
    states = []
    write = run.write_whole
    monkeypatch.setattr(run, "write_whole", lambda path, text: (states.append(text), write(path, text)))
    assert graded(platform, "gradescope") == 0
    contents = [json.loads(state)["tests"] for state in states]
    assert {len(tests) for tests in contents} == {len(contents[0])}
    timed_out = [sum(test["extra_data"]["status"] == "timed_out" for test in tests) for tests in contents]
    assert timed_out == sorted(timed_out, reverse=True) and timed_out[0] == len(contents[0]) and timed_out[-1] == 0


@pytest.mark.parametrize("broken", ["settings.json", "secret", "exercises/toy/checks.py"])
def test_where_the_grader_fails_the_result_is_what_it_was(platform, capfd, broken):
    """The status tells, and standard error says what it was."""
    (platform / "unpacked" / "course" / broken).chmod(0o600)
    (platform / "unpacked" / "course" / broken).write_text("(")
    assert graded(platform) == 3
    assert (platform / "result").read_text() == "not reached"
    out, err = capfd.readouterr()
    assert out == "" and broken.rpartition("/")[2] in err


def test_a_failure_after_the_first_results_puts_back_what_was_there(tmp_path, capsys):
    """Whatever was written meanwhile; where there was no result, an empty one is left."""

    def fails():
        (tmp_path / "result").write_text("half")
        raise ZeroDivisionError

    (tmp_path / "result").write_text("before")
    assert run.kept_valid(tmp_path / "result", fails) == 3 and (tmp_path / "result").read_text() == "before"
    (tmp_path / "result").unlink()
    assert run.kept_valid(tmp_path / "result", fails) == 3 and (tmp_path / "result").read_text() == ""
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_our_own_errors_are_one_sentence(capsys):
    """An error that names its remedy needs no traceback."""

    def fails():
        raise UsageError("export the course again")

    assert not grade.succeeds(fails)
    assert capsys.readouterr().err == "grader: export the course again\n"
