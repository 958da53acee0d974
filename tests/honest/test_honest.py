"""Odd but honest submissions: right code that uses Python, NumPy and torch in unusual ways loses no point.

Each file in numpy/ and torch/ is handed in beside plain.py, which holds the plain solution of the toy topic. The other
submissions hold this solution itself, in files, folders and notebooks of odd forms.
"""

from __future__ import annotations

import importlib.util
import json
import shutil

import pytest
from support.attacks import HERE as ATTACKS
from support.places import TESTS

from grader.authoring.strip import strip
from grader.judging.judge import judge
from grader.judging.setup import for_the_record
from grader.sandbox import worker_process
from grader.sandbox.isolation import STRICT
from grader.sandbox.worker_process import Worker
from grader.submissions.intake import find_parts
from grader.topics.topic import Topic
from grader.values.errors import IsolationError

FILES = sorted((TESTS / "honest").glob("*/*.py"))
PLAIN = (ATTACKS / "course" / "solutions" / "toy" / "toy_numpy.py").read_text(encoding="utf-8")
HEAD, *FUNCTIONS = PLAIN.split("\n\n\n")  # the imports, and each function or class


@pytest.fixture(scope="session")
def toy(tmp_path_factory) -> Topic:
    """The topic of the attacks, with its skeletons."""
    root = tmp_path_factory.mktemp("honest")
    shutil.copytree(ATTACKS / "course", root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (root / "solutions" / "toy").glob("toy_*.py"):
        skeleton = strip(path.read_text(encoding="utf-8"), path.name)
        (root / "exercises" / "toy" / path.name).write_text(skeleton, encoding="utf-8")
    return Topic("toy", root / "exercises" / "toy", root / "solutions" / "toy")


@pytest.fixture(params=["strict", "none"])
def level(request) -> str:
    """The level of isolation; skips where the machine does not offer it."""
    if request.param == "strict":
        try:
            with Worker("numpy", isolation=STRICT) as worker:
                worker.wait_until_ready()
        except IsolationError as error:
            pytest.skip(str(error))
    return request.param


def lost(toy: Topic, files: dict[str, bytes], part: str, level: str = "best") -> dict[str, str]:
    """The checks that gave no points, with their messages."""
    if part == "torch" and importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")
    setup = for_the_record(toy, b"secret", parts=(part,), isolation=level)
    report = judge(setup, find_parts(files, toy), name="odd but honest")
    assert report.results
    return {result.name: result.message for result in report.results if not result.passed}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_files(path, toy, level):
    """Each earns everything, behind all layers and without any."""
    part = path.parent.name
    files = {f"toy_{part}.py": path.read_bytes(), "plain.py": PLAIN.encode()}
    assert lost(toy, files, part, level) == {}


TEXTS = {
    "ends of lines of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "ends of lines of an old Macintosh": PLAIN.replace("\n", "\r").encode(),
    "a mark at the beginning": b"\xef\xbb\xbf# -*- coding: utf-8 -*-\n" + PLAIN.encode(),
    "Latin-1": ("# -*- coding: latin-1 -*-\n# Präzise Brüche\n" + PLAIN).encode("latin-1"),
    "Windows-1252, said in line 2": ("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n# “€”\n" + PLAIN).encode(
        "cp1252"
    ),
    "tabs": PLAIN.replace("    ", "\t").encode(),
    "no end of the last line, form feeds": PLAIN.rstrip().replace("\ndef ", "\n\f\ndef ").encode(),
    "continued lines": PLAIN.replace("return 2 *", "return 2 * \\\n       ").encode(),
    "a program below": (PLAIN + '\nif __name__ == "__main__":\n    import pylab\n    while True: pass\n').encode(),
    "asks for itself": (PLAIN + "\nimport sys\nassert sys.modules[__name__].double is double and __file__\n").encode(),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts(text, toy):
    """Whatever editor and system wrote it."""
    assert lost(toy, {"toy_numpy.py": text}, "numpy") == {}


TREES = {
    "helpers of helpers": {"toy_numpy.py": "from a import *", "a.py": "import b\nfrom b import *", "b.py": PLAIN},
    "a circle": {"toy_numpy.py": f"import plain\n{PLAIN}", "plain.py": "import toy_numpy"},
    "a package": {"toy_numpy.py": "from lib.plain import *", "lib/__init__.py": "", "lib/plain.py": PLAIN},
    "a folder": {"toy_numpy.py": "from lib.plain import *", "lib/plain.py": PLAIN},
    "a package in a package": {
        "work/toy_numpy.py": "import lib.inner.plain\nfrom lib import *",
        "work/lib/__init__.py": "from .inner.plain import *",
        "work/lib/inner/__init__.py": "from . import plain",
        "work/lib/inner/plain.py": f"from ..settings import *\n{PLAIN}",
        "work/lib/settings.py": "x = 1",
    },
    "relative imports": {"toy_numpy.py": "from . import plain\nfrom .plain import *", "plain.py": PLAIN},
    "relative imports of a package": {
        "src/toy_numpy.py": "from .lib import *",
        "src/lib/__init__.py": PLAIN,
        "src/__init__.py": "",
    },
    "other files that do not load": {
        "Toy_NumPy.PY": PLAIN,
        "test_toy.py": "import pytest",
        "conftest.py": "(",
        "a-b.py": "1/0",
    },
}


@pytest.mark.parametrize("files", TREES.values(), ids=TREES)
def test_folders(files, toy):
    """Helpers are found where Python would find them."""
    assert lost(toy, {name: text.encode() for name, text in files.items()}, "numpy") == {}


def notebook(*sources: str) -> bytes:
    """A notebook with these cells; a source that begins with "#md" is text."""
    cells = [{"cell_type": "markdown" if text.startswith("#md") else "code", "source": text} for text in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


NOTEBOOKS = {
    "empty cells, text, errors": notebook(
        "#md # Title", "", "  \n", "# why", HEAD, *FUNCTIONS, "plt.plot([1])", "1 / 0", "("
    ),
    "magics": notebook(
        "%matplotlib inline\n%load_ext autoreload\n!pip install x\n" + PLAIN, "double?", "%%bash\nls (", "%%html\n<b>"
    ),
    "magics in blocks and names": notebook("if True:\n    %cd ..\n    !ls\nfiles = !ls\ntook = %timeit -o 1\n" + PLAIN),
    "a percent sign that goes on": notebook(
        PLAIN + 'print("%d"\n      % 3)\nx = (7\n    %3)\ntext = """\n%d\n"""\nassert len(text) == 4'
    ),
    "a cell that is timed": notebook(HEAD, "%%time\n" + FUNCTIONS[0], "%%capture out\n" + "\n\n".join(FUNCTIONS[1:])),
    "annotations of the future": notebook(
        "from __future__ import annotations", PLAIN.replace("double(x)", "double(x: No) -> No")
    ),
    "plots first": notebook("import matplotlib.pyplot as plt\nimport pandas as pd, numpy as np", *FUNCTIONS),
    "one cell that shows something": notebook(
        "get_ipython().run_line_magic('pylab', '')\n" + PLAIN + "display(double(1))"
    ),
    "both parts, one set of imports": notebook("import torch\nimport numpy as np\nfrom torch import nn", *FUNCTIONS),
    "both parts in one cell": notebook(
        "import numpy as np, torch\ndevice = torch.device('cpu')\n\n" + "\n\n".join(FUNCTIONS)
    ),
    "the same names in both parts": notebook(
        "import torch", PLAIN, "def total(x):\n    return torch.sum(x)\ndef double(x): return x"
    ),
    "a comment on torch": notebook(PLAIN.replace("x.sum(axis=1)", "x.sum(axis=1)  # torch.sum(x, 1) of nn")),
}


@pytest.mark.parametrize("content", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_notebooks(content, toy):
    """What Jupyter runs counts, and what fails or needs another library takes nothing along."""
    assert lost(toy, {"toy.ipynb": content}, "numpy") == {}


def test_a_notebook_that_trains(toy, monkeypatch):
    """What it computes is left out if it takes too long; its definitions count."""
    monkeypatch.setattr(worker_process, "LOAD_LIMIT", 1.0)
    content = notebook(HEAD, *FUNCTIONS, "while True:\n    pass\nlosses = []")
    assert lost(toy, {"toy.ipynb": content}, "numpy") == {}
