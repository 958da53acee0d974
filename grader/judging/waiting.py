"""Who waits for whom: which checks are not asked yet, what a student should look at first, and one result for all pieces."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from ..checks.check import Check
from ..values.finding import Finding, Kind
from ..values.report import Result, Status
from ..values.text import listed
from .blocked import result_of

Find = Callable[[str], Result | None]  # the result of a check or piece of this name; None if it was not asked for

# Among the results of pieces the first of these decides how the check ended.
_WORST = (
    Status.BROKEN,
    Status.CRASHED,
    Status.TIMED_OUT,
    Status.RAISED,
    Status.FAILED,
    Status.NOT_WRITTEN,
    Status.WAITING,
)


def unmet(names: Sequence[str], find: Find) -> list[Result]:
    """The results that are not passed, of the checks of these names. A check that was not asked for is not missed."""
    return [result for result in map(find, names) if result and not result.passed]


def waiting(piece: Check, find: Find) -> Result | None:
    """The result of a piece that waits; None if all checks for which it waits have passed."""
    if not (missing := unmet(piece.after, find)):
        return None
    return result_of(
        piece, Status.WAITING, Finding(Kind.WAITING, f"waits until this passes: {_claims(missing, piece)}")
    )


def with_advice(finding: Finding, piece: Check, names: Sequence[str], find: Find) -> Finding:
    """The finding with the advice to look first at the checks of these names that did not pass either."""
    if finding.kind in (Kind.NOT_WRITTEN, Kind.BROKEN) or not (missing := unmet(names, find)):
        return finding
    first = f"Look first at {_claims(missing, piece)}: this check calls that code."
    return dataclasses.replace(finding, advice="\n".join(filter(None, (finding.advice, first))))


def joined(check: Check, pieces: Mapping[str, Result]) -> Result:
    """The result of a check, from the results of its pieces by item. Each piece that passed earns its share."""
    results = list(pieces.values())
    right = [item for item, result in pieces.items() if result.passed]
    if len(right) == len(results):
        return _whole(check, Status.PASSED, check.points, None, results)
    status = next(status for status in _WORST if any(result.status is status for result in results))
    first = next(result for result in results if result.status is status)
    finding = first.finding
    if finding and status is Status.WAITING:
        late = [item for item, result in pieces.items() if result.status is status]
        already = [f"passed for {listed(right)}"] if right else []
        wait = f"waits for {listed(late)}, whose own checks must pass first"
        finding = Finding(Kind.WAITING, "; ".join([*already, wait]))
    return _whole(check, status, check.points * len(right) / len(results), finding, results)


def _whole(check: Check, status: Status, score: float, finding: Finding | None, results: Sequence[Result]) -> Result:
    output = "".join(dict.fromkeys(result.output for result in results))
    curves = {name: sides for result in results for name, sides in result.curves.items()}
    whole = result_of(check, status, finding, output=output, curves=curves)
    return dataclasses.replace(whole, score=score, seconds=sum(result.seconds for result in results))


def _claims(results: Sequence[Result], piece: Check) -> str:
    claims = (
        f'"{result.claim}"' + (f" (in the {result.part} part)" if result.part != piece.part else "")
        for result in results
    )
    return " and ".join(dict.fromkeys(claims))  # two pieces of one check have one claim
