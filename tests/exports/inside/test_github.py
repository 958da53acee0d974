"""A student's repository is checked against the recordings in it, and what is known is told after every check."""

import base64
import json
import signal

import pytest
from support.toy_class import ADDS, RIGHT

from grader.exports.inside import github
from grader.exports.settings import Settings
from grader.values.errors import UsageError
from grader.values.report import Status

SETTINGS = Settings(("toy",), ("numpy",))


def test_what_is_known_is_told_after_every_check(workspace):
    """Checks that were not reached have timed out; no solution is needed."""
    (workspace / "solutions").rename(workspace / "elsewhere")
    (workspace / "exercises" / "toy" / "toy_numpy.py").write_text(RIGHT)
    told = []
    reports = github.check(SETTINGS, workspace, lambda so_far: told.append([r.status for r in so_far[0].results]))
    passed, late = Status.PASSED, Status.TIMED_OUT
    assert told[:3] == [[passed, late, late], [passed, passed, late], [passed] * 3]
    assert [report.score for report in reports] == [3] and reports[0].submission == workspace.name


def test_a_repository_without_exercises_is_told_how_to_get_them(tmp_path):
    """It was made in another way."""
    with pytest.raises(UsageError, match="no folder exercises/ in .*grader start"):
        github.check(SETTINGS, tmp_path, lambda so_far: None)


def test_the_result_and_the_report_are_written_beside_one_another(workspace, monkeypatch):
    """One for GitHub, one to be read, with the numbers that a student sees at home too."""
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)  # this process is not to end
    (workspace / "exercises" / "toy" / "toy_numpy.py").write_text(ADDS)
    (workspace / "settings.json").write_text(SETTINGS.as_json())
    assert github.main([str(workspace), str(workspace), str(workspace / "result")]) == 0
    encoded = (workspace / "result").read_text().removeprefix("result=")
    assert json.loads(base64.b64decode(encoded))["status"] == "fail"
    page = (workspace / "result.md").read_text()
    assert "Every entry is multiplied" in page and "expected" in page
