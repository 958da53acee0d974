"""The zip for Gradescope, unpacked and run by its own run_autograder: results.json is valid and right, whatever is handed in."""

import json

import pytest
from click.testing import CliRunner
from support.attacks import HERE
from support.autograder import SECRET, earned, solution
from support.samples import valid

from grader.cli.main import main

WRONG = "def double(x):\n    return x * 3\n"
LOOPS = "def double(x):\n    while True:\n        pass\n"
LOOPS_AT_IMPORT = "while True:\n    pass\n"
EXITS = "import os\n\n\ndef double(x):\n    os._exit(0)\n"
KILLED = "import os, signal\n\n\ndef double(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
CHECKS, POINTS = 8, 10


def judged(course, folder):
    """The report of `grader judge` with the same secret."""
    command = ["judge", str(folder), "--topic", "toy", "--part", "numpy", "--isolation", "best", "--format", "json"]
    command += ["--exercises", str(course / "exercises"), "--solutions", str(course / "solutions")]
    result = CliRunner().invoke(main, [*command, "--secret-file", str(course / "course.secret")])
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    "text",
    [None, WRONG, "def double(:\n", LOOPS, EXITS, KILLED],
    ids=["right", "wrong", "syntax error", "endless loop", "os._exit", "killed"],
)
def test_the_score_is_that_of_judge(course, unpacked, text):
    """Check by check, and as a sum."""
    autograder = unpacked()
    folder = autograder.hand_in(solution(course) if text is None else text)
    content = autograder.run()
    valid("gradescope", json.dumps(content))
    report = judged(course, folder)
    assert earned(content) == report["score"] and (text is not None or report["score"] == POINTS)
    assert [test["extra_data"]["status"] for test in content["tests"]] == [r["status"] for r in report["results"]]
    assert sum(test["max_score"] for test in content["tests"]) == report["max_score"] == POINTS


def test_nothing_handed_in(unpacked):
    """Every check is there, and nothing is earned."""
    content = unpacked().run()
    valid("gradescope", json.dumps(content))
    assert len(content["tests"]) == CHECKS and earned(content) == 0
    assert {test["extra_data"]["status"] for test in content["tests"]} == {"not_written"}


def test_time_that_runs_out_leaves_what_was_found(course, unpacked):
    """Beyond its limit Gradescope reads nothing, so grading ends itself before; what was not reached is in the sum."""
    autograder = unpacked()
    autograder.change(seconds=32)
    text = solution(course).replace("def batches(", "def unused(")
    autograder.hand_in(f"{text}\n\ndef batches(x, size):\n    while True:\n        size += 1\n")
    (autograder.course / "exercises/toy/checks.py").write_text(
        (autograder.course / "exercises/toy/checks.py").read_text().replace("seconds=1.0", "seconds=20.0")
    )
    content = autograder.run()
    valid("gradescope", json.dumps(content))
    assert earned(content) == 5 and sum(test["max_score"] for test in content["tests"]) == POINTS
    assert [test["extra_data"]["status"] for test in content["tests"]] == ["passed"] * 4 + ["timed_out"] * 4


@pytest.mark.parametrize("family", ["secret", "solution"])
def test_what_is_hidden_stays_hidden(unpacked, family):
    """The course is in source/, beside the student's code, which cannot open it; without layers it could."""
    attack = (HERE / "reading_answers" / f"{family}.py").read_text()
    autograder = unpacked("--reveal", "numbers")
    for level, read in (("best", False), ("none", True)):
        autograder.change(isolation=level)
        planted = str(autograder.course)
        autograder.hand_in(attack.replace("<planted>/course.secret", f"{planted}/secret").replace("<planted>", planted))
        content = autograder.run()
        assert earned(content) == 0
        assert ("CANARY" in json.dumps(content) + autograder.said) is read


@pytest.mark.parametrize("broken", ["settings.json", "secret", "exercises/toy/checks.py"])
def test_our_own_failure_says_so_and_no_more(unpacked, broken):
    """The student reads a sentence, the instructor what it was."""
    autograder = unpacked()
    (autograder.course / broken).write_text("(")
    content = autograder.run()
    valid("gradescope", json.dumps(content))
    assert earned(content) == 0 and "not your fault" in content["output"] and content["tests"] == []
    assert content["stdout_visibility"] == "hidden" and broken.rpartition("/")[2] in autograder.said


def test_python_that_does_not_start(unpacked):
    """There was a result before."""
    content = unpacked().run(python="/nowhere/python")
    valid("gradescope", json.dumps(content))
    assert earned(content) == 0 and "not your fault" in content["output"]


def test_hidden_checks_are_shown_when_the_course_says(course, unpacked):
    """Those that students do not have, and no others."""
    autograder = unpacked("--visibility", "hidden")
    autograder.hand_in(solution(course))
    seen = {test["extra_data"]["check"]: test["visibility"] for test in autograder.run()["tests"]}
    hidden = [name for name, visibility in seen.items() if visibility == "hidden"]
    assert hidden == ["toy.adds_up_whole_numbers"] and len(seen) == CHECKS


@pytest.mark.parametrize(("level", "shown"), [("category", False), ("numbers", True)])
def test_students_learn_what_is_revealed(unpacked, level, shown):
    """Numbers only where they were asked for."""
    autograder = unpacked("--reveal", level)
    autograder.hand_in(WRONG)
    assert ("expected" in json.dumps(autograder.run()["tests"])) is shown


def test_a_leaderboard_where_it_was_asked_for(course, unpacked):
    """Points, and who is meant in what the instructor reads."""
    autograder = unpacked("--leaderboard")
    autograder.hand_in(solution(course))
    users = {"users": [{"name": "Emmy N.", "email": "e@example.org"}, {"name": "", "email": "ada@example.org"}]}
    (autograder.root / "submission_metadata.json").write_text(json.dumps(users))
    assert autograder.run()["leaderboard"] == [{"name": "Points", "value": POINTS}]
    assert "Emmy N., ada@example.org, toy: 10/10; isolation: process" in autograder.said
    assert SECRET not in autograder.said
