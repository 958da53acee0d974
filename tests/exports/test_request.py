"""What a command asks of an export is turned into a bundle."""

from support.autograder import exported, files

from grader.values.errors import UsageError


def test_a_secret_is_drawn_where_none_is_given(course):
    """Another one each time, and it is said."""
    drawn = set()
    for _ in range(2):
        result = exported(course, drawn=True)
        assert result.exit_code == 0 and "a new secret was drawn" in result.stderr
        drawn.add(files(course / "zip.zip")["course/secret"])
    assert len(drawn) == 2 and all(len(secret) == 65 for secret in drawn)


def test_a_topic_that_is_not_there(course):
    """The nearest is named, and nothing is written."""
    result = exported(course, topic="toi")
    assert isinstance(result.exception, UsageError) and "Did you mean toy?" in str(result.exception)
    assert not (course / "zip.zip").exists()
