"""The modules that a part may import: those beside it, and the packages that it names."""

import pytest

from grader.submissions.modules import decode, modules_beside

FILES = {
    "work/toy_numpy.py": b"from parts import a\n",
    "work/helper.py": b"import deeper.inner.b\n",
    "work/not-a-name.py": b"",
    "work/broken.py": b"\xff",
    "work/parts/__init__.py": b"from . import a\n",
    "work/parts/a.py": b"x = 1\n",
    "work/deeper/inner/b.py": b"y = 2\n",
    "work/unnamed/c.py": b"z = 3\n",
    "helper_above.py": b"",
    "elsewhere/d.py": b"",
}


def test_modules_and_packages_that_are_named():
    """By their dotted names, with the paths that tracebacks show."""
    found = modules_beside("work/toy_numpy.py", FILES, ["from parts import a\n"], 1000)
    assert {name: path for name, (path, _) in found.items()} == {
        "helper": "helper.py",
        "parts": "parts/__init__.py",
        "parts.a": "parts/a.py",
        "deeper.inner.b": "deeper/inner/b.py",
    }


def test_a_package_that_is_too_large_is_left_out():
    """What counts is what the part needs; the rest of a large repository costs it nothing."""
    files = FILES | {"work/parts/large.py": b"#" * 1000}
    found = modules_beside("work/toy_numpy.py", files, ["from parts import a\n"], 900)
    assert sorted(found) == ["deeper.inner.b", "helper"]


@pytest.mark.parametrize("data", [b"\xff", b"# coding: punycode\nx", b"# coding: nonsense\nx", b"x\0"])
def test_what_is_not_python_text(data):
    """The reason says what to do."""
    text, problem = decode(data)
    assert text == "" and "Save it as UTF-8" in problem


def test_ends_of_lines_and_marks_go():
    """Whatever system wrote the file."""
    assert decode(b"\xef\xbb\xbfa\r\nb\rc\n") == ("a\nb\nc\n", "")
