"""A report is shown as text, as JSON or as a platform reads it, with progress for people alone."""

import io
import json

import pytest
from rich.console import Console
from support.reports import report, result

from grader.show.terminal import progress
from grader.show.terminal.progress import Show
from grader.values.report import Report, Status

REPORT = report(
    "toy", "ada", result("adds", Status.PASSED), result("scales", Status.FAILED, says="y is 2, expected 1", seconds=0.1)
)


@pytest.fixture
def terminal(monkeypatch):
    """Standard error as a terminal that remembers what was written to it."""
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    monkeypatch.setattr(progress, "err", console)
    return console.file


def test_as_text_the_title_stands_above_the_checks(capsys):
    """For people."""
    Show(as_json=False).report(REPORT, "Toys")
    shown = capsys.readouterr().out
    assert shown.index("Toys") < shown.index("scales.") and "expected 1" in shown


def test_as_json_a_report_is_one_line(capsys):
    """It reads back as the same report."""
    Show(as_json=True).report(REPORT, "Toys")
    (line,) = capsys.readouterr().out.splitlines()
    assert Report.from_dict(json.loads(line)).results == REPORT.results


@pytest.mark.parametrize(("reveal", "shown"), [("category", False), ("numbers", True)])
def test_as_a_platform_reads_it_no_more_is_revealed_than_was_asked_for(capsys, reveal, shown):
    """The format goes before JSON."""
    Show(as_json=True, platform="markdown", reveal=reveal).report(REPORT, "Toys")
    text = capsys.readouterr().out
    assert text.startswith("## Toys") and ("expected 1" in text) is shown


def test_progress_is_shown_on_a_terminal(terminal):
    """And moves on with each step."""
    with Show(as_json=False).progress("toy", 2) as advance:
        advance()
        advance()
    assert "toy" in terminal.getvalue() and "2/2" in terminal.getvalue()


@pytest.mark.parametrize(
    "show", [Show(as_json=True), Show(as_json=False, platform="markdown")], ids=["JSON", "platform"]
)
def test_programs_are_shown_no_progress(terminal, show):
    """Not even on a terminal; the steps are taken all the same."""
    with show.progress("toy", 2) as advance:
        advance()
    assert terminal.getvalue() == ""


def test_no_progress_where_standard_error_is_a_file(monkeypatch):
    """A log is no place for a bar that moves."""
    console = Console(file=io.StringIO(), force_terminal=False)
    monkeypatch.setattr(progress, "err", console)
    with Show(as_json=False).progress("toy", 2) as advance:
        advance()
    assert console.file.getvalue() == ""
