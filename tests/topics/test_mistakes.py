"""The named mistakes of a topic, as they are read."""

import pytest

from grader.topics.mistakes import Mistake, read_mistakes
from grader.values.errors import TopicError

HEAD = "from grader import Mistakes, text\n\nm = Mistakes('numpy')\n"
SOLUTION = {"numpy": "def double(x):\n    return 2 * x\n"}


@pytest.fixture
def read(tmp_path):
    """The mistakes in files with these texts, by their names."""

    def mistakes(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.py").write_text(HEAD + text)
        return read_mistakes(tmp_path, SOLUTION)

    return mistakes


def test_mistakes_stand_in_blocks_by_check_and_may_stand_in_loops(read):
    """Files come in the order of their names. A block inside another one ends with it."""
    loop = (
        "with m.fails('doubles'):\n"
        "    for n in (3, 4):\n        m(f'times_{n}', f'Not {n}.', text('2 * x') >> f'{n} * x')\n"
        "    with m.fails('keeps'):\n        m('inner', 'Hint.', text('return') >> 'yield', text('yield 2') >> 'yield 3')\n"
        "    m('a|b', 'Outer.', text('2 * x') >> 'x')\n"
    )
    assert read(b="with m.fails('last'):\n    m('z', 'Last.', text('2 * x') >> '-x')\n", a=loop) == (
        Mistake("times_3", "numpy", "doubles", "Not 3.", (("2 * x", "3 * x"),)),
        Mistake("times_4", "numpy", "doubles", "Not 4.", (("2 * x", "4 * x"),)),
        Mistake("inner", "numpy", "keeps", "Hint.", (("return", "yield"), ("yield 2", "yield 3"))),
        Mistake("a|b", "numpy", "doubles", "Outer.", (("2 * x", "x"),)),
        Mistake("z", "numpy", "last", "Last.", (("2 * x", "-x"),)),
    )


def test_a_mistake_may_have_other_bases(read):
    """Each is a file of right code, with edits of its own; the solution's edits stay what they were."""
    text = (
        "with m.fails('doubles'):\n    m('a', 'Hint.', text('2 * x') >> 'x',\n"
        "      base={'right/loops_numpy.py': [text('x + x') >> 'y', text('y') >> '-x'],\n"
        "            'right/b_numpy.py': [text('2') >> '3']})\n"
    )
    [mistake] = read(a=text)
    assert mistake.bases == (
        ("right/loops_numpy.py", (("x + x", "y"), ("y", "-x"))),
        ("right/b_numpy.py", (("2", "3"),)),
    )
    assert mistake.made_in("return 2 * x") == "return x"
    assert mistake.made_in("return x + x", "right/loops_numpy.py") == "return -x"
    with pytest.raises(TopicError, match="mistake a: `find` occurs 0 times in right/b_numpy.py, not once: '2'"):
        mistake.made_in("return x + x", "right/b_numpy.py")


WRONG = {
    "a base of another part": (
        "with m.fails('c'):\n    m('a', 'Hint.', text('x') >> 'y', base={'right/loops_torch.py': [text('x') >> 'y']})",
        "mistake a: base names 'right/loops_torch.py': write a file as right/NAME_numpy.py",
    ),
    "a base elsewhere": (
        "with m.fails('c'):\n    m('a', 'Hint.', text('x') >> 'y', base={'../right/a_numpy.py': [text('x') >> 'y']})",
        "write a file as right/NAME_numpy.py",
    ),
    "a base without an edit": (
        "with m.fails('c'):\n    m('a', 'Hint.', text('x') >> 'y', base={'right/a_numpy.py': []})",
        "write each edit as text",
    ),
    "outside a block": ("m('a', 'Hint.', text('x') >> 'y')", "write it inside a block"),
    "without an edit": ("with m.fails('c'):\n    m('a', 'Hint.')", "write each edit as text"),
    "an edit that is a text": ("with m.fails('c'):\n    m('a', 'Hint.', 'x')", "write each edit as text"),
    "the mark of generic causes": (
        "with m.fails('c'):\n    m('generic:sign', 'Hint.', text('2') >> '3')",
        "mistake generic:sign: an id does not begin with 'generic:'",
    ),
    "not Python": ("with", "does not load: SyntaxError"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_mistake_is_refused(read, kind):
    """With the file and what to write."""
    text, sentence = WRONG[kind]
    with pytest.raises(TopicError, match=sentence) as caught:
        read(wrong=text)
    assert "wrong.py" in str(caught.value)


def test_everything_that_does_not_fit_is_told_at_once(read):
    """Each text once, with how many mistakes need it; and the names that occur twice."""
    text = (
        "with m.fails('c'):\n"
        "    for n in range(3):\n        m(f'gone_{n}', 'Hint.', text('3 * x') >> f'{n}')\n"
        "    m('many', 'Hint.', text('x') >> 'y')\n    m('many', 'Hint.', text('2 * x') >> 'y')\n"
        "t = Mistakes('torch')\nwith t.fails('c'):\n    t('other', 'Hint.', text('2 * x') >> 'y')\n"
    )
    with pytest.raises(TopicError) as caught:
        read(several=text)
    assert str(caught.value).splitlines()[0].endswith("two mistakes are called many")
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == [
        "gone_0 and 2 more: the text '3 * x' occurs 0 times in the solution of the numpy part, not once",
        "many: the text 'x' occurs 2 times in the solution of the numpy part, not once",
        "other: the text '2 * x' occurs 0 times in the solution of the torch part, not once",
    ]
