"""Read the course file, course.toml beside exercises/: the topics of a course and the points of its checks.

topics = ["softmax_cross_entropy", "batch_norm"]     in this order; without this entry, all topics

[checks.batch_norm]
keeps_dtypes = false                                 this check is not run
puts_eps_under_the_root = 3                          worth three points; with 0 the check runs, but does not count
can_go_back_twice = {points = 2, claim = "Backward works a second time."}

waiting = "ask"                                      checks that would wait are asked, and count
late.py explains `attempts` and [late]. values/reveal.py explains `feedback`.
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
import types
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from pathlib import Path

from ..checks.check import Check
from ..values.errors import UsageError
from ..values.parsed import Parsed
from ..values.reveal import REVEALED
from ..values.text import listed, nearest
from .late import NEVER_LATE, LateRules

FILE = "course.toml"
_KEYS = {"topics", "hints", "checks", "attempts", "late", "feedback", "waiting"}
_WAITING = ("wait", "ask")

Renamed = Mapping[str, tuple[str, ...]]  # the names of today's checks by the old name, see topics/topic_file.py
NOT_RENAMED: Renamed = types.MappingProxyType({})


@dataclasses.dataclass(frozen=True)
class Override:
    """The changes that a course makes to one check. None means no change."""

    asked: bool = True
    points: float | None = None
    claim: str | None = None
    without: frozenset[str] = frozenset()  # items about which the check is not asked


@dataclasses.dataclass(frozen=True)
class Course:
    """The topics of a course and its changes to checks. An empty `topics` means all topics."""

    path: Path = Path(FILE)
    topics: tuple[str, ...] = ()
    changes: Mapping[str, Mapping[str, Override]] = dataclasses.field(default_factory=dict)  # by topic, then by check
    hints: bool = True
    late: LateRules = NEVER_LATE
    feedback: str = "hint"  # how much students learn about hidden inputs: one of REVEALED
    asks_all: bool = False  # whether checks are asked that would wait for others

    def applied(
        self, topic: str, checks: tuple[Check, ...], renamed: Renamed = NOT_RENAMED, *, whole: bool
    ) -> tuple[Check, ...]:
        """Return the checks of a topic with this course's changes, without the checks that the course leaves out.

        `renamed` holds the names of today by the old name; see `_under_new_names`. `whole` is True if `checks` are all checks of
        the topic. Then a change to an unknown check raises UsageError. Students do not have the hidden checks, so for them an
        unknown name may be the name of a hidden check.
        """
        changes = self.changes.get(topic, {})
        names = [check.name for check in checks]
        for name in changes:
            if whole and name not in names and name not in renamed:
                raise UsageError(f"{self.path}: {topic} has no check {name!r}{nearest(name, names)}")
        changes = _under_new_names(changes, checks, renamed)
        overrides = [(check, changes.get(check.name, Override())) for check in checks]
        return tuple(_changed(check, override) for check, override in overrides if override.asked)

    def outdated(self, topic: str, renamed: Renamed) -> tuple[str, ...]:
        """Return a remark for each old name of a check that the file contains for a topic."""
        changes = self.changes.get(topic, {})
        remarks = []
        for old in (name for name in changes if name in renamed):
            these = "this name" if len(renamed[old]) == 1 else "these names"
            remark = f"{self.path} names {old} of {topic}, which is now {listed(renamed[old])}: use {these}"
            if own := [name for name in renamed[old] if name in changes]:
                remark += f". What the file says of {listed(own)} counts"
            remarks.append(remark)
        return tuple(remarks)

    def only(self, topic: str, checks: Collection[Check], keep: Callable[[Check], bool]) -> Course:
        """Return this course with only those checks of a topic for which `keep` is true. Points and claims stay."""
        return self.leaving_out(topic, checks, {check.name for check in checks if not keep(check)})

    def leaving_out(self, topic: str, checks: Iterable[Check], names: Container[str]) -> Course:
        """Return this course without those checks of a topic, and pieces of checks, that `names` contains."""
        changes = dict(self.changes.get(topic, {}))
        for check in checks:
            gone = frozenset(item for item, _ in check.each if check[item].name in names)
            if check.name in names or (gone and len(gone) == len(check.each)):
                changes[check.name] = Override(asked=False)
            elif gone:
                changes[check.name] = dataclasses.replace(changes.get(check.name, Override()), without=gone)
        return dataclasses.replace(self, changes={**self.changes, topic: changes})

    def refuse_unknown(self, all_topics: Collection[str]) -> None:
        """Raise UsageError if the file names a topic that is not in `all_topics`."""
        self.late.refuse_unknown(all_topics)
        for name in (*self.topics, *self.changes):
            if name not in all_topics:
                raise UsageError(f"{self.path}: there is no topic {name!r}{nearest(name, all_topics)}")


UNCHANGED = Course()


def read(path: Path) -> Course:
    """Read a course from its file. Raises UsageError with the entry that is wrong and a correction."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the course file {path} cannot be read: {error}") from None
    if unknown := sorted(content.keys() - _KEYS):
        entries = ", ".join(f"`{key}`" for key in sorted(_KEYS))
        raise UsageError(f"{path}: unknown entry {unknown[0]!r}{nearest(unknown[0], _KEYS)}. The entries are {entries}")
    topics, checks = content.get("topics", []), content.get("checks", {})
    if not isinstance(topics, list) or not all(isinstance(name, str) for name in topics):
        raise UsageError(f"{path}: `topics` must be a list of names")
    if not isinstance(hints := content.get("hints", True), bool):
        raise UsageError(f"{path}: `hints` must be true or false")
    if (feedback := content.get("feedback", "hint")) not in REVEALED:
        raise UsageError(f"{path}: `feedback` must be one of {', '.join(REVEALED)}{nearest(str(feedback), REVEALED)}")
    if (waiting := content.get("waiting", _WAITING[0])) not in _WAITING:
        raise UsageError(f"{path}: `waiting` must be one of {', '.join(_WAITING)}{nearest(str(waiting), _WAITING)}")
    if len(set(topics)) < len(topics):
        raise UsageError(f"{path}: `topics` contains a name twice: remove one of the two")
    if not isinstance(checks, dict) or not all(isinstance(table, dict) for table in checks.values()):
        raise UsageError(f"{path}: write changes to checks in tables [checks.TOPIC]")
    return Course(
        path,
        tuple(topics),
        {
            topic: {name: _override(path, name, value) for name, value in table.items()}
            for topic, table in checks.items()
        },
        hints,
        LateRules.read(content.get("late", {}), content.get("attempts", "last"), path),
        feedback,
        asks_all=waiting == "ask",
    )


def find(named: Path | None, exercises: Path) -> Course:
    """Read the course from the file `named`, or else from course.toml beside the folder of topics.

    Returns UNCHANGED if no file is named and there is no course.toml.
    """
    beside = exercises.parent / FILE
    return read(named or beside) if named or beside.is_file() else UNCHANGED


def _override(path: Path, name: str, value: Parsed) -> Override:
    if value is False:
        return Override(asked=False)
    entry = value if isinstance(value, dict) else {"points": value}
    points, claim = entry.get("points"), entry.get("claim")
    numeric = isinstance(points, int | float) and not isinstance(points, bool)
    valid = (points is None or (numeric and math.isfinite(points) and points >= 0)) and isinstance(claim, str | None)
    if not valid or not entry or entry.keys() - {"points", "claim"}:
        raise UsageError(
            f"{path}: {name} = {value!r}: write `false` to leave the check out, a number of points from 0, or "
            '{points = 2, claim = "the sentence that students read"}'
        )
    return Override(points=points, claim=claim)


def _under_new_names(
    changes: Mapping[str, Override], checks: Iterable[Check], renamed: Renamed
) -> Mapping[str, Override]:
    """Return the changes with the names of today. An entry under a name of today goes before entries under old names.

    The points of a check that was split are shared out in the ratio of the new checks' own points, so their sum stays. A check of
    which several old names are given has the sum of their points, and is left out if all of these entries leave it out. A claim
    is taken over if its old name leads to this check alone, and no other old name in the file does; else it may not be true.
    """
    own_points = {check.name: check.points for check in checks}
    inherited: dict[str, list[Override]] = {}
    for old in (name for name in changes if name in renamed):
        change, names = changes[old], renamed[old]
        total = sum(own_points[name] for name in names)
        for name in names:
            share = own_points[name] / total if total else 1 / len(names)
            points = None if change.points is None else change.points * share
            claim = change.claim if len(names) == 1 else None
            inherited.setdefault(name, []).append(dataclasses.replace(change, points=points, claim=claim))
    current = {name: change for name, change in changes.items() if name not in renamed}
    return {name: _joined(entries) for name, entries in inherited.items()} | current


def _joined(entries: list[Override]) -> Override:
    """Return the change to one check to which several old names lead."""
    if len(entries) == 1:
        return entries[0]
    points = [entry.points for entry in entries if entry.points is not None]
    return Override(any(entry.asked for entry in entries), sum(points) if points else None)


def _changed(check: Check, override: Override) -> Check:
    points = check.points if override.points is None else override.points
    return dataclasses.replace(check, points=points, claim=override.claim or check.claim).without(override.without)
