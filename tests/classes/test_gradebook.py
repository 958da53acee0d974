"""The scores of a run in the file of a platform."""

import pytest
from support.toy_class import call


@pytest.mark.parametrize("platform", ["plain", "canvas", "moodle", "moodle-worksheet", "lti"])
def test_every_gradebook_is_written(graded, platform):
    """And says how many are in it, or why somebody is not."""
    result = call("gradebook", "out", platform, "--out", "book")
    assert result.exit_code == 0, result.output
    left_out = result.stderr.count("not in the file")
    assert f"{2 - left_out} student" in result.stdout
    assert left_out == (2 if platform in ("moodle", "moodle-worksheet") else 0)


def test_a_platforms_own_file_is_filled(graded):
    """Its other columns and rows stay as they were."""
    (graded / "exported.csv").write_text("ID,Student,Exercise 3 (77)\nright,Somebody,\nwrong,Another,\nghost,Gone,5\n")
    result = call("gradebook", "out", "canvas", "--out", "book", "--fill", "exported.csv", "--title", "Exercise 3")
    assert (
        graded / "book"
    ).read_text() == "ID,Student,Exercise 3 (77)\nright,Somebody,3\nwrong,Another,0\nghost,Gone,5\n"
    assert ("no submission for" in result.stderr and "ghost" in result.stderr) or "Gone" in result.stderr


def test_a_gradebook_of_no_topic_is_refused(graded):
    """With what may have been meant."""
    result = call("gradebook", "out", "plain", "--out", "book", "--topic", "tyo")
    assert result.exit_code == 2 and "Did you mean toy?" in result.stderr
