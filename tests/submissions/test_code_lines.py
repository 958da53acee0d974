"""Cells of notebooks: what only Jupyter understands is found by its place in the text, and Python that looks like it stays."""

import ast

import pytest

from grader.submissions.code_lines import definitions, logical_lines, statements, without_magics, without_words


@pytest.mark.parametrize(
    "text",
    [
        "x = 7 % 3\ny = x if x else 0  # why?\n",
        'print("%d"\n      % 3)\n',
        "x = (7\n     %y)\n",
        "x = 7 \\\n    %y\n",
        'text = """\n%d\n!x\nwhat?\n"""\n',
        "text = '''\n%matplotlib\n'''",
        "a != b\nx %= 3\n",
        "s = 'it''s (' # not ' closed (\nt = \"[{\"\n",
        "f(x=[\n# ) a comment\n1])\n",
        "",
        "x = 1",
    ],
)
def test_python_stays(text):
    """A percent sign, an exclamation mark or a question mark within a statement, a string or a comment is no magic."""
    assert without_magics(text) == text


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("%matplotlib inline\nx = 1\n", "pass\nx = 1\n"),
        ("!echo it's (\nx = 1", "pass\nx = 1"),
        ("!pip install \\\n  torch\nx = 1", "pass\n\nx = 1"),
        ("if x:\n    %time f()\n\t!ls\n", "if x:\n    pass\n\tpass\n"),
        ("files = !ls\nt, u = %timeit -o f('(')\nx = 1", "pass\npass\nx = 1"),
        ("np.exp?\n?np.exp\nnp.*load*??\nx = 1", "pass\npass\npass\nx = 1"),
        ("f(\n  1)\n%cd ..\r\nx = 1\r\n", "f(\n  1)\npass\nx = 1\n"),
        ("%%bash\nls (\n", ""),
        ("\n%%html\n<b>", ""),
        ("%%time\ndef f(x):\n    return x\ntrain()\n", "\ndef f(x):\n    return x\n\n"),
        ("# timed\n%%time\nx = 1", "# timed\npass\nx = 1"),
    ],
)
def test_magics_become_pass(text, python):
    """Line numbers stay. A cell that is only measured keeps its definitions; a cell in another language is left out."""
    assert without_magics(text) == python


def test_statements_have_their_blocks():
    """Decorators, branches, comments and closing brackets belong to a statement; strings and comments are not its code."""
    text = (
        "import a\n@decorated(\n  1)\n# why\ndef f(x):\n# here\n    return x\n\nif a:\n    b\nelse:\n    c\n"
        "x = [\n1\n]\n'torch'  # torch\ny = 2"
    )
    found = list(statements(text))
    assert "".join(one.text for one in found) == text
    assert [one.text.split("\n")[0] for one in found] == ["import a", "@decorated(", "if a:", "x = [", "y = 2"]
    assert not any("torch" in one.code or "why" in one.code for one in found)
    assert [len(ast.parse(one.text).body) for one in found] == [1, 1, 1, 2, 1]


def test_definitions_of_a_cell():
    """Imports, functions, classes and plain assignments, on their lines; nothing that computes."""
    text = "import a\nx = 1\ny = f()\nclass A:\n    pass\nfor i in x:\n    train()\nasync def g(): pass\n"
    assert definitions(text) == "import a\nx = 1\n\nclass A:\n    pass\n\n\nasync def g(): pass\n"


def test_code_that_needs_another_library():
    """It goes, with all that its cell computes; imports stay, and so do definitions that no other cell makes."""
    cells = [
        ("1", "import numpy as np, torch\n"),
        ("2", "def f(x):\n    '''As in torch.'''\n    return x  # not torch\n"),
        ("3", "import math\ndef f(x): return x.clone()\ndef g(x): return x\nnet = torch.nn.Linear(1, 1)\nx = f(1)\n"),
        ("4", "net = nn.Identity()\n"),
    ]
    assert without_words(cells, ["torch", "nn"]) == [
        *cells[:2],
        ("3", "import math\n\ndef g(x): return x\n\n\n"),
    ]


PIECES = [" ", "(", "'", '"""', "\\", "x ", "%", "\n", "@\n", "#", "'''\"", "x.", "= ", "?", "\\\n", ",="]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_cell_is_read_whole(piece):
    """No text is lost, whatever is opened and never closed."""
    text = piece * 1000
    assert "".join(line.text for line in logical_lines(text)) == text
    assert "".join(one.text for one in statements(text)) == text
    without_words([("1", without_magics(text))], ["torch"])
