"""The `check` decorator: a graded claim about a student's code, as a value."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

from ..values.errors import TopicError
from ..values.parts import PARTS

CALL_LIMIT = 5.0  # seconds for one call; half a slow core still answers a right call in well under one


# Takes student, reference and rng. Authors need not annotate their functions, and a class of any form may stand in for the
# two proxies in a test.
Claim = Callable[[Any, Any, Any], None]


@dataclasses.dataclass(frozen=True)
class Check:
    """One check: `claim` is its docstring's first line, `after` the names of those that must pass before it is asked."""

    name: str
    claim: str
    points: float
    part: str
    after: tuple[str, ...]
    seconds: float
    function: Claim


After = Check | tuple[Check, ...] | None


def check(
    *, points: float, part: str = PARTS[0], after: After = None, seconds: float = CALL_LIMIT
) -> Callable[[Claim], Check]:
    """Make `function(student, reference, rng)` a check; see docs/authoring.md. Raises TopicError where it cannot be one."""

    def make(function: Claim) -> Check:
        name = function.__name__
        claim = (inspect.getdoc(function) or "").split("\n")[0].strip()
        earlier = () if after is None else after if isinstance(after, tuple) else (after,)
        if not claim:
            raise TopicError(f"the check {name} has no docstring: its first line is the claim that students read")
        if not points > 0:
            raise TopicError(f"the check {name} is worth {points} points: give it more than 0")
        if part not in PARTS:
            raise TopicError(f"the check {name} is of part {part!r}: choose one of {', '.join(PARTS)}")
        if any(other.part != part for other in earlier):
            raise TopicError(f"the check {name} comes after one of another part")
        return Check(name, claim, points, part, tuple(other.name for other in earlier), seconds, function)

    return make
