"""The example below a student's code is renewed, and nothing that the student wrote is lost."""

import pytest

from grader.workspace.examples import example, renewed, without_example

CODE = 'def f(x):\n    raise NotImplementedError("TODO: this")\n'
MINE = "def f(x):\n    return x  # mine\n"
OLD = 'if __name__ == "__main__":\n    print(f(1))\n\n    print("end")\n'
NEW = 'if __name__ == "__main__":\n    print(f(2))\n'
GAP = "\n\n"


def test_a_skeleton_is_code_and_an_example():
    """A skeleton may have no example."""
    assert example(CODE + GAP + OLD) == OLD.rstrip() and without_example(CODE + GAP + OLD) == CODE.rstrip()
    assert example(CODE) == "" and without_example(CODE) == CODE.rstrip()


@pytest.mark.parametrize(
    "mine", [MINE, "def f(x):\n    return (x\n", ""], ids=["finished", "not Python yet", "nothing"]
)
def test_an_unchanged_example_is_renewed(mine):
    """The code above it stays to the letter; so does what the student wrote below it."""
    above = (mine.rstrip() + "\n\n\n") if mine else "\n\n\n"
    assert renewed(mine + GAP + OLD, CODE + GAP + OLD, CODE + GAP + NEW) == above + NEW
    assert renewed(mine + GAP + OLD + "\nx = 1\n", CODE + GAP + OLD, CODE + GAP + NEW) == above + NEW + "\nx = 1\n"
    assert renewed(mine + GAP + OLD.rstrip(), CODE + GAP + OLD, CODE + GAP + NEW) == above + NEW


def test_line_ends_stay_what_they_are():
    """An editor on Windows may have changed all of them."""
    text = (MINE + GAP + OLD).replace("\n", "\r\n")
    assert renewed(text, CODE + GAP + OLD, CODE + GAP + NEW) == (MINE + GAP + NEW).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "theirs",
    [
        MINE + GAP + OLD.replace("f(1)", "f(7)"),
        MINE + GAP + OLD + "    plot()\n",
        MINE + GAP + OLD + "\n\n    plot()\n",
        MINE + GAP + "if True:\n    pass\n" + OLD.replace("if __name__", "elif __name__"),
        MINE,
        MINE + GAP + OLD + GAP + OLD,
    ],
    ids=["changed", "longer", "longer after empty lines", "in another statement", "removed", "twice"],
)
def test_a_changed_example_stays(theirs):
    """It is the student's from then on."""
    assert renewed(theirs, CODE + GAP + OLD, CODE + GAP + NEW) is None


def test_an_example_is_new():
    """It is put below the code, unless the student has a block of that kind."""
    assert renewed(MINE, CODE, CODE + GAP + NEW) == MINE + GAP + NEW
    assert renewed(MINE + GAP + OLD, CODE, CODE + GAP + NEW) is None
    assert renewed(MINE, None, CODE + GAP + NEW) == MINE + GAP + NEW


def test_an_example_is_gone():
    """A topic may lose its example; a student's own block is not touched."""
    assert renewed(MINE + GAP + OLD, CODE + GAP + OLD, CODE) == MINE
    assert renewed(MINE + GAP + OLD + "\nx = 1\n", CODE + GAP + OLD, CODE) == MINE + GAP + "x = 1\n"
    assert renewed(MINE + GAP + NEW, CODE, CODE) == MINE + GAP + NEW and renewed(MINE[:-1], CODE, CODE) == MINE[:-1]


@pytest.mark.parametrize("known", [True, False])
def test_a_renewed_file_is_current(known):
    """The second time nothing changes, whether the skeleton of the beginning is known or not."""
    text = MINE + GAP + NEW
    assert renewed(text, CODE + GAP + OLD if known else None, CODE + GAP + NEW) == text
