"""Errors of the size of float32's roundings: one claim of a part takes the blame for them, and its other claims forgive them.

A float32 constant, or an eps that nobody sees in the answer, makes every number of a part a little wrong. Without this
distinction such code would lose all points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..checks.check import Check, pieces
from ..values.report import Status
from .run_check import Outcome

KIND = "precision"  # the kind of the strict claims that never forgive such an error


def is_lost(outcome: Outcome) -> bool:
    """Whether numbers of an answer are wrong, and all of them are right to the precision of float32."""
    return outcome.wrong is not None and outcome.wrong.narrow


def judges(checks: Iterable[Check]) -> Iterator[Check]:
    """The pieces that may take the blame: those strict about precision, then those strict about the place of eps."""
    asked = pieces(checks)
    for kind in (KIND, "eps"):
        yield from (piece for piece in asked if piece.strict == kind)


def takes_the_blame(piece: Check, outcome: Outcome) -> bool:
    """Whether a piece that is strict about precision or eps fails by a small error, or by the place of eps."""
    return is_lost(outcome) if piece.strict == KIND else outcome.status is Status.FAILED
