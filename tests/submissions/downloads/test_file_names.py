"""The names in a download are parsed."""

import datetime
from pathlib import Path

import pytest

from grader.submissions.downloads import file_names
from grader.submissions.downloads.file_names import ParsedName


def test_a_uuid_marks_a_file_again():
    """From the eighth file of one name on, Canvas appends a UUID instead of a number."""
    said = file_names.canvas("doeeve_1_10_toy-0f8fad5b-d9cb-469f-a165-70867728950e.py")
    assert file_names.original_names([(Path("x"), said)]) == {Path("x"): "toy.py"}


@pytest.mark.parametrize(
    ("name", "parsed"),
    [
        ("Ada Lovelace_77_assignsubmission_file_toy.py", ("77", "toy.py", "Ada Lovelace")),
        ("Ada Lovelace_77_assignsubmission_file_", ("77", "file", "Ada Lovelace")),
        ("Ada Lovelace_77_assignsubmission_file", ("77", "file", "Ada Lovelace")),
        ("Default group_assignsubmission_file_a_b.py", ("Default group", "a_b.py", "Default group")),
        ("A_1_assignsubmission_file_B_2_assignsubmission_file_x.py", ("1", "B_2_assignsubmission_file_x.py", "A")),
    ],
)
def test_moodles_names(name, parsed):
    """The number is the student; the first match is Moodle's, whatever a student called the file."""
    found = file_names.moodle(name)
    assert (found.student, found.file, found.name, found.late, found.order) == (*parsed, False, 0)


@pytest.mark.parametrize(
    ("name", "parsed"),
    [
        ("lovelaceada_LATE_123_1003_toy.py", ParsedName("123", "toy.py", "lovelaceada", True, 1003)),
        ("lovelaceada_123_1003_toy_5_6.py", ParsedName("123", "toy_5_6.py", "lovelaceada", False, 1003)),
        ("anon_aB3x9_1006_12_x.py", ParsedName("aB3x9", "12_x.py", "", False, 1006)),
        ("LATE_anon_aB3x9_1006_x.py", ParsedName("aB3x9", "x.py", "", True, 1006)),
    ],
)
def test_canvas_names(name, parsed):
    """Late or not, anonymous or not; numbers behind the upload's belong to the file."""
    assert file_names.canvas(name) == parsed


@pytest.mark.parametrize("name", ["toy.py", "ada", "", "_assignsubmission_file_x", "hw_final_v2.py", "ada_1_x"])
def test_other_names_are_no_platforms(name):
    """None, rather than a guess."""
    assert file_names.moodle(name) is None and file_names.canvas(name) is None


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("ada_2026-11-02T23-10Z", "2026-11-02T23:10:00+00:00"),
        ("ada_2026-11-02T2310-59+0100", "2026-11-02T23:10:59+01:00"),
    ],
)
def test_names_that_end_in_a_time(name, time):
    """Seconds and the zone may be missing; the time has the zone of this machine."""
    student, when = file_names.timed(name)
    assert student == "ada" and when == datetime.datetime.fromisoformat(time)


@pytest.mark.parametrize(
    "name", ["ada", "ada_2026-11-31T10-00", "ada_2026-11-02T25-00", "2026-11-02T23-10", "ada_2026-11-02"]
)
def test_what_is_no_time_is_part_of_the_name(name):
    """Also a day that no calendar has."""
    assert file_names.timed(name) == (name, None)
