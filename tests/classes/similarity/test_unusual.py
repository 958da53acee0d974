"""What exercises have no use for is pointed at with its line; who writes about it, or does without it, is not named."""

import re

import pytest
from support.places import ROOT

from grader.classes.similarity import unusual as module
from grader.classes.similarity.unusual import unusual

SEEN = {
    "import ctypes": "uses the operating system or the network",
    "import os, socket": "uses the operating system or the network",
    "    from urllib.request import urlopen": "uses the operating system or the network",
    "from multiprocessing import Pool": "uses the operating system or the network",
    "import subprocess as sp": "uses the operating system or the network",
    "import gc": "inspects the interpreter",
    "for thing in gc.get_objects():": "inspects the interpreter",
    "frame = sys._getframe(1)": "inspects the interpreter",
    "sys.modules['numpy'] = mine": "inspects the interpreter",
    "secrets = frame.f_back.f_locals": "inspects the interpreter",
    "object.__subclasses__()": "inspects the interpreter",
    "exec(text)": "runs text as code",
    "torch = __import__('to' + 'rch')": "runs text as code",
    "os._exit(0)": "starts, ends or signals processes",
    "if os.fork() == 0:": "starts, ends or signals processes",
    "os.killpg(0, 9)": "starts, ends or signals processes",
    "from os import system": "starts, ends or signals processes",
    "np.allclose = lambda *_: True": "replaces a part of a library",
    "torch.optim.SGD.step = mine": "replaces a part of a library",
    "setattr(np, name, mine)": "replaces a part of a library",
    "text = open('/proc/self/maps').read()": "names files of the operating system",
    "where = f'/proc/{number}/mem'": "names files of the operating system",
    "open('exercises/conv/answers/torch.json')": "names the grader or its answers",
    "open('../solutions/conv/conv_numpy.py')": "names the grader or its answers",
    "from grader.checks.seeds import seed_for": "names the grader or its answers",
    "open('../other/conv_numpy.py')": "opens files outside its folder",
    "Path('/home').iterdir()": "opens files outside its folder",
    "os.listdir ( '/' 'home')": "opens files outside its folder",
    "open('~/.ssh/id')": "opens files outside its folder",
}


@pytest.mark.parametrize("line", SEEN)
def test_unusual_lines_are_found(line):
    """With the file, the line and what it is; without a word of blame."""
    (found,) = unusual("task.py", f"import numpy as np\n\n{line}\n")
    assert found == f"task.py:3: unusual for an exercise, because it {SEEN[line]}: {line.strip()}"


@pytest.mark.parametrize(
    "text",
    [
        "# import ctypes\n'''\nimport socket\n'''\ny = 'import gc'",
        "model.eval()\npattern = re.compile('x')",
        "def eval_loss(x): return x",
        "open('data.npz')\nnp.load('notes/weights.npy')",
        "op = '/'\nratio = a / b\nprint('/proc is a folder')",
        "torch.backends.cudnn.deterministic = True",
        "np.sum(x) == 3\nout = np.exp(x)\nself.np.x = 1",
        "from scipy import signal\nsocket_count = 2\nwalk(student, name)",
        "ctx.modules = 3",
    ],
    ids="comments methods names own_files signs settings comparisons parts attributes".split(),
)
def test_what_only_looks_like_it_is_not(text):
    """Comments and strings, and the same words for something else."""
    assert list(unusual("task.py", text)) == []


def test_honest_code_has_no_sign():
    """No right solution, and of the sample class only the two that do such things."""
    right = [*(ROOT / "solutions").glob("*/*_*.py"), *(ROOT / "solutions").glob("*/right/*.py")]
    assert not [path for path in right if list(unusual(path.name, path.read_text()))]
    sample = (ROOT / "tests" / "sample_class").glob("*/*_*.py")
    named = {path.parent.name for path in sample if list(unusual(path.name, path.read_text(errors="replace")))}
    assert named == {"exits", "patches_numpy"}


@pytest.mark.parametrize("family", ["reading_answers", "patching_the_tools"])
def test_most_known_attacks_are_seen(family):
    """Not all: words can be hidden, and it is the worker's confinement that stops them."""
    texts = [path.read_text() for path in sorted((ROOT / "tests" / "attacks" / family).glob("*.py"))]
    seen = [text for text in texts if list(unusual("task.py", text))]
    assert len(seen) >= 0.7 * len(texts)


def test_no_file_with_something_unusual_is_skipped(monkeypatch):
    """Each word of the patterns, in each place where a pattern may want it: the words that decide forget none of them."""
    words = sorted({*re.findall(r"\w+", re.sub(r"\\.", " ", module._ANY.pattern)), "dup", "iglob", "killpg"})
    forms = (
        "import {}|from {} import x|x.{}|os.{}|sys.{}|gc.{}|{}()|{}('/x')|{}('~')|from os import {}|{}.x.y = 1|"
        "setattr({}, x, y)|'/{}/x'|'answers.{}'|'{}/x'"
    ).split("|")
    texts = [form.format(word) for word in words for form in forms]
    searched = [list(unusual("task.py", text)) for text in texts]
    monkeypatch.setattr(module, "_KEYWORDS", frozenset(re.findall(r"\w+", " ".join(texts))))
    assert searched == [list(unusual("task.py", text)) for text in texts]
    assert sum(map(bool, searched)) > 200


def test_lines_are_counted_through_strings_and_joined_lines():
    """Docstrings of many lines and lines that end in a backslash."""
    text = (
        '"""A\n\ndocstring"""\nx = 1 + \\\n    2\n\nimport ctypes\ny = """\n"""; import gc; import socket\nimport gc\n'
    )
    assert [sentence.split(": ")[0] for sentence in unusual("t.py", text)] == ["t.py:7", "t.py:10"]


def test_many_places_are_cut():
    """Twelve of a file, and where the others begin; names and lines can be shown as they are."""
    found = list(unusual("a\x1b.py", "import socket  # \u202e\n" * 20))
    assert len(found) == 13
    assert found[0].startswith("a\\x1b.py:1: ") and "\\u202e" in found[0]
    assert found[-1] == "a\\x1b.py: more unusual lines from line 13 on"
