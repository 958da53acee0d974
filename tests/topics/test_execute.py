"""Files of checks are executed as modules of one package, and what fails in them is named."""

import sys

import pytest

from grader.topics.execute import checks_in, execute
from grader.values.errors import TopicError

CHECK = 'from grader import check\n\n@check(points=1)\ndef {name}(student, reference, rng):\n    """It works."""\n'


def test_a_later_file_imports_from_an_earlier_one(tmp_path):
    """A check belongs to the file that defines it."""
    (tmp_path / "checks.py").write_text(CHECK.format(name="first"))
    (tmp_path / "checks_torch.py").write_text("from .checks import first\n" + CHECK.format(name="second"))
    found = [checks_in(execute(tmp_path / name)) for name in ("checks.py", "checks_torch.py")]
    assert [[check.name for check in checks] for checks in found] == [["first"], ["second"]]
    assert f"topic_{tmp_path.name}.checks" in sys.modules


@pytest.mark.parametrize("text", ["x = = 1", "1 / 0", "import no_such_module"])
def test_a_file_that_fails_is_named(tmp_path, text):
    """With the exception, and without a traceback."""
    (tmp_path / "checks.py").write_text(text)
    with pytest.raises(TopicError, match=r"checks.py does not load: \w+Error: ") as caught:
        execute(tmp_path / "checks.py")
    assert caught.value.__cause__ is None


def test_a_missing_file_is_named(tmp_path):
    """As where any file of a topic is read."""
    with pytest.raises(TopicError, match="checks.py is missing"):
        execute(tmp_path / "checks.py")


def test_a_piece_of_a_check_is_no_check(tmp_path):
    """A name for a piece, which other checks wait for, adds no check."""
    path = tmp_path / "toy" / "checks.py"
    path.parent.mkdir()
    path.write_text(
        "from grader import check\n\n@check(points=1, each={'a': None})\ndef adds(student, reference, rng, item):\n"
        "    '''It adds.'''\n\nPIECE = adds['a']\n"
    )
    assert [check.name for check in checks_in(execute(path))] == ["adds"]
