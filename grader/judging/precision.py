"""Errors of the size of float32's roundings: one claim of a part takes the blame for them, and its other claims forgive them.

A float32 constant, or an eps that nobody sees in the answer, makes every number of a part a little wrong. Without this
distinction such code would lose all points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..checks.check import Check, pieces
from ..values.report import Status
from .run_check import Outcome

KIND = "precision"  # the kind of the strict claims that never forgive such an error


def forgiving(check: Check, run: Callable[[bool], Outcome], is_single: Callable[[], bool]) -> Outcome:
    """How a check ends. `run(True)` asks it with the tolerances of float32, `run(False)` with its own.

    `is_single` says whether a claim of the part takes the blame for small errors: see `takes_the_blame`.
    """
    outcome = run(False)
    return run(True) if check.strict != KIND and _is_lost(outcome) and is_single() else outcome


def takes_the_blame(checks: Iterable[Check], run: Callable[[Check], Outcome]) -> bool:
    """Whether one of the checks of a part takes the blame for small errors: `run` asks one of their pieces.

    It is strict about precision and fails by a small error, or it is strict about eps and fails.
    """
    asked = pieces(checks)
    return any(piece.strict == KIND and _is_lost(run(piece)) for piece in asked) or any(
        piece.strict == "eps" and run(piece).status is Status.FAILED for piece in asked
    )


def _is_lost(outcome: Outcome) -> bool:
    """Whether numbers of an answer are wrong, and all of them are right to the precision of float32."""
    return outcome.wrong is not None and outcome.wrong.narrow
