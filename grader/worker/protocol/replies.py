"""The messages of a worker: its greeting, points of curves, and a value or a failure for each request."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ..wire import WireError

MAX_FRAMES = 8  # frames of the student's code in a failure: all of them are in the report
MAX_NAMES = 200  # that a file defines, in a failure
MAX_CURVES = 8  # numbers in one point, and curves of one check
MAX_POINTS = 10_000  # of one call, and of one curve of a check
MAX_CURVE_NAME = 40  # characters
# A larger number counts as infinite and a smaller number as 0, so that differences and ratios of heights are finite.
LARGEST, SMALLEST = 1e100, 1e-100

UNKNOWN_FORM = "a reply of unknown form"


@dataclasses.dataclass(frozen=True)
class FrameSummary:
    """One of the student's frames in a traceback."""

    file: str
    line: int
    function: str
    source: str

    def to_wire(self) -> list[object]:
        """The frame as data."""
        return [self.file, self.line, self.function, self.source]

    @classmethod
    def from_wire(cls, data: object) -> FrameSummary:
        """The frame that `data` stands for. Raises WireError."""
        match data:
            case [str() as file, int() as line, str() as function, str() as source] if type(data) is list:
                if type(line) is int:  # True is an int too
                    return cls(file, line, function, source)
        raise WireError(UNKNOWN_FORM)


@dataclasses.dataclass(frozen=True)
class Blame:
    """A function of the student's whose answer a driver cannot use: its name, what it returned, what the driver expects.

    `expected` is empty if the answer has the form that the driver expects, and cannot be used for another reason.
    """

    function: str
    returned: str
    expected: str

    def to_wire(self) -> list[object]:
        """The blame as data."""
        return [self.function, self.returned, self.expected]

    @classmethod
    def from_wire(cls, data: object) -> Blame:
        """The blame that `data` stands for. Raises WireError."""
        match data:
            case [str() as function, str() as returned, str() as expected] if type(data) is list:
                return cls(function, returned, expected)
        raise WireError(UNKNOWN_FORM)


@dataclasses.dataclass(frozen=True)
class Failure:
    """A reply: the student's code raised an exception. Frames are the student's own, outermost first.

    `blame` says which of the student's functions gave a driver an answer that it cannot use, if that is known. `defined` are the
    names that the file defines, if it lacks the one that was asked for.
    """

    type: str
    message: str
    frames: Sequence[FrameSummary] = ()
    not_written: bool = False  # the code is only a skeleton
    missing: str = ""  # the name of a module that could not be found
    blame: Blame | None = None
    defined: Sequence[str] = ()

    def summary(self) -> str:
        """Type, message and place of the exception in one line. It may contain any text of the student's: escape it."""
        where = f" ({self.frames[-1].file}, line {self.frames[-1].line})" if self.frames else ""
        return f"{self.type}: {self.message}{where}"

    def to_wire(self) -> dict[str, object]:
        """The reply as data."""
        error: dict[str, object] = {
            "type": self.type,
            "message": self.message,
            "frames": [frame.to_wire() for frame in self.frames],
            "not_written": self.not_written,
            "missing": self.missing,
        }
        if self.blame:
            error["blame"] = self.blame.to_wire()
        if self.defined:
            error["defined"] = list(self.defined)
        return {"error": error}

    @classmethod
    def from_wire(cls, error: object) -> Failure:
        """The failure that the entry "error" of a reply stands for. Raises WireError."""
        match error:
            case {
                "type": str() as type_name,
                "message": str() as message,
                "frames": list() as frames,
                "not_written": bool() as not_written,
                "missing": str() as missing,
            } if type(error) is dict and len(frames) <= MAX_FRAMES:
                found = tuple(map(FrameSummary.from_wire, frames))
                blame = Blame.from_wire(error["blame"]) if "blame" in error else None
                return cls(type_name, message, found, not_written, missing, blame, _names(error.get("defined", [])))
        raise WireError(UNKNOWN_FORM)


def _names(data: object) -> tuple[str, ...]:
    """The names that `data` lists. Raises WireError."""
    if type(data) is not list or len(data) > MAX_NAMES or not all(type(name) is str for name in data):
        raise WireError(UNKNOWN_FORM)
    return tuple(data)


def _is_label(name: str) -> bool:
    """Whether a name can stand beside a curve: not blank, short, without control and direction characters."""
    return len(name) <= MAX_CURVE_NAME and name.isprintable() and not name.isspace() and name != ""


def bounded(height: float) -> float:
    """The height of a point, with a magnitude between SMALLEST and LARGEST, or 0, an infinity or NaN."""
    if abs(height) > LARGEST:
        return math.copysign(math.inf, height)
    return 0.0 if abs(height) < SMALLEST else height


@dataclasses.dataclass(frozen=True)
class Point:
    """One step of a training curve: a number for each name. The points of a driver cross before its reply."""

    heights: Mapping[str, float]

    def to_wire(self) -> dict[str, object]:
        """The point as data."""
        return {"point": self.heights}

    @classmethod
    def from_wire(cls, heights: object) -> Point:
        """The point that the entry "point" of a message stands for. Raises WireError."""
        if type(heights) is not dict or not 0 < len(heights) <= MAX_CURVES:
            raise WireError(UNKNOWN_FORM)
        if not all(type(height) is float and _is_label(name) for name, height in heights.items()):
            raise WireError(UNKNOWN_FORM)
        return cls({name: bounded(height) for name, height in heights.items()})


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """A reply: the return value of a call, and its effects. The reply to Load has only a value."""

    value: object
    changes: Sequence[object] | None = None  # of the arguments: see effects.Snapshot
    kept: Sequence[int] | None = None  # handles of the items of a returned tuple, 0 where there is none
    points: Sequence[Point] = ()  # the points that did not cross before the reply

    def to_wire(self) -> dict[str, object]:
        """The reply as data."""
        data: dict[str, object] = {"value": self.value}
        if self.changes is not None:
            data["changes"] = self.changes
        if self.kept is not None:
            data["kept"] = self.kept
        if self.points:
            data["points"] = [point.heights for point in self.points]
        return data

    @classmethod
    def from_wire(cls, data: Mapping[str, object]) -> Value:
        """The reply that `data` stands for. Raises WireError."""
        changes, kept, points = data.get("changes", _ABSENT), data.get("kept", _ABSENT), data.get("points", _ABSENT)
        if "value" not in data or not type(changes) is type(kept) is type(points) is list:
            raise WireError(UNKNOWN_FORM)
        for number in kept:
            if type(number) is not int or number < 0:
                raise WireError(UNKNOWN_FORM)
        return cls(
            data["value"],
            None if changes is _ABSENT else changes,
            None if kept is _ABSENT else kept,
            [Point.from_wire(heights) for heights in points] if points else (),
        )


_ABSENT: list[object] = []  # marks an entry that is missing; None would be an entry of a wrong type


Reply: TypeAlias = Value | Failure


def read_message(data: object) -> Reply | Point:
    """One message for a question: a point of a curve, or the reply. Raises WireError for anything else."""
    if type(data) is not dict:
        raise WireError(UNKNOWN_FORM)
    if "error" in data:
        return Failure.from_wire(data["error"])
    if len(data) == 1 and "point" in data:
        return Point.from_wire(data["point"])
    return Value.from_wire(data)


def read_reply(data: object) -> Reply:
    """A reply without points before it. Raises WireError."""
    message = read_message(data)
    if isinstance(message, Point):
        raise WireError(UNKNOWN_FORM)
    return message


@dataclasses.dataclass(frozen=True)
class Hello:
    """The first message of a worker: the layers that are on, the layers that are missing with reasons, and the device."""

    layers: Sequence[str]
    missing: Mapping[str, str]
    pid: int
    device: str
    problem: str  # why the worker cannot compute here, with the next step; empty if it can

    def to_wire(self) -> dict[str, object]:
        """The message as data."""
        return dataclasses.asdict(self)

    @classmethod
    def from_wire(cls, data: object) -> Hello:
        """The message that `data` stands for. Raises WireError."""
        match data:
            case {
                "layers": list() as layers,
                "missing": dict() as missing,
                "pid": int() as pid,
                "device": str() as device,
                "problem": str() as problem,
            } if all(isinstance(text, str) for text in [*layers, *missing.values()]):
                return cls(layers, missing, pid, device, problem)
        raise WireError("a greeting of unknown form")
