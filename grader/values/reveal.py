"""Remove from a report all that its student may not read. Every page, file and platform for students uses this filter."""

from __future__ import annotations

import dataclasses
import enum
import itertools
from collections.abc import Collection

from .errors import UsageError
from .finding import Finding
from .report import Report, Result, Status


class Reveal(enum.IntEnum):
    """How much students learn about a check that does not pass. Each level includes the levels before it."""

    NOTHING = 0  # that the check did not pass
    CATEGORY = 1  # the status: failed, raised an exception, not written yet
    HINT = 2  # the recognised causes, except causes that quote numbers of the inputs
    NUMBERS = 3  # message, curves and the output of the code; each of them can reveal hidden inputs

    @classmethod
    def of(cls, level: str) -> Reveal:
        """The level of this name in a course file or an option. Raises UsageError if there is no such level."""
        levels = {member.name.lower(): member for member in cls}
        if level not in levels:
            raise UsageError(f"there is no level {level!r} of feedback: choose one of {', '.join(levels)}")
        return levels[level]


REVEALED = tuple(level.name.lower() for level in Reveal)  # the names in course files and options


def revealed(report: Report, level: Reveal, *, hidden: Collection[str] = (), disguised: bool = True) -> Report:
    """The report as its student may see it. The checks, their order and their scores stay the same.

    `hidden` names the checks with secret claims. If `disguised` is true, a number replaces each of their names
    and claims. It is false for a platform that hides these checks itself; then only the messages of other checks are
    prevented from naming them. A message about a file as a whole is shown at every level.
    """
    any_hidden = any(result.name in hidden for result in report.results)
    number = itertools.count(1)

    def seen(result: Result, asked: bool) -> Result:
        # If a part is missing or does not load, no check was asked, so no message holds an input of a check.
        result = _seen(result, level if asked else Reveal.NUMBERS, hidden=result.name in hidden)
        if any_hidden and result.status is Status.WAITING:  # the message names the claim of the awaited check
            result = dataclasses.replace(result, finding=None)
        if disguised and result.name in hidden:
            position = next(number)
            category = _seen(result, Reveal.CATEGORY, hidden=True)
            return dataclasses.replace(category, name=f"hidden_{position}", claim=f"Hidden check {position}")
        return result

    parts = (
        dataclasses.replace(part, results=tuple(seen(result, part.asked) for result in part.results))
        for part in report.parts
    )
    return dataclasses.replace(report, parts=tuple(parts))


def _seen(result: Result, level: Reveal, *, hidden: bool) -> Result:
    """The result with only the fields that `level` shows."""
    finding = result.finding
    if result.passed:  # the output of the code helps nobody then
        result, finding = dataclasses.replace(result, output=""), None
    if level < Reveal.NUMBERS:
        result = dataclasses.replace(result, output="", curves={})
        finding = finding and _without_inputs(finding, hidden=hidden)
    if level < Reveal.HINT:
        finding = None
    if level < Reveal.CATEGORY and result.status not in (Status.PASSED, Status.BROKEN):
        result = dataclasses.replace(result, status=Status.FAILED)
    return dataclasses.replace(result, finding=finding)


def _without_inputs(finding: Finding, *, hidden: bool) -> Finding | None:
    """The finding with its causes only, and without causes that quote inputs; None if no cause is left.

    A hidden check keeps its sizes secret, so it shows no generic cause, since a generic cause may name sizes.
    """
    causes = tuple(cause for cause in finding.causes if cause.named or not (hidden or cause.quotes_inputs))
    return Finding(finding.kind, "", causes=causes) if causes else None
