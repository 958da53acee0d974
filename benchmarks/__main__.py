"""Take every figure, or those of the modules that are named, and say which keep their bounds."""

from __future__ import annotations

import json
import operator
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import big_class, causes, check, evening, exports, hops, isolation, otter, throughput, topics, wire

MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (wire, isolation, topics, causes, check, evening, throughput, exports, hops, big_class, otter)
}
RESULTS = Path(__file__).parent.parent / "build" / "bench.json"
HOLDS = {"<=": operator.le, ">=": operator.ge}


def main(names: list[str]) -> None:
    """Print a table and write build/bench.json."""
    console = Console()
    table = Table("figure", "value", "bound", "kept")
    found = json.loads(RESULTS.read_text()) if names and RESULTS.exists() else {}
    try:
        for module in [MODULES[name] for name in names] or MODULES.values():
            with console.status(f"measuring {module.__name__}"):
                for figure in module.measure():
                    sign, _, bound = figure.bound.partition(" ")
                    kept = ("yes" if HOLDS[sign](figure.value, float(bound)) else "NO") if sign else ""
                    value = format(figure.value, "d" if isinstance(figure.value, int) else ".3g")  # a count is exact
                    table.add_row(figure.key, f"{value} {figure.unit}", figure.bound, kept)
                    found[f"{figure.key} [{figure.unit}]"] = figure.value
    finally:  # what was measured before something went wrong took minutes
        console.print(table)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")


if unknown := set(sys.argv[1:]) - set(MODULES):
    sys.exit(f"no module {unknown.pop()!r}: choose from {', '.join(MODULES)}")
main(sys.argv[1:])
