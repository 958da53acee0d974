"""The reason why a check did not pass: its kind, a sentence, causes, frames of the student's code, a failing call."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping

from .parsed import Parsed
from .text import visible

NONE = "None (is a `return` missing?)"  # an answer of None, in words
RUN = "Run this to see the failing case:"  # before an example that is code
GENERIC = "generic:"  # stands before the id of a generic cause in the field `mistake` of JSON, schema 1


class Kind(enum.StrEnum):
    """How a check did not pass. Recordings hold these strings, so a new string makes recordings out of date."""

    VALUES = "values"
    SHAPE = "shape"
    DTYPE = "dtype"
    SLOPES = "slopes"
    FINITE = "finite"
    CHANGED = "changed"
    BOUND = "bound"
    DRAWS = "draws"  # what was drawn has another distribution, or depends on the wrong things
    CLAIM = "claim"
    FORM = "form"  # not an array, or not a form that the check can use
    READY_MADE = "ready made"
    RAISED = "raised"
    NOT_WRITTEN = "not_written"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    WAITING = "waiting"
    BROKEN = "broken"
    UNKNOWN = "unknown"  # the report was written before reports had findings


UNEXPLAINED = (Kind.VALUES, Kind.SHAPE, Kind.SLOPES, Kind.CLAIM)  # kinds that need a cause to be understood


_TEMPORAL = ("after ", "before ")  # a case whose name begins so is a time


@dataclasses.dataclass(frozen=True)
class Cause:
    """Why an answer is wrong: an id for statistics and a sentence for the student.

    named          whether the cause is a mistake of the topic; a generic cause was recognised by the numbers alone
    quotes_inputs  whether the sentence contains a number that depends on the inputs of the check
    likely         whether the cause is only likely; the words for a student say "probably" then
    """

    id: str
    sentence: str
    named: bool = False
    quotes_inputs: bool = False
    likely: bool = False

    @property
    def words(self) -> str:
        """The sentence for the student. The sentence of a generic cause says "probably" itself."""
        return f"Probably: {self.sentence}" if self.likely and self.named else self.sentence

    def as_dict(self) -> dict[str, Parsed]:
        """The cause as JSON writes it; `likely` only if it is true, which older readers do not know."""
        content: dict[str, Parsed] = dataclasses.asdict(self)
        if not self.likely:
            del content["likely"]
        return content


@dataclasses.dataclass(frozen=True)
class Frame:
    """A line of the student's code through which an exception passed, safe to show."""

    file: str
    line: int
    function: str
    source: str = ""

    @classmethod
    def of(cls, file: object, line: int, function: object, source: object = "") -> Frame:
        """The frame that a worker describes, with its texts made visible and bounded."""
        return cls(visible(str(file), 200), line, visible(str(function), 100), visible(str(source), 200))

    @property
    def line_of_file(self) -> str:
        """As "toy_numpy.py, line 3"."""
        return f"{self.file}, line {self.line}"

    @property
    def place(self) -> str:
        """As "toy_numpy.py, line 3, in forward"."""
        return f"{self.line_of_file}, in {self.function}"


@dataclasses.dataclass(frozen=True)
class Finding:
    """The reason why a check did not pass.

    says     the sentence about the failure; empty if its reader may not learn it, see reveal.py
    case     the names of the failing case of the check, outermost first
    causes   the recognised causes, the likeliest first
    frames   the frames of the student's code, outermost first
    example  the smallest failing call with its arguments, as code to run where that is possible, if no cause is known
    advice   a sentence about the interface: how to call the function, or which modules may be imported
    """

    kind: Kind
    says: str
    case: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    frames: tuple[Frame, ...] = ()
    example: str = ""
    advice: str = ""

    @property
    def code(self) -> str:
        """The code of the example, if the message ends with it; or an empty text."""
        code = self.example.removeprefix(f"{RUN}\n")
        return code if code != self.example and self.message.endswith(code) else ""

    @property
    def is_of_none(self) -> bool:
        """Whether the answer was None: the code is not written yet, or a return is missing. That is no misconception."""
        return self.kind is Kind.FORM and NONE in self.says

    @property
    def judgement(self) -> str:
        """The sentence with its case before it, and the lines of code where the sentence does not name them itself."""
        lines = [self.sentence]
        for frame in self.frames if self.kind in (Kind.RAISED, Kind.FORM) else ():
            lines += [f"  {frame.place}", *([f"    {frame.source}"] if frame.source else [])]
        return "\n".join(lines)

    @property
    def sentence(self) -> str:
        """The sentence with the failing case before it, as `Case "one row": y[0] is 2` or `After step 3: w[1] is 2`."""
        if not self.case or not self.says:
            return self.says
        names = [name if name.startswith(_TEMPORAL) else f'case "{name}"' for name in dict.fromkeys(self.case)]
        place = ", ".join(names)
        return f"{place[0].upper()}{place[1:]}: {self.says}"

    @property
    def message(self) -> str:
        """Everything that is known except the hint, in lines."""
        lines = []
        if self.says:
            lines.append(self.judgement)
        lines += [cause.words for cause in self.causes if not cause.named]
        if self.says and not self.causes and self.kind in UNEXPLAINED and self.example:
            lines.append(self.example)
        if self.advice:
            lines.append(self.advice)
        return "\n".join(lines)

    @property
    def hint(self) -> str:
        """The hints of the named mistakes."""
        return "\nor: ".join(cause.words for cause in self.causes if cause.named)

    @property
    def mistake(self) -> str | None:
        """The ids of the causes as JSON of schema 1 writes them: "eps_outside_root", "a|b", "generic:sign"."""
        ids = (cause.id if cause.named else GENERIC + cause.id for cause in self.causes)
        return "|".join(dict.fromkeys(ids)) or None

    def as_dict(self) -> dict[str, Parsed]:
        """The finding as JSON writes it."""
        return {
            "kind": str(self.kind),
            "says": self.says,
            "case": list(self.case),
            "causes": [cause.as_dict() for cause in self.causes],
            "frames": [dataclasses.asdict(frame) for frame in self.frames],
            "example": self.example,
            "advice": self.advice,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Parsed]) -> Finding:
        """The inverse of `as_dict`."""
        return cls(
            Kind(content["kind"]),
            content["says"],
            case=tuple(content["case"]),
            causes=tuple(Cause(**cause) for cause in content["causes"]),
            frames=tuple(Frame(**frame) for frame in content["frames"]),
            example=content["example"],
            advice=content["advice"],
        )
