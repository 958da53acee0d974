"""Names of files and folders."""

import re

import pytest

from grader.values.filenames import safe_name, safe_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ann-1_2", "ann-1_2"),
        ("Ann", r"ann-\w{8}"),
        ("ada.l@uni.example", "ada.l@uni.example"),
        ("é/ü", r"e-u-\w{8}"),
        ("学", r"student-\w{8}"),
        ("", r"student-\w{8}"),
        ("con", r"con-\w{8}"),
        ("con.l", r"con-l-\w{8}"),
        ("a.", r"a-\w{8}"),
        ("../..", r"student-\w{8}"),
        ("x" * 500, r"x{60}-\w{8}"),
        ("\ud800", r"student-\w{8}"),
    ],
)
def test_names_are_safe(text, name):
    """In any file system and address."""
    assert re.fullmatch(name, safe_name(text))


def test_no_two_names_are_alike():
    """Not even of equal ids, nor of an id that looks like another's second page."""
    names = safe_names(["ann", "ann", "ann-2", "Ann", "ANN"])
    assert len(set(names)) == 5 and names[:3] == ["ann", "ann-2", "ann-2-2"]


def test_no_name_can_be_chosen_that_is_anothers():
    """One that looks like what another's name becomes is changed itself."""
    assert safe_name(safe_name("Ann")) != safe_name("Ann")
