"""The `check` decorator: a graded claim about a student's code, as a value."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping

from ..values.errors import TopicError
from ..values.parts import PARTS
from ..values.text import nearest

CALL_LIMIT = 5.0  # seconds for one call; half a slow core still answers a right call in well under one

# What a strict claim may ask for. Code is useful before it meets such a claim, so no other check waits for one.
STRICT = (
    "precision",  # the dtype and the precision of the input are kept
    "range",  # numbers near +-1000, and numbers of very different sizes
    "arguments",  # the arguments are not changed
    "calls",  # several calls, or several objects, do not disturb each other
    "depth",  # deep graphs and long inputs
    "operands",  # plain numbers as operands, on either side
    "axes",  # axes of length one, and other layouts in memory
    "eps",  # eps is an argument and has its place
    "defaults",  # the settings that are not passed
)

# Takes student, reference and rng. The type is Any because authors need not annotate their functions, and because a test
# may pass any object in place of the two proxies. The function of a check with `each` takes the name of an item too.
Claim = Callable[..., None]


@dataclasses.dataclass(frozen=True)
class Check:
    """One check. `claim` is the first line of its docstring.

    after       the names of the checks that must pass before it is asked; they may belong to an earlier part
    look_first  the names of the checks that a student should look at first if this one fails as well
    strict      the kind of a strict claim, one of STRICT; empty for other claims
    each        the items about which the check is asked one by one, each with the names of the checks that it waits for
    item        the item that a piece of a check is about, which its function takes as its fourth argument
    """

    name: str
    claim: str
    points: float
    part: str
    after: tuple[str, ...]
    seconds: float
    function: Claim
    look_first: tuple[str, ...] = ()
    strict: str = ""
    each: tuple[tuple[str, tuple[str, ...]], ...] = ()
    item: str = ""

    @property
    def pieces(self) -> tuple[Check, ...]:
        """One check for each item, with its share of the points; the check itself if it has no items.

        A piece has a name of its own, from which its inputs are drawn: `keeps_float32[Adam]`. Messages name the item as a case.
        """
        return tuple(self[item] for item, _ in self.each) or (self,)

    def without(self, items: Collection[str]) -> Check:
        """The check without some of its items and their shares of the points."""
        each = tuple((item, names) for item, names in self.each if item not in items)
        return dataclasses.replace(self, each=each, points=self.points * len(each) / len(self.each)) if items else self

    def __getitem__(self, item: str) -> Check:
        """The piece about one item. Another check may wait for it: `after=keeps_float32["Adam"]`. Raises TopicError."""
        items = dict(self.each)
        if item not in items:
            raise TopicError(f"the check {self.name} is not asked about {item!r}{nearest(item, items)}")
        return dataclasses.replace(
            self,
            name=f"{self.name}[{item}]",
            points=self.points / len(items),
            after=(*self.after, *items[item]),
            each=(),
            item=item,
        )


def owner(name: str) -> str:
    """The name of the check to which a piece of this name belongs; the name itself if it is that of a check."""
    return name.partition("[")[0]


def pieces(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The pieces of all checks, in order."""
    return tuple(piece for check in checks for piece in check.pieces)


def check(
    *,
    points: float,
    part: str = PARTS[0],
    after: Check | tuple[Check, ...] | None = None,
    look_first: Check | tuple[Check, ...] | None = None,
    strict: str = "",
    each: Mapping[str, Check | tuple[Check, ...] | None] | None = None,
    seconds: float = CALL_LIMIT,
) -> Callable[[Claim], Check]:
    """Make `function(student, reference, rng)` a check; see docs/authoring.md.

    The check waits until the checks in `after` pass. It does not wait for those in `look_first`: if it fails, and one of them
    did not pass either, the student is told to look at that one first. `strict` is the kind of a strict claim. With `each` the
    function takes the name of an item as its fourth argument, is asked once for each item whose own checks pass, and each item
    earns its share of the points. `seconds` is the time limit of one call.

    Raises TopicError if the function has no docstring, if the points are not more than 0, if there is no such part or kind, or if
    it waits for a check of a later part or for a strict claim.
    """

    def make(function: Claim) -> Check:
        name = function.__name__
        claim = (inspect.getdoc(function) or "").split("\n")[0].strip()
        if not claim:
            raise TopicError(f"the check {name} has no docstring: its first line is the claim that students read")
        if not points > 0:
            raise TopicError(f"the check {name} is worth {points} points: give it more than 0")
        if part not in PARTS:
            raise TopicError(f"the check {name} is of part {part!r}: choose one of {', '.join(PARTS)}")
        if strict and strict not in STRICT:
            raise TopicError(
                f"the check {name} is strict about {strict!r}: choose one of {', '.join(STRICT)}{nearest(strict, STRICT)}"
            )
        if each is not None and not each:
            raise TopicError(f"the check {name} is asked about no item: `each` has the checks of each item by its name")
        waits = {item: _listed(earlier) for item, earlier in (each or {}).items()}
        _refuse_unsuitable(name, part, [*_listed(after), *(one for earlier in waits.values() for one in earlier)])
        return Check(
            name,
            claim,
            points,
            part,
            _names(_listed(after)),
            seconds,
            function,
            look_first=_names(_listed(look_first)),
            strict=strict,
            each=tuple((item, _names(earlier)) for item, earlier in waits.items()),
        )

    return make


def _listed(checks: Check | tuple[Check, ...] | None) -> tuple[Check, ...]:
    return () if checks is None else checks if isinstance(checks, tuple) else (checks,)


def _names(checks: tuple[Check, ...]) -> tuple[str, ...]:
    return tuple(check.name for check in checks)


def _refuse_unsuitable(name: str, part: str, earlier: Iterable[Check]) -> None:
    """Raise TopicError if one of the checks for which a check waits is judged later, or is a strict claim."""
    for prerequisite in earlier:
        if PARTS.index(prerequisite.part) > PARTS.index(part):
            raise TopicError(
                f"the check {name} comes after {prerequisite.name} of the part {prerequisite.part!r}, which is judged "
                f"later: `after` takes checks of {part!r} and of the parts before it"
            )
        if prerequisite.strict:
            raise TopicError(
                f"the check {name} comes after {prerequisite.name}, which is strict about {prerequisite.strict}: right "
                "code would lose points to one strict item. Let it wait for the main claim, or name the strict one in "
                "`look_first`"
            )
