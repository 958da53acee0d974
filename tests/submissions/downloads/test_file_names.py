"""The names in a download are parsed."""

from pathlib import Path

from grader.submissions.downloads import file_names


def test_a_uuid_marks_a_file_again():
    """From the eighth file of one name on, Canvas appends a UUID instead of a number."""
    said = file_names.canvas("doeeve_1_10_toy-0f8fad5b-d9cb-469f-a165-70867728950e.py")
    assert file_names.original_names([(Path("x"), said)]) == {Path("x"): "toy.py"}
