"""Whose row is whose."""

import pytest

from grader.course.students import Entry, Student
from grader.show.gradebooks.matching import NO_ROW, SAME_ROW, SEVERAL_ROWS, Left, match
from grader.values.errors import UsageError

CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Toy (7)"]
ROWS = [
    ["    Points Possible".strip(), "", "", "", "", "10"],
    ["Lovelace, Ada", "101", "s1", "ada@example.edu", "A", ""],
    ["Noether, Emmy", "102", "s2", "emmy@example.edu", "A", ""],
    ["Müller,  Jo", "103", "s3", "jo@example.edu", "A", ""],
    ["Müller, Jo", "104", "s4", "jo2@example.edu", "B", ""],
]


def rows(*students: Student, header: list[str] = CANVAS, table: list[list[str]] = ROWS) -> tuple[int | str, ...]:
    matched = match(header, table, [Entry(student) for student in students]).rows
    return tuple(row.reason if isinstance(row, Left) else row for row in matched)


def test_by_id_then_email_then_name():
    """In any of the columns with ids; case and the order of names do not matter."""
    assert rows(Student("101"), Student("s2")) == (1, 2)
    assert rows(Student("?", email="EMMY@example.edu")) == (2,)
    assert rows(Student("?", "Ada  lovelace"), Student("?", "Noether, Emmy")) == (1, 2)
    assert rows(Student("101", "Emmy Noether", "emmy@example.edu")) == (1,)


def test_nobody_is_guessed():
    """Two of one name, two entries for one row, an id that is another's login: no match, and why."""
    assert rows(Student("?", "Jo Müller")) == (SEVERAL_ROWS,)
    assert rows(Student("103"), Student("s3")) == (SAME_ROW, SAME_ROW)
    assert rows(Student("9", "Nobody")) == (NO_ROW,)
    assert rows(Student("")) == (NO_ROW,)
    assert rows(Student("1"), header=["ID", "Username"], table=[["1", "x"], ["2", "1"]]) == (SEVERAL_ROWS,)


def test_moodles_participants():
    """By number, in other languages too; first and last names in columns of their own."""
    header = ["Identifier", "First name", "Last name"]
    table = [["Participant 12", "Ada", "Lovelace"], ["Teilnehmer/in 13", "Emmy", "Noether"]]
    assert rows(Student("12"), Student("Teilnehmer/in 13"), header=header, table=table) == (0, 1)
    assert rows(Student("?", "emmy noether"), header=header, table=table) == (1,)


def test_a_number_behind_a_name_is_no_participants():
    """Groups have numbers too, and so have other columns."""
    assert rows(Student("Group 12"), header=["Identifier"], table=[["Participant 12"]]) == (NO_ROW,)
    assert rows(Student("12"), header=["Username"], table=[["Group 12"]]) == (NO_ROW,)


def test_logins_that_are_addresses():
    """As Canvas has them."""
    assert rows(Student("?", email="x@y"), header=["SIS Login ID"], table=[["X@Y"]]) == (0,)


def test_names_that_a_spreadsheet_was_kept_from_computing():
    """With or without the apostrophe."""
    assert rows(Student("?", "=1+1"), header=["Name"], table=[["'=1+1"]]) == (0,)


def test_who_stands_in_the_rows():
    """For the list of those without a submission; the row of maximal points is nobody."""
    names = match(CANVAS, ROWS, []).names
    assert list(names) == [1, 2, 3, 4] and names[1] == "Lovelace, Ada"


def test_a_file_that_names_nobody_is_refused():
    """With what it would need."""
    with pytest.raises(UsageError, match="it needs one like id, "):
        rows(Student("1"), header=["a", "b"], table=[["1", "2"]])
