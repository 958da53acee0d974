"""grades.csv: readable by programs, harmless to spreadsheets."""

import csv
import io

import pytest

from grader.fronts.grades_csv import cell, grades
from grader.report import Report, Result, Status


def report(submission: str, topic: str, score: float) -> Report:
    return Report(topic, submission, 0.0, (), "cpu", (Result("c", "C.", "numpy", Status.PASSED, score, 3.0),))


def test_one_row_a_submission_one_column_a_topic():
    """Alphabetical whatever the order of arrival; a topic without a report is empty, not 0."""
    text = grades([report("zoe", "conv", 2.5), report("adam", "norm", 3.0), report("adam", "conv", 0.0)])
    assert text == "student,conv,norm,total\nadam,0,3,3\nzoe,2.5,,2.5\n"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_neutralised(name):
    """A name must not compute when a spreadsheet opens the file."""
    assert cell(name) == "'" + name
    assert cell("x=1") == "x=1"


def test_commas_quotes_and_line_ends_survive():
    """Names are quoted as CSV needs it."""
    name = 'a "b", c\nd'
    rows = list(csv.reader(io.StringIO(grades([report(name, "conv", 1.0)]))))
    assert rows[1] == [name, "1", "1"]
