"""Handles: objects that stayed on the other side, and the form of an answer in words and in numbers.

A handle has attributes, methods and entries, which are questions to the other side. It takes part in no arithmetic and no
comparison: an operator would send the check's own numbers to the student's object, and the object would say what comes out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NoReturn, Protocol

import numpy as np

from ..values.finding import NONE
from ..worker.protocol.requests import Apply, Get, Method, Question, Set
from .unread import Digest, Unread

ODD_ARRAY = "array of dtype "


class Asker(Protocol):
    """The proxy of the module that an object belongs to; see proxies.ModuleProxy."""

    _asking: str
    _released: list[int]

    def _ask(
        self, kind: type[Question], name: str, args: tuple[object, ...], kwargs: dict[str, object], *, type_name: str
    ) -> Any: ...
    def _items(self, handle: Handle) -> Iterator[Any]: ...
    def _next(self, handle: Handle, name: str = "") -> list[Any]: ...


class NotData(TypeError):
    """A check computes with an object where only data will do. `call` is the question that the object came from, and
    `type_name` its type."""

    def __init__(self, call: str, type_name: str, instead: str = "where numbers are expected") -> None:
        super().__init__(f"{call} returned an object of type {type_name}, {instead}")
        self.call = call
        self.type_name = type_name


class Handle:
    """An object that stayed on the other side. Methods, attributes and entries are questions to that side."""

    __array_ufunc__ = None  # NumPy then leaves array * handle to the handle

    def __init__(self, proxy: Asker, number: int, type_name: str) -> None:
        object.__setattr__(self, "_proxy", proxy)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_type_name", type_name)
        object.__setattr__(self, "_call", proxy._asking)

    _proxy: Asker
    _number: int
    _type_name: str
    _call: str

    def __repr__(self) -> str:
        return f"<{self._type_name} object>"

    def __del__(self) -> None:
        self._proxy._released.append(self._number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask(Get, name, self)

    def __setattr__(self, name: str, value: object) -> None:
        self._ask(Set, name, self, value)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._ask(Method, "", self, *args, **kwargs)

    def __iter__(self) -> Iterator[Any]:
        return self._proxy._items(self)

    def __next__(self) -> Any:
        for item in self._proxy._next(self):
            return item
        raise StopIteration

    def __len__(self) -> int:
        length = self._ask(Apply, "len", self, _NO_LENGTH)
        if length == _NO_LENGTH:  # `list` asks for the length too, and goes on after a TypeError
            raise NotData(self._call, self._type_name, "which has no length")
        return length  # type: ignore[no-any-return]  # Python checks it

    def __getitem__(self, key: str | int) -> Any:
        return self._ask(Apply, "getitem", self, self._named(key))

    def __contains__(self, key: str | int) -> bool:
        return self._ask(Apply, "contains", self, self._named(key)) is True

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other if isinstance(other, Handle) else self._refuse()

    def _named(self, key: str | int) -> str | int:
        """The key of an entry. Raises NotData for any other key, such as an array of the check's."""
        return key if type(key) in (str, int) else self._refuse()

    def _refuse(self, *_: object) -> NoReturn:
        raise NotData(self._call, self._type_name)

    def _ask(self, kind: type[Question], name: str, /, *args: object, **kwargs: object) -> Any:
        return self._proxy._ask(kind, name, args, kwargs, type_name=self._type_name)


_NO_LENGTH = -1
_BINARY = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift".split()
_REFUSED = [*_BINARY, *(f"r{name}" for name in _BINARY), *(f"i{name}" for name in _BINARY if name != "divmod")]
_REFUSED += (
    "lt le gt ge neg pos abs invert bool float int complex index round trunc floor ceil array setitem delitem".split()
)
for _name in _REFUSED:
    setattr(Handle, f"__{_name}__", Handle._refuse)


def form(value: object) -> str:
    """The form of an answer in words, for messages: its type, an array's shape, the items of a tuple."""
    if value is None:
        return NONE
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.shape else "a number"
    if isinstance(value, bool | int | float | complex):
        return "a number"
    if isinstance(value, tuple | list):
        inner = ", ".join(entry_form(item) for item in value[:4])
        return f"a {type(value).__name__} of {len(value)} ({inner}{', …' if len(value) > 4 else ''})"
    if isinstance(value, Handle):
        return _object(value._type_name)
    return value._known.form if isinstance(value, Unread) else f"a {type(value).__name__}"


def _object(type_name: str) -> str:
    """The form of an object that is no data, in words, by the name of its type."""
    if type_name.startswith(ODD_ARRAY):  # an array whose entries are no numbers that can cross, see servant.py
        return f"an {type_name}"
    return "a generator" if type_name == "generator" else f"an object of type {type_name}"


def entry_form(item: object) -> str:
    """The form of an entry of an answer, in words."""
    if isinstance(item, tuple | list):
        return f"a {type(item).__name__} of {len(item)}"
    return "None" if item is None else form(item)


def digest(value: object) -> Digest:
    """What is needed to tell later whether two answers were alike: types, shapes and keys as text, and a few sums."""
    if type(value) is dict:
        entries = {repr(key): entry_digest(item) for key, item in value.items()}
    elif isinstance(value, list | tuple):
        entries = {str(position): entry_digest(item) for position, item in enumerate(value)}
    else:
        return entry_digest(value)
    text = ",".join(f"{key}:{structure}" for key, (structure, _) in entries.items())
    return f"{type(value).__name__}({text})", tuple(number for _, numbers in entries.values() for number in numbers)


def entry_digest(value: object) -> Digest:
    """The digest of one entry of an answer. That of a tuple, list or dict has one size, however much it holds."""
    if isinstance(value, Unread):
        return value._known.digest
    numbers: list[float] = []
    structure = _structure(value, numbers)
    if isinstance(value, dict | list | tuple):
        structure = f"{type(value).__name__} {zlib.crc32(structure.encode()):08x}"
        weighted = (number / (1 + position) for position, number in enumerate(numbers))
        numbers = [sum(numbers), sum(weighted)] if numbers else []
    return structure, tuple(numbers)


def alike(left: Digest, right: Digest) -> bool:
    """Whether two answers are the same but for rounding."""
    same = left[0] == right[0] and len(left[1]) == len(right[1])
    return same and bool(np.allclose(left[1], right[1], rtol=1e-6, atol=1e-9, equal_nan=True))


def _structure(value: object, numbers: list[float]) -> str:
    if isinstance(value, np.ndarray) and value.size:
        flat = value.ravel()
        wide = flat.astype(np.complex128) if flat.dtype.kind == "c" else flat.astype(np.float64)
        numbers += [float(abs(wide.sum())), float(abs(np.vdot(wide, wide))), float(wide[0].real)]
        return f"{value.dtype.str}{value.shape}"
    if isinstance(value, np.ndarray):
        numbers.append(np.nan)  # no number at all
        return f"{value.dtype.str}{value.shape}"
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{_structure(item, numbers)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({','.join(_structure(item, numbers) for item in value)})"
    if type(value) is float:
        numbers.append(value)
        return "float"
    return f"<{value._type_name}>" if isinstance(value, Handle) else repr(value)
