"""What every page shows in one way: code with the lines that messages name, and training curves."""

import subprocess
import sys

from support.classes import CURVES

from grader.show.pages.code import MAX_LINES, Code
from grader.show.pages.curves import drawings


def test_lines_are_found_in_notebooks_and_among_files_alike():
    """A cell by its number; of two files of one name that of the topic."""
    notebook = '{"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "source": ["a\\n", "b"]}]}'
    code = Code({"conv/utils.py": "1\n2\n", "lstm/utils.py": "1\r2\n", "my.ipynb": notebook})
    said = [code.linked(text, "lstm") for text in ("utils.py:2: no", "at cell 2, line 2, in f", "utils.py, line 9")]
    assert [[piece.anchor for piece in pieces] for pieces in said] == [["f2-2", ""], ["", "f3-2", ""], [""]]
    assert "".join(piece.text for piece in said[1]) == "at cell 2, line 2, in f"


def test_code_is_bounded():
    """A file of a million lines, and a thousand files, stay a page."""
    code = Code({"long.py": "x\n" * 1_000_000, **{f"{number}.py": "" for number in range(1000)}})
    assert len(code.files[0].lines) == MAX_LINES and code.files[0].left_out == 1_000_000 - MAX_LINES
    assert code.left_out == 961


def test_curves_are_drawn_whatever_they_hold():
    """Gaps, one point, nothing finite, the largest numbers; a logarithmic height where a linear one shows nothing."""
    (drawing,) = drawings(CURVES)
    reference, yours = drawing.lines
    assert yours.path.count("M") == 2 and reference.path.count("M") == 1 and yours.ends == "2 → 0.5"
    assert not drawing.logarithmic and next(drawings({"loss": {"yours": [1e9, 1.0]}})).logarithmic
    assert list(drawings({"loss": {"yours": [None, float("nan")]}, "none": {"yours": []}})) == []
    for heights in ([1.0], [1.7e308, -1.7e308], [0.0, 0.0]):
        assert "nan" not in next(drawings({"loss": {"yours": heights}})).lines[0].path


def test_one_page_asks_for_no_numpy():
    """A platform's program may have to answer in half a core."""
    text = "import sys, grader.show.platforms.html; print([name for name in ('numpy', 'matplotlib') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout == "[]\n"
