"""Find the checks of each topic that two runs of a class do not share, and follow them through their old names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from ..values.report import Report
from ..values.text import listed

ClassReports = Mapping[str, Mapping[str, Report]]  # by submission and topic, see store.Run.reports
Tables = Mapping[str, Mapping[str, tuple[str, ...]]]  # by topic: the names of a run's checks by the old name
Names = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class ChangedChecks:
    """The checks of one topic that differ between two runs.

    `renamed` holds pairs: names in the first run, and the names in the second run that took their place. One side of a pair is a
    single name. `gone` and `new` are the names without such a pair. `one_to_one` maps a name in the first run to the only name
    that took its place, if that name took the place of no other.
    """

    topic: str
    gone: Names
    new: Names
    renamed: tuple[tuple[Names, Names], ...]
    one_to_one: Mapping[str, str]

    def sentence(self) -> str:
        """Say the difference: "the checks of toy are not the same in both runs: gone a; new b; renamed c → d and e"."""
        parts = [f"{word} {', '.join(names)}" for word, names in (("gone", self.gone), ("new", self.new)) if names]
        if self.renamed:
            parts.append(
                "renamed " + ", ".join(f"{listed(before)} → {listed(after)}" for before, after in self.renamed)
            )
        return f"the checks of {self.topic} are not the same in both runs: {'; '.join(parts)}"


def changed_checks(before: ClassReports, after: ClassReports, tables: tuple[Tables, Tables]) -> list[ChangedChecks]:
    """The changes of each topic that is in both runs and has other checks in the second, by the topics' names.

    `tables` holds the old names that each of the two runs knew. Either run may be the newer one.
    """
    old, new = _names(before), _names(after)
    changed = []
    for topic in sorted(old.keys() & new.keys()):
        if old[topic].keys() != new[topic].keys():
            first, second = (table.get(topic, {}) for table in tables)
            changed.append(_changed(topic, (old[topic], new[topic]), first, second))
    return changed


def _changed(
    topic: str,
    names: tuple[Mapping[str, None], Mapping[str, None]],
    first: Mapping[str, tuple[str, ...]],
    second: Mapping[str, tuple[str, ...]],
) -> ChangedChecks:
    before, after = names
    forward = [((old,), new) for old, new in _followed(second, before, after)]
    back = [(new, (old,)) for old, new in _followed(first, after, before)]
    pairs = tuple(dict.fromkeys([*forward, *back]))
    left, right = [[name for pair in pairs for name in pair[side]] for side in (0, 1)]
    return ChangedChecks(
        topic,
        gone=tuple(name for name in before if name not in after and name not in left),
        new=tuple(name for name in after if name not in before and name not in right),
        renamed=pairs,
        one_to_one={
            old[0]: new[0]
            for old, new in pairs
            if len(old) == len(new) == 1 == left.count(old[0]) == right.count(new[0])
            and old[0] not in after
            and new[0] not in before
        },
    )


def _followed(
    table: Mapping[str, tuple[str, ...]], earlier: Mapping[str, None], later: Mapping[str, None]
) -> Iterator[tuple[str, Names]]:
    """Each old name that the earlier run has and the later run lacks, with its new names that the later run has."""
    for old, names in table.items():
        found = tuple(name for name in names if name in later)
        if old in earlier and old not in later and found:
            yield old, found


def _names(reports: ClassReports) -> dict[str, dict[str, None]]:
    """The names of all checks of each topic, in the order of the reports."""
    names: dict[str, dict[str, None]] = {}
    for by_topic in reports.values():
        for topic, report in by_topic.items():
            names.setdefault(topic, {}).update(dict.fromkeys(result.name for result in report.results))
    return names
