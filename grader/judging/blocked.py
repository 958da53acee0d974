"""A part whose checks cannot be asked: it was not handed in, cannot be read, or does not load."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from ..checks.check import Check
from ..values.finding import Finding, Kind
from ..values.report import Result, Status
from .curves import KeptCurve
from .gate import cleaned
from .run_check import Outcome
from .setup import Setup


@dataclasses.dataclass(frozen=True)
class Blocked:
    """A part whose checks cannot be asked, with the reason: it was not handed in, cannot be read, or does not load."""

    setup: Setup
    part: str
    status: Status
    finding: Finding
    output: str = ""  # what the file printed while it was loaded
    isolation: tuple[str, ...] = ()
    device: str = ""
    builds_on: tuple[str, ...] = ()  # as in PartSession
    outcome: Outcome | None = None  # as in PartSession; None because no check was asked

    def ask(self, check: Check) -> Result:
        """The reason, as the result of this check."""
        return result_of(check, self.status, self.finding, output=self.output)

    def results(self) -> Iterator[Result]:
        """One result for each check of the part.

        If the part is not written, every check says so. Otherwise the first check tells the problem of the file, and the
        other checks wait until the file loads.
        """
        for number, check in enumerate(self.setup.topic.checks_of(self.part)):
            if self.status is Status.NOT_WRITTEN:
                yield result_of(check, self.status, self.finding)
            elif number == 0:
                yield self.ask(check)
            else:
                yield result_of(check, Status.WAITING, Finding(Kind.WAITING, "waits until the file loads"))

    def close(self) -> None:
        """No worker is left."""


def result_of(
    check: Check,
    status: Status,
    finding: Finding | None = None,
    *,
    output: str = "",
    curves: dict[str, dict[str, KeptCurve]] | None = None,
) -> Result:
    """The result of a check that ended with this status, through the gate. It has all points or none."""
    points = check.points if status is Status.PASSED else 0.0
    result = Result(
        check.name, check.claim, check.part, status, points, check.points, finding, output=output, curves=curves or {}
    )
    return cleaned(result)
