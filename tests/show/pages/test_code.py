"""Code on a page: numbered lines, and anchors where messages name them."""

from grader.show.pages.code import MAX_LINES, Code
from grader.values.finding import Finding, Frame, Kind


def test_lines_are_found_in_notebooks_and_among_files_alike():
    """A cell by its number; of two files of one name that of the topic."""
    notebook = '{"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "source": ["a\\n", "b"]}]}'
    code = Code({"conv/utils.py": "1\n2\n", "lstm/utils.py": "1\r2\n", "my.ipynb": notebook})
    frames = (
        Frame("utils.py", 2, "g"),
        Frame("cell 2", 2, "f", "b"),
        Frame("utils.py", 9, "f"),
        Frame("other.py", 1, "f"),
    )
    found = [Finding(Kind.RAISED, "f raised ValueError: no", frames=(frame,)) for frame in frames]
    pieces = [code.linked(finding, "lstm") for finding in found]
    assert [[piece.anchor for piece in each] for each in pieces] == [["", "f2-2", ""], ["", "f3-2", ""], [""], [""]]
    assert ["".join(piece.text for piece in each) for each in pieces] == [finding.message for finding in found]
    assert code.files[1].marked == {2: "f2-2"} and code.files[2].marked == {2: "f3-2"} and not code.files[0].marked


def test_only_the_students_frames_lead_to_the_code():
    """Each in its turn, also in a sentence that names its place itself; what only looks like a place is text."""
    code = Code({"a.py": "1\n2\n3\n"})
    frames = Frame("a.py", 3, "f"), Frame("a.py", 1, "g")
    raised = Finding(Kind.RAISED, "f raised ValueError: look at a.py, line 2", frames=frames)
    assert [piece.anchor for piece in code.linked(raised, "a") if piece.anchor] == ["f1-3", "f1-1"]
    called = Finding(
        Kind.READY_MADE, "exp was called in a.py, line 2, in f: it is ready made", frames=(Frame("a.py", 2, "f"),)
    )
    assert [piece.text for piece in code.linked(called, "a")] == [
        "exp was called in ",
        "a.py, line 2",
        ", in f: it is ready made",
    ]
    assert [piece.anchor for piece in code.linked(Finding(Kind.CLAIM, "see a.py, line 2"), "a")] == [""]


def test_code_is_bounded():
    """A file of a million lines, and a thousand files, stay a page."""
    code = Code({"long.py": "x\n" * 1_000_000, **{f"{number}.py": "" for number in range(1000)}})
    assert len(code.files[0].lines) == MAX_LINES and code.files[0].left_out == 1_000_000 - MAX_LINES
    assert code.left_out == 961
