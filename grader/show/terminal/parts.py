"""Which parts can run here, and what is said of those that cannot."""

from __future__ import annotations

from ...checks.check import PARTS
from ...sandbox.spawn import installed
from ...values.errors import UsageError
from .console import note


def runnable(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts to run: those asked for, or all for which the library is installed, saying which are left out."""
    missing = [part for part in parts or PARTS if not installed(part)]
    if parts and missing:
        raise UsageError(f"the {missing[0]} part needs {missing[0]}: pip install 'chainrule[{missing[0]}]'")
    for part in missing:
        note(f"{part} is not installed: {part} parts are left out. pip install 'chainrule[{part}]'")
    return tuple(part for part in parts or PARTS if part not in missing)
