"""The course file, course.toml beside exercises/: which topics a course has, and what its checks are worth there.

topics = ["softmax_cross_entropy", "batch_norm"]     in this order; without it, all

[checks.batch_norm]
keeps_dtypes = false                                 not asked
puts_eps_under_the_root = 3                          worth three points; 0 asks without counting
can_go_back_twice = {points = 2, claim = "Backward works a second time."}

`attempts` and [late] are explained in late.py; `feedback` in feedback.py.
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from ..checks.check import Check
from ..values.errors import UsageError
from ..values.parsed import Parsed
from ..values.reveal import REVEALED
from ..values.text import nearest
from .late import NEVER_LATE, LateRules

FILE = "course.toml"
_KEYS = {"topics", "hints", "checks", "attempts", "late", "feedback"}


@dataclasses.dataclass(frozen=True)
class Change:
    """What a course says of one check; None leaves that as it is."""

    asked: bool = True
    points: float | None = None
    claim: str | None = None


@dataclasses.dataclass(frozen=True)
class Course:
    """The topics of a course, none for all, and its changes by topic and check."""

    path: Path = Path(FILE)
    topics: tuple[str, ...] = ()
    changes: Mapping[str, Mapping[str, Change]] = dataclasses.field(default_factory=dict)
    hints: bool = True
    late: LateRules = NEVER_LATE
    feedback: str = "hint"  # how much of hidden inputs students learn: one of REVEALED

    def applied(self, topic: str, checks: tuple[Check, ...], *, whole: bool) -> tuple[Check, ...]:
        """The checks of a topic as this course asks them.

        Raises UsageError for a change of a check that there is not, if these are the `whole` of the checks: students do
        not have the hidden ones.
        """
        changes = self.changes.get(topic, {})
        names = [check.name for check in checks]
        for name in changes:
            if whole and name not in names:
                raise UsageError(f"{self.path}: {topic} has no check {name!r}{nearest(name, names)}")
        return tuple(_changed(c, changes.get(c.name, Change())) for c in checks if changes.get(c.name, Change()).asked)

    def only(self, topic: str, checks: Iterable[Check], wanted: Callable[[Check], bool]) -> Course:
        """This course with those checks of a topic alone that are `wanted`; points and claims stay."""
        left_out = {check.name: Change(asked=False) for check in checks if not wanted(check)}
        changes = {**self.changes, topic: {**self.changes.get(topic, {}), **left_out}}
        return dataclasses.replace(self, changes=changes)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raise UsageError where the file names a topic that there is not."""
        self.late.refuse_unknown(known)
        for name in (*self.topics, *self.changes):
            if name not in known:
                raise UsageError(f"{self.path}: there is no topic {name!r}{nearest(name, known)}")


UNCHANGED = Course()


def read(path: Path) -> Course:
    """The course in a file; raises UsageError that says what in it is wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the course file {path} cannot be read: {error}") from None
    if unknown := sorted(content.keys() - _KEYS):
        known = ", ".join(f"`{key}`" for key in sorted(_KEYS))
        raise UsageError(f"{path}: unknown entry {unknown[0]!r}{nearest(unknown[0], _KEYS)}; it may have {known}")
    topics, checks = content.get("topics", []), content.get("checks", {})
    if not isinstance(topics, list) or not all(isinstance(name, str) for name in topics):
        raise UsageError(f"{path}: `topics` is a list of names")
    if not isinstance(hints := content.get("hints", True), bool):
        raise UsageError(f"{path}: `hints` is true or false")
    if (feedback := content.get("feedback", "hint")) not in REVEALED:
        raise UsageError(f"{path}: `feedback` is one of {', '.join(REVEALED)}{nearest(str(feedback), REVEALED)}")
    if len(set(topics)) < len(topics):
        raise UsageError(f"{path}: `topics` names one twice")
    if not isinstance(checks, dict) or not all(isinstance(table, dict) for table in checks.values()):
        raise UsageError(f"{path}: checks are changed in tables [checks.TOPIC]")
    return Course(
        path,
        tuple(topics),
        {topic: {name: _change(path, name, said) for name, said in table.items()} for topic, table in checks.items()},
        hints,
        LateRules.read(content.get("late", {}), content.get("attempts", "last"), path),
        feedback,
    )


def find(named: Path | None, exercises: Path) -> Course:
    """The course in the file that was named, or in that beside the folder of topics; UNCHANGED where there is none."""
    beside = exercises.parent / FILE
    return read(named or beside) if named or beside.is_file() else UNCHANGED


def _change(path: Path, name: str, said: Parsed) -> Change:
    if said is False:
        return Change(asked=False)
    entry = said if isinstance(said, dict) else {"points": said}
    points, claim = entry.get("points"), entry.get("claim")
    numeric = isinstance(points, int | float) and not isinstance(points, bool)
    right = (points is None or (numeric and math.isfinite(points) and points >= 0)) and isinstance(claim, str | None)
    if not right or not entry or entry.keys() - {"points", "claim"}:
        raise UsageError(
            f"{path}: {name} = {said!r}: write `false` to leave the check out, a number of points from 0, or "
            '{points = 2, claim = "what students read"}'
        )
    return Change(points=points, claim=claim)


def _changed(check: Check, change: Change) -> Check:
    points = check.points if change.points is None else change.points
    return dataclasses.replace(check, points=points, claim=change.claim or check.claim)
