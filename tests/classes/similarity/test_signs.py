"""Signs are given where code was copied, whatever was done to it, and never where it was only written to one end."""

import ast
import builtins
import random
import re

import pytest
from support.places import ROOT

from grader.classes.similarity.signs import signs

SOLUTIONS = sorted((ROOT / "solutions").glob("*/*_*.py"))
KNOWN = [path.read_text() for path in sorted((ROOT / "exercises").glob("*/*_*.py"))]


def part(path):
    """numpy or torch."""
    return path.stem.rpartition("_")[2]


def variants(path):
    """The reference and the files that are right in another way, written independently, by name."""
    files = [path, *sorted(path.parent.glob(f"right/*_{part(path)}.py"))]
    return {file.stem: file.read_text() for file in files}


def as_class(texts, name="task.py"):
    """Submissions of one file each."""
    return {who: {name: text} for who, text in texts.items()}


class Renamed(ast.NodeTransformer):
    """Other names for everything that a file names itself, and other numbers; its strings and comments are gone."""

    def __init__(self, tree):
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        named |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} - {"self"}
        named -= set(dir(builtins))
        self.names = {name: f"renamed_{number}" for number, name in enumerate(sorted(named))}

    def visit_Name(self, node):
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_arg(self, node):
        return ast.arg(self.names.get(node.arg, node.arg), node.annotation)

    def visit_Constant(self, node):
        return ast.Constant(node.value + 1) if type(node.value) in (int, float) else node

    def visit_Expr(self, node):
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)


def disguised(text, seed=0):
    """A copy: renamed, in another order, without its docstrings, with other comments, numbers and layout."""
    tree = ast.parse(text)
    tree = Renamed(tree).visit(tree)
    body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    random.Random(seed).shuffle(body)
    tree.body = [node for node in tree.body if node not in body] + body
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.body:
            node.body = [ast.Pass()]
    lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
    return "\n".join(f"{line}  # my own comment {number}" for number, line in enumerate(lines))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_right_solutions_written_independently_are_not_paired(path):
    """Ten people who solve one exercise rightly are alike, and no sign of anything."""
    assert signs(as_class(variants(path)), KNOWN) == {}


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_disguised_copies_are_paired(path):
    """Of each of the right solutions one, among all the others."""
    texts = variants(path)
    for who, text in texts.items():
        found = signs(as_class(texts | {"copyist": disguised(text)}), KNOWN)
        assert found.keys() == {who, "copyist"}, who
        assert f"in the file of {who}, apart from names" in found["copyist"][0]


def test_mistakes_made_in_a_copy_do_not_hide_it():
    """A few edited lines leave most of it."""
    text = (ROOT / "solutions" / "lstm" / "lstm_numpy.py").read_text()
    edited = text.replace("np.tanh", "np.arctan").replace("+ ", "- ", 6)
    assert edited != text
    found = signs(as_class({"ada": text, "bob": edited}), KNOWN)
    assert found.keys() == {"ada", "bob"}


@pytest.fixture(scope="module")
def text():
    """A solution, to be copied."""
    return (ROOT / "solutions" / "lstm" / "right" / "closure_numpy.py").read_text()


def test_what_the_sentences_say(text):
    """Whose it is like, how much of it, and where to look."""
    found = signs(as_class({"ada": text, "bob": "# mine\n\n" + text, "eve": text.replace("    ", "  ")}), KNOWN)
    assert found["bob"][0].startswith(
        "task.py: 100 % of its own code is also in the file of ada, apart from names, literals "
    )
    assert (
        "(the longest common passage begins in line 5, there in line 3); in a group of 3, with ada, eve"
        in found["bob"][0]
    )
    assert found["eve"] == (
        "task.py: the same text as the file of ada, apart from white space; in a group of 3, with ada, bob",
    )


def test_a_large_group_is_cut(text):
    """Eight names, and how many more; to have it in common with half of the class does not make it innocent."""
    others = as_class({f"honest {number}": other for number, other in enumerate(variants(SOLUTIONS[-2]).values())})
    found = signs(others | as_class({f"s{number:02}": text for number in range(12)}), KNOWN)
    assert len(found) == 12
    assert found["s03"][0].endswith("in a group of 12, with s00, s01, s02, s04, s05, s06, s07, s08 and 3 more")


def test_where_to_look(text):
    """The line in which the longest common passage begins, in either file."""
    (sentence,) = signs(as_class({"ada": text, "bob": "count = (1)  # (\n\n" * 20 + text}), KNOWN)["bob"]
    here, there = map(int, re.search(r"passage begins in line (\d+), there in line (\d+)", sentence).groups())
    assert here == there + 40 and 2 < there < text.count("\n")


def test_two_pairs_are_no_group(text):
    """Who copied from somebody else is not named with them."""
    other = (ROOT / "solutions" / "conv" / "right" / "im2col_numpy.py").read_text()
    found = signs(as_class({"a": text, "b": disguised(text), "c": other, "d": disguised(other)}), KNOWN)
    assert "the file of a, " in found["b"][0] and "the file of d, " in found["c"][0]
    assert not any("group" in sentence for sentences in found.values() for sentence in sentences)


def test_what_everybody_was_given_is_taken_away():
    """Skeletons are alike, and so is what was copied from the lecture."""
    skeletons = as_class(dict.fromkeys("abc", KNOWN[0]))
    assert signs(skeletons, KNOWN) == {}
    assert signs(skeletons).keys() == set("abc")


def test_few_lines_are_alike_by_nature():
    """A file in which little is written is not compared."""
    few = "import numpy as np\n\ndef softmax(x, axis=-1):\n    e = np.exp(x - x.max(axis=axis, keepdims=True))\n"
    few += "    return e / e.sum(axis=axis, keepdims=True)\n"
    assert signs(as_class({"a": few, "b": few})) == {}


def test_files_are_compared_under_one_name(text):
    """Upper case and folders are no difference; what stands under another name is another exercise."""
    assert signs({"a": {"x/Task.py": text}, "b": {"task.py": text}}).keys() == {"a", "b"}
    assert signs({"a": {"one.py": text}, "b": {"two.py": text}}) == {}


HOSTILE = {
    "brackets": "(" * 100_000,
    "quotes": '"""\\' * 30_000,
    "open strings": "'" * 99_999,
    "prefixes": "rb" * 50_000 + "'",
    "blanks": " \\\n" * 60_000,
    "comments": "#" * 100_000 + "\n#" * 50_000,
    "import": "import " + "a, " * 60_000,
    "attributes": "np" + ".a" * 90_000 + "\n",
    "nulls and surrogates": "\0\ud800é٣" * 40_000,
    "one name": "x" * 199_000,
    "lines": "import socket\n" * 14_000,
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_take_no_time_and_break_nothing(hostile):
    """Whatever they hold, and however much of it: linear time, no exception, few sentences that can be printed."""
    found = signs({"mallory": {"task.py": hostile}, "bob": {"task.py": hostile}})
    assert sum(map(len, found.get("bob", ()))) < 5000
    for sentence in found.get("bob", ()):
        sentence.encode()


def test_a_thousand_submissions_grow_no_square():
    """Pairs are found by one matrix product, not one by one: four hundred of one file take a second."""
    texts = [text for path in SOLUTIONS for text in variants(path).values()]
    sources = as_class({f"s{number}": texts[number % len(texts)] for number in range(400)})
    assert len(signs(sources, KNOWN)) == 400
