"""Write the two folders of a new topic with a small working example. `grader verify` passes at once and stays the guide."""

from __future__ import annotations

import re
from pathlib import Path

from ..values.errors import UsageError
from ..values.text import filled

# The end of a part's `__main__` block: it prints the numbers of the README beside those of the functions above.
EXAMPLES = {
    "numpy": """\
    print(f"{'':22}{'README':42}yours")
    for example in (…):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
""",
}

README = """\
# @TITLE@

Say in two sentences what the student builds and why it matters.

## The formula

    y = a * x

| name | shape | meaning |
|---|---|---|
| `x` | (N, D) | a batch |
| `y` | (N, D) | the answer |

## A worked example

Write numbers that a reader can follow with pencil and paper.

## Where this is in the lectures

Name the lecture, the paper, and further reading.
"""

CHECKS = '''\
"""Public checks of @TOPIC@: each check has one sentence, which students read."""

from grader import check, close, same_dtype, unchanged


@check(points=1)
def multiplies_every_entry(student, reference, rng):
    """Every entry is multiplied by the factor."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d))
    close(student.scale(x, 2.5), reference.scale(x, 2.5), "y")


@check(points=1, after=multiplies_every_entry)
def keeps_float32(student, reference, rng):
    """A float32 batch gives the right numbers in float32."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d)).astype("float32")
    y = student.scale(x, 2.5)
    same_dtype(y, "float32", "y")
    close(y, reference.scale(x, 2.5), "y")


@check(points=1, after=multiplies_every_entry)
def leaves_the_input_alone(student, reference, rng):
    """The answer is right, and the caller's array does not change."""
    n, d = rng.sizes(5, 3)
    x = rng.normal(size=(n, d))
    before = x.copy()
    y = student.scale(x, 2.5)
    unchanged(x, before, "x")
    close(y, reference.scale(before, 2.5), "y")
'''

SOLUTION = '''\
"""@TITLE@, by hand in NumPy."""

import numpy as np


def scale(x: np.ndarray, factor: float) -> np.ndarray:
    """Multiply a batch by a number.

    x: (N, D) float. Returns a new array of the same shape and dtype. x does not change.
    """
    # BEGIN SOLUTION multiply every entry by the factor
    return x * factor
    # END SOLUTION
'''

MISTAKES = '''\
"""Mistakes in `scale`, by the check that catches each. A mistake is an edit of the solution."""

from grader import Mistakes, text

m = Mistakes("numpy")
RETURN = text("return x * factor")  # must occur in the solution exactly once

with m.fails("multiplies_every_entry"):
    m("adds", "This adds the factor. To scale is to multiply by the factor.", RETURN >> "return x + factor")

with m.fails("keeps_float32"):
    m("widens", "A np.float64 factor turns float32 into float64: keep factors plain Python numbers, or cast them to x.dtype.",
      RETURN >> "return x * np.float64(factor)")

with m.fails("leaves_the_input_alone"):
    m("in_place", "`x *= factor` changes the caller's array: make a new one.", RETURN >> "x *= factor; return x")
'''

RIGHT = '''\
"""Row by row, in a loop."""

import numpy as np


def scale(x, factor):
    out = np.empty_like(x)
    for i in range(len(x)):
        out[i] = factor * x[i]
    return out
'''


def write_topic(name: str, exercises: Path, solutions: Path) -> list[Path]:
    """Write both folders and return the paths of the files. Raises UsageError if the topic exists already."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(
            f"{name!r} is not a valid name for a topic: use lower-case letters, digits and _ (for example layer_norm)"
        )
    public, secret = exercises / name, solutions / name
    for folder in (public, secret):
        if folder.exists():
            raise UsageError(f"{folder} exists already: choose another name, or edit that topic")
    texts = {
        public / "README.md": README,
        public / "checks.py": CHECKS,
        secret / f"{name}_numpy.py": SOLUTION,
        secret / "mistakes" / "scale.py": MISTAKES,
        secret / "right" / "loop_numpy.py": RIGHT,
    }
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            names = {"TOPIC": name, "TITLE": name.replace("_", " ").capitalize()}
            used = {key: value for key, value in names.items() if f"@{key}@" in text}
            path.write_text(filled(text, **used), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be written: {error.strerror}") from None
    return list(texts)
