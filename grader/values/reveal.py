"""What of a report its student may learn, as far as the course reveals it: one filter for every page, file and platform."""

from __future__ import annotations

import dataclasses
import enum
import itertools
from collections.abc import Collection

from .errors import UsageError
from .finding import Finding
from .report import Report, Result, Status


class Reveal(enum.IntEnum):
    """How much students learn of a check that does not hold. Each level includes those before it."""

    NOTHING = 0  # that it does not hold
    CATEGORY = 1  # in what way: failed, raised an exception, not written yet
    HINT = 2  # the causes that were recognised, but for those that quote numbers of the inputs
    NUMBERS = 3  # message, curves and what the code printed, by any of which hidden inputs can get out

    @classmethod
    def of(cls, level: str) -> Reveal:
        """The level of that name, as courses and options say it; raises UsageError for another."""
        levels = {each.name.lower(): each for each in cls}
        if level not in levels:
            raise UsageError(f"there is no level {level!r} of feedback: choose one of {', '.join(levels)}")
        return levels[level]


REVEALED = tuple(level.name.lower() for level in Reveal)  # as courses and options say them


def revealed(report: Report, level: Reveal, *, hidden: Collection[str] = (), disguised: bool = True) -> Report:
    """The report as its student may see it: the same checks in their order, with the scores that they have.

    `hidden` names checks whose claims stay secret, too: they are numbered. Not `disguised`, they only are not named by
    others, since whoever shows them hides them itself. What is wrong with a file as a whole is said at every level.
    """
    any_hidden = any(result.name in hidden for result in report.results)
    number = itertools.count(1)

    def seen(result: Result, asked: bool) -> Result:
        # If a part is missing or does not load, no check was asked, so no message holds an input of a check.
        result = _seen(result, level if asked else Reveal.NUMBERS, hidden=result.name in hidden)
        if any_hidden and result.status is Status.WAITING:  # its message names the claim that it waits for
            result = dataclasses.replace(result, finding=None)
        if disguised and result.name in hidden:
            at = next(number)
            category = _seen(result, Reveal.CATEGORY, hidden=True)
            return dataclasses.replace(category, name=f"hidden_{at}", claim=f"Hidden check {at}")
        return result

    parts = (
        dataclasses.replace(part, results=tuple(seen(result, part.asked) for result in part.results))
        for part in report.parts
    )
    return dataclasses.replace(report, parts=tuple(parts))


def _seen(result: Result, level: Reveal, *, hidden: bool) -> Result:
    """What `level` shows of a result, field by field."""
    finding = result.finding
    if result.passed:  # what the code printed helps nobody
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
    """The causes alone, without those that quote inputs. A generic cause may name sizes, which a hidden check keeps secret."""
    causes = tuple(cause for cause in finding.causes if cause.named or not (hidden or cause.quotes_inputs))
    return Finding(finding.kind, "", causes=causes) if causes else None
