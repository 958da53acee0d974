"""Compare two runs of a class, such as a grading and a regrade."""

from __future__ import annotations

from collections.abc import Sequence

from ..course.changed_checks import ChangedChecks, Tables, changed_checks
from ..course.rates import Difference, differences
from .store import Run

# Facts of a run that can change results if they change, with their names in messages.
_NAMED = {
    "secret": "secret",
    "per_student": "choice of inputs for each student",
    "device": "device",
    "isolation": "level of isolation",
    "sources": "version of the checks or the solutions",
}


def between(first: Run, second: Run, changed: Sequence[ChangedChecks] = ()) -> list[Difference]:
    """The differences between the reports of two runs, with their reasons as far as the facts of the runs tell them.

    `changed` has the topics with other checks, from `checks_between`: a renamed check is compared under both names.
    """
    old_facts, new_facts = first.facts(), second.facts()
    reasons = []
    for name, value in new_facts.items():
        if name in _NAMED and value != old_facts.get(name):
            reasons.append(f"another {_NAMED[name]}")
    old_versions, new_versions = old_facts["versions"], new_facts["versions"]
    for library in sorted({*old_versions, *new_versions}):
        old, new = old_versions.get(library, "none"), new_versions.get(library, "none")
        if old != new:
            reasons.append(f"{library} {old} → {new}")
    files = first.shas(), second.shas()
    return differences(first.reports(), second.reports(), files=files, reasons=reasons, changed_checks=changed)


def checks_between(first: Run, second: Run) -> list[ChangedChecks]:
    """The topics whose checks are not the same in both runs."""
    return changed_checks(first.reports(), second.reports(), (_old_names(first), _old_names(second)))


def _old_names(run: Run) -> Tables:
    """The old names of checks that a run knew, by topic. A run of an earlier version knew none."""
    tables = run.facts().get("renamed", {})
    return {topic: {old: tuple(new) for old, new in table.items()} for topic, table in tables.items()}
