"""Take every figure and say which keep their bounds."""

from __future__ import annotations

import json
import operator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import check, wire

HOLDS = {"<=": operator.le, ">=": operator.ge}


def main() -> None:
    """Print a table and write build/bench.json."""
    console = Console()
    table = Table("figure", "value", "bound", "kept")
    found = {}
    for module in (wire, check):
        with console.status(f"measuring {module.__name__}"):
            for figure in module.measure():
                sign, _, bound = figure.bound.partition(" ")
                kept = ("yes" if HOLDS[sign](figure.value, float(bound)) else "NO") if sign else ""
                table.add_row(figure.key, f"{figure.value:.3g} {figure.unit}", figure.bound, kept)
                found[f"{figure.key} [{figure.unit}]"] = figure.value
    console.print(table)
    path = Path(__file__).parent.parent / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n")


main()
