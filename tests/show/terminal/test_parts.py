"""Parts whose libraries are installed can run; of the others a note says how to get them."""

import pytest
from support.parts import absent_part

from grader.show.terminal.parts import runnable
from grader.values import parts as table
from grader.values.errors import UsageError

ABSENT = absent_part()


@pytest.fixture
def absent(monkeypatch):
    """A third part, a library of which is not installed."""
    monkeypatch.setitem(table.TABLE, ABSENT.name, ABSENT)
    monkeypatch.setattr("grader.show.terminal.parts.PARTS", ("numpy", ABSENT.name))


def test_all_that_can_run_where_none_is_asked_for(absent, capsys):
    """The note names the part, what it lacks and the command."""
    assert runnable(()) == ("numpy",)
    said = capsys.readouterr().err
    assert "absent parts are left out" in said and "pip install 'chainrule[absent]'" in said


def test_a_part_that_is_asked_for_must_run(absent):
    """It would be graded as nothing otherwise."""
    with pytest.raises(UsageError, match=r"the absent part needs .*pip install 'chainrule\[absent\]'"):
        runnable(("numpy", "absent"))


def test_parts_that_are_asked_for_keep_their_order(absent, capsys):
    """Nothing is said of the others."""
    assert runnable(("numpy",)) == ("numpy",) and capsys.readouterr().err == ""
