"""The line for GitHub Classroom's reporter."""

import base64

from support.samples import BROKEN, EMPTY, EVIL, FULL, MORE, TOY, golden, valid

from grader.show.platforms.github_classroom import render


def decoded(text: str) -> str:
    """What the reporter decodes."""
    assert text.startswith("result=") and text.count("\n") == 1 and text.endswith("\n")
    return base64.b64decode(text.removeprefix("result="), validate=False).decode()


def test_golden():
    """What is inside, to the letter."""
    golden("github_classroom.json", decoded(render([TOY, MORE], FULL)) + "\n")


def test_schema():
    """Whatever is in the reports."""
    for reports in ([TOY], [EVIL], [BROKEN], [EMPTY]):
        valid("github_classroom", decoded(render(reports, FULL)))


def test_status():
    """Pass, fail, and error where a check is broken or there is none."""
    for reports, status in (([MORE], "pass"), ([TOY], "fail"), ([BROKEN, MORE], "error"), ([EMPTY], "error")):
        assert valid("github_classroom", decoded(render(reports, FULL)))["status"] == status


def test_no_line_is_a_command():
    """The reporter prints names and messages to a log that obeys ::error:: and ##[error]."""
    for test in valid("github_classroom", decoded(render([EVIL], FULL)))["tests"]:
        for text in (test["name"], test["message"]):
            assert "##[" not in text
            assert not any(line.lstrip().startswith("::") for line in text.splitlines())
