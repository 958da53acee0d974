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


def test_old_names_of_checks_are_said_and_work_on_the_platform(course):
    """Whoever exports reads the names of today; the platform gets the table, and so the same points."""
    (course / "exercises" / "toy" / "topic.toml").write_text('[renamed]\ndoubles = ["doubles_every_entry"]\n')
    (course / "course.toml").write_text("[checks.toy]\ndoubles = 7\n")
    result = exported(course)
    assert result.exit_code == 0, result.output
    assert "names doubles of toy, which is now doubles_every_entry: use this name" in " ".join(result.stderr.split())
    packed = files(course / "zip.zip")
    assert b"[renamed]" in packed["course/exercises/toy/topic.toml"] and b"doubles = 7" in packed["course/course.toml"]
