"""The `check` decorator: a graded claim about a student's code, as a value."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

from ..values.errors import TopicError
from ..values.parts import PARTS

CALL_LIMIT = 5.0  # seconds for one call; half a slow core still answers a right call in well under one


# Takes student, reference and rng. The type is Any because authors need not annotate their functions, and because a test
# may pass any object in place of the two proxies.
Claim = Callable[[Any, Any, Any], None]


@dataclasses.dataclass(frozen=True)
class Check:
    """One check. `claim` is the first line of its docstring.

    `after` names the checks that must pass before it is asked. They may belong to an earlier part.
    """

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
    """Make `function(student, reference, rng)` a check; see docs/authoring.md.

    `seconds` is the time limit of one call. Raises TopicError if the function has no docstring, if the points are not more
    than 0, if there is no such part, or if it comes after a check of a later part.
    """

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
        for prerequisite in earlier:
            if PARTS.index(prerequisite.part) > PARTS.index(part):
                raise TopicError(
                    f"the check {name} comes after {prerequisite.name} of the part {prerequisite.part!r}, which is judged "
                    f"later: `after` takes checks of {part!r} and of the parts before it"
                )
        return Check(name, claim, points, part, tuple(prerequisite.name for prerequisite in earlier), seconds, function)

    return make
