"""Find the parts whose library is installed, and print a note about each other part."""

from __future__ import annotations

from ...sandbox.spawn import missing
from ...values.errors import UsageError
from ...values.parts import PARTS
from .console import note


def runnable(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts to run: `parts`, or, if it is empty, every part whose libraries are installed.

    Prints a note about each part that is left out. Raises UsageError if a library of one of `parts` is not installed.
    """
    lacking = {part: libraries for part in parts or PARTS if (libraries := missing(part))}
    for part, libraries in lacking.items():
        if parts:
            raise UsageError(f"the {part} part needs {libraries}: pip install 'chainrule[{part}]'")
        note(f"{libraries} is not installed: {part} parts are left out. pip install 'chainrule[{part}]'")
    return tuple(part for part in parts or PARTS if part not in lacking)
