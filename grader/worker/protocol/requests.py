"""The judge's requests to a servant: load a submission, and answer questions about its module."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeAlias

from ..loading import Beside, Cell, Dependency
from ..wire import Array, WireError


@dataclasses.dataclass(frozen=True)
class Load:
    """Load a submission: its cells as one module, its other files by module name, and the course's adapter and drivers."""

    name: str
    cells: Sequence[Cell]
    others: Mapping[str, Cell] = dataclasses.field(default_factory=dict)
    adapter: Cell | None = None
    drivers: Cell | None = None
    forbidden: Sequence[str] = ()  # operations of aten that the code may not call
    notebook: bool = False  # whether the cells are those of a notebook
    # The name of the module among the others that the course gives. Its code may call forbidden operations.
    given: str = ""
    # The files of other topics on which the part builds, by the names of their modules.
    dependencies: Mapping[str, Dependency] = dataclasses.field(default_factory=dict)

    def to_wire(self) -> dict[str, object]:
        """The request as data."""
        return {
            "op": "load",
            "name": self.name,
            "cells": [list(cell) for cell in self.cells],
            "others": _texts(self.others),
            "adapter": self.adapter,
            "drivers": self.drivers,
            "forbidden": list(self.forbidden),
            "notebook": self.notebook,
            "given": self.given,
            "dependencies": {
                name: {
                    "cells": [list(cell) for cell in one.cells],
                    "others": _texts(one.beside.files),
                    "given": one.beside.given,
                    "notebook": one.notebook,
                }
                for name, one in self.dependencies.items()
            },
        }

    @classmethod
    def from_wire(cls, data: Mapping[str, object]) -> Load:
        """The request that `data` stands for. Raises WireError."""
        name, forbidden, dependencies = data.get("name"), data.get("forbidden"), data.get("dependencies", {})
        if not isinstance(name, str) or not isinstance(dependencies, dict):
            raise WireError(_UNKNOWN)
        return cls(
            name,
            _cells(data.get("cells")),
            _cells_by_name(data.get("others")),
            adapter=_cell(data["adapter"]) if data.get("adapter") else None,
            drivers=_cell(data["drivers"]) if data.get("drivers") else None,
            forbidden=[str(operation) for operation in forbidden] if isinstance(forbidden, list) else (),
            notebook=data.get("notebook") is True,
            given=str(data.get("given", "")),
            dependencies={str(module): _dependency(one) for module, one in dependencies.items()},
        )


_UNKNOWN = "a request to load of unknown form"


def _texts(files: Mapping[str, Cell]) -> dict[str, list[str]]:
    return {name: list(cell) for name, cell in files.items()}


def _cell(data: object) -> Cell:
    match data:
        case [str() as name, str() as text]:
            return name, text
    raise WireError(_UNKNOWN)


def _cells(data: object) -> list[Cell]:
    if not isinstance(data, list):
        raise WireError(_UNKNOWN)
    return [_cell(cell) for cell in data]


def _cells_by_name(data: object) -> dict[str, Cell]:
    if not isinstance(data, dict):
        raise WireError(_UNKNOWN)
    return {name: _cell(cell) for name, cell in data.items()}


def _dependency(data: object) -> Dependency:
    if not isinstance(data, dict):
        raise WireError(_UNKNOWN)
    beside = Beside(_cells_by_name(data.get("others")), str(data.get("given", "")))
    return Dependency(_cells(data.get("cells")), beside, data.get("notebook") is True)


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """A request about the loaded module or an object that stayed with it. Each subclass is one operation."""

    op: ClassVar[str]

    name: str
    args: Sequence[object]
    kwargs: Mapping[str, object]
    type_name: str = "object"  # of the object that is asked; only for messages, so it does not cross
    seed: int | None = None  # of the global generators; the first question of a check carries it
    release: Sequence[int] = ()  # handles that the judge has forgotten

    @property
    def call(self) -> str:
        """The name of this question in messages."""
        return f"{self.type_name}.{self.name}" if self.name else self.type_name

    def identity(self) -> dict[str, object]:
        """The question as data, without its bookkeeping (seed, released handles). Same questions have the same identity."""
        return {"op": self.op, "name": self.name, "args": list(self.args), "kwargs": self.kwargs}

    def to_wire(self) -> dict[str, object]:
        """The request as data."""
        data = self.identity()
        if self.seed is not None:
            data["seed"] = self.seed
        if self.release:
            data["release"] = list(self.release)
        return data


class Call(Question):
    """Call the module's function or class `name`."""

    __slots__ = ()
    op = "call"

    @property
    def call(self) -> str:
        return self.name


class Drive(Question):
    """Run the driver `name` with the module as its first argument. It may call many of the student's functions."""

    __slots__ = ()
    op = "drive"

    @property
    def call(self) -> str:
        if self.name in CALLING and self.args:
            return str(self.args[0])
        return f"the driver {self.name}"


class Method(Question):
    """Call the method `name` of the first argument, or the first argument itself if the name is empty."""

    __slots__ = ()
    op = "method"


class Get(Question):
    """Read the attribute `name` of the only argument."""

    __slots__ = ()
    op = "get"


class Set(Question):
    """Set the attribute `name` of the first argument to the second."""

    __slots__ = ()
    op = "set"


class Apply(Question):
    """Apply Python's operator `name` to the arguments."""

    __slots__ = ()
    op = "apply"

    @property
    def call(self) -> str:
        return f"{self.name} of {self.type_name}"


class Next(Question):
    """Ask the only argument, an iterator, for its next item. The answer is a list of one item, or an empty list at the end.

    `name` tells the iterators of one check apart, since their questions are alike otherwise.
    """

    __slots__ = ()
    op = "next"

    @property
    def call(self) -> str:
        return f"the next item of {self.type_name}"


class MakeGenerator(Question):
    """Make a random generator from the only argument, a seed. It stays with the servant and crosses as a handle."""

    __slots__ = ()
    op = "generator"

    @property
    def call(self) -> str:
        return "the random generator"


class Used(Question):
    """List the forbidden operations that the code has called so far."""

    __slots__ = ()
    op = "used"

    @property
    def call(self) -> str:
        return "the list of forbidden operations that were called"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Slopes(Question):
    """Slopes of the reference's function `name` along directions of the argument at `wrt`; see live.Live.

    Only a live reference, with many calls, or a recording answers it. It is never sent to a servant.
    """

    op = "slopes"

    wrt: int
    directions: Array  # (K, *shape of the argument)
    upstream: Array  # in the shape of the function's first output

    @property
    def call(self) -> str:
        return f"the slopes of {self.name}"

    def identity(self) -> dict[str, object]:
        own = {"wrt": self.wrt, "directions": self.directions, "upstream": self.upstream}
        return super().identity() | own


# Drivers of the servant's own that call one function: it is their first argument, and messages name it.
CALLING = ("calls_of", "in_layout")

Request: TypeAlias = Load | Question

_OPERATIONS: dict[str, type[Question]] = {
    kind.op: kind for kind in (Call, Drive, Method, Get, Set, Apply, Next, MakeGenerator, Used)
}


def read_request(data: object) -> Request:
    """The request that `data` stands for. Raises WireError if its form or its operation is unknown."""
    if not isinstance(data, dict):
        raise WireError("a request of unknown form")
    op = data.get("op")
    if op == "load":
        return Load.from_wire(data)
    kind = _OPERATIONS.get(op) if isinstance(op, str) else None
    if kind is None:
        raise WireError(f"unknown operation {op!r}")
    name, args, kwargs, seed = data.get("name"), data.get("args"), data.get("kwargs"), data.get("seed")
    if type(name) is not str or type(args) is not list or type(kwargs) is not dict:
        raise WireError("a question of unknown form")
    return kind(name, args, kwargs, "object", seed, data.get("release", ()))
