"""Two runs compared: what a regrade changed, and why."""

from __future__ import annotations

from ..course.rates import Difference, changes
from .store import Run

# Facts of a run whose change may change a verdict, in words.
_NAMED = {
    "secret": "secret",
    "per_student": "choice of inputs for each student",
    "device": "device",
    "isolation": "level of isolation",
    "sources": "version of the checks or the solutions",
}


def between(first: Run, second: Run) -> list[Difference]:
    """What the second run sees otherwise than the first, and why as far as the runs know."""
    facts = first.facts(), second.facts()
    reasons = []
    for name, value in facts[1].items():
        if name in _NAMED and value != facts[0].get(name):
            reasons.append(f"another {_NAMED[name]}")
    for library in sorted({*facts[0]["versions"], *facts[1]["versions"]}):
        versions = [said["versions"].get(library, "none") for said in facts]
        if versions[0] != versions[1]:
            reasons.append(f"{library} {versions[0]} → {versions[1]}")
    return changes(first.reports(), second.reports(), (first.shas(), second.shas()), reasons)
