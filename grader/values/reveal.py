"""What of a report its student may learn, as far as the course reveals it: one filter for every page, file and platform."""

from __future__ import annotations

import dataclasses
import enum
import itertools
from collections.abc import Collection

from .errors import UsageError
from .report import Report, Result, Status


class Reveal(enum.IntEnum):
    """How much students learn of a check that does not hold. Each level includes those before it."""

    NOTHING = 0  # that it does not hold
    CATEGORY = 1  # in what way: failed, raised an exception, not written yet
    HINT = 2  # the hint of the mistake that was recognised
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
    asked = {result.part for result in report.results if result.seconds or result.status is Status.BROKEN}
    any_hidden = any(result.name in hidden for result in report.results)
    number = itertools.count(1)
    results = []
    for result in report.results:
        # A part that is missing or does not load was asked nothing: what is said of it holds no input of a check.
        seen = _seen(result, level if result.part in asked else Reveal.NUMBERS)
        if any_hidden and result.status is Status.WAITING:  # it names the claim that it waits for
            seen = dataclasses.replace(seen, message="")
        if disguised and result.name in hidden:
            at = next(number)
            seen = dataclasses.replace(_seen(seen, Reveal.CATEGORY), name=f"hidden_{at}", claim=f"Hidden check {at}")
        results.append(seen)
    return dataclasses.replace(report, results=tuple(results))


def _seen(result: Result, level: Reveal) -> Result:
    if result.passed:  # what it printed helps nobody
        result = dataclasses.replace(result, message="", hint="", output="")
    if level < Reveal.NUMBERS:
        result = dataclasses.replace(result, message="", output="", curves={})
    if level < Reveal.HINT:
        result = dataclasses.replace(result, hint="", mistake=None)
    if level < Reveal.CATEGORY and result.status not in (Status.PASSED, Status.BROKEN):
        result = dataclasses.replace(result, status=Status.FAILED)
    return result
