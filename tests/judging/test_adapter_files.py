"""Adapter files on a tiny topic: what they may say, refuse and call differently, and which cannot be used."""

import pytest

from grader.checks.seeds import PUBLIC
from grader.judging import adapter
from grader.judging.judge import judge
from grader.judging.setup import for_the_record
from grader.submissions import intake
from grader.topics.topic import Topic
from grader.values.errors import UsageError

TOY = {
    "checks": '''
        from grader import check, close

        @check(points=1)
        def doubles(student, reference, rng):
            """Doubles."""
            close(student.double(3.0), reference.double(3.0), "y")

        @check(points=1)
        def doubles_below_0(student, reference, rng):
            """Doubles what is negative."""
            close(student.double(-3.0), reference.double(-3.0), "y")

        @check(points=1)
        def halves_in_a_driver(student, reference, rng):
            """Halves."""
            close(student.drive("halved", 3.0), reference.drive("halved", 3.0), "y")
    ''',
    "solution": """
        def double(x):
            return 2 * x

        def halve(x):
            return x / 2
    """,
}


@pytest.fixture
def toy(make_topic, tmp_path):
    """A topic of two exercises, one of which is used by a driver only."""
    topic = make_topic(**TOY, built=False)
    topic.folder.joinpath("drivers_numpy.py").write_text("def halved(student, x): return student.halve(x)\n")
    topic.folder.joinpath("toy_numpy.py").write_text("def double(x): ...\ndef halve(x): ...\n")
    return topic


def onto(topic, tmp_path, text):
    """The setup of a topic for an adapter with this text."""
    path = tmp_path / "style.py"
    path.write_text(text)
    return adapter.read(path).onto(for_the_record(topic, PUBLIC, isolation="best"))


def test_exercises_that_only_drivers_use_are_heard_too(toy, tmp_path):
    """A check is left out by what is asked of the code, wherever it is asked."""
    setup = onto(toy, tmp_path, "def double(x): return submission.twice(x)\n")
    assert setup.left_out == {"halves_in_a_driver": "halve"}


def test_an_adapter_may_refuse_arguments(toy, tmp_path):
    """A use that the other course does not know is left out, the others are asked."""
    text = (
        "def double(x):\n    if x < 0:\n        raise NotImplementedError('above 0')\n    return submission.twice(x)\n"
    )
    setup = onto(toy, tmp_path, text + "def halve(x): return submission.half(x)\n")
    assert setup.left_out == {"doubles_below_0": "double: above 0"}
    handed = intake.find_parts({"toy_numpy.py": b"def twice(x): return x + x\ndef half(x): return x * 0.5\n"}, toy)
    assert judge(setup, handed, name="ada").score == 2


def test_files_have_their_names_of_the_other_course(toy, tmp_path):
    """In messages too; a file with the name that it has here is taken first."""
    path = tmp_path / "style.py"
    path.write_text("FILES = {'toy_numpy': 'theirs.py'}\ndef double(x): return submission.twice(x)\n")
    found = adapter.read(path).find_parts({"a/theirs.py": b"x = 1", "a/other.py": b"", "b.py": b""}, toy)["numpy"]
    assert (found.file, found.cells) == ("theirs.py", (("theirs.py", "x = 1"),))
    found = adapter.read(path).find_parts({"theirs.py": b"x = 1", "toy_numpy.py": b"x = 2"}, toy)["numpy"]
    assert (found.file, found.cells[0][1]) == ("toy_numpy.py", "x = 2")


def test_adapters_that_cannot_be_used(toy, tmp_path):
    """The message names the file, or the solution that is missing."""
    with pytest.raises(UsageError, match="style.py cannot be read: No such file"):
        adapter.read(tmp_path / "style.py")
    (tmp_path / "style.py").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="style.py is not a text file"):
        adapter.read(tmp_path / "style.py")
    with pytest.raises(UsageError, match="style.py does not load: ZeroDivisionError"):
        onto(toy, tmp_path, "1 / 0")
    with pytest.raises(
        UsageError, match="the solution of toy is needed to find the checks that an adapter covers: name the folder"
    ):
        onto(Topic("toy", toy.folder), tmp_path, "def double(x): ...")
