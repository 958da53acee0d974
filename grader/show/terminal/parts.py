"""Which parts can run here, and what is said of those that cannot."""

from __future__ import annotations

from ...sandbox.spawn import missing
from ...values.errors import UsageError
from ...values.parts import PARTS
from .console import note


def runnable(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts to run: those asked for, or all whose libraries are installed, saying which are left out."""
    lacking = {part: libraries for part in parts or PARTS if (libraries := missing(part))}
    for part, libraries in lacking.items():
        if parts:
            raise UsageError(f"the {part} part needs {libraries}: pip install 'chainrule[{part}]'")
        note(f"{libraries} is not installed: {part} parts are left out. pip install 'chainrule[{part}]'")
    return tuple(part for part in parts or PARTS if part not in lacking)
