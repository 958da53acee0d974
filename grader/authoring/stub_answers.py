"""The sorts of answers that unwritten code gives. Each is made from one call, and none is computed from the inputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np

from ..worker.wire import Array

ArrayChange = Callable[[Array], object]


@dataclasses.dataclass(frozen=True)
class StubCall:
    """One call of a stub.

    `args` are the values of all its arguments. `right` answers the call as the solution does, with copies of the arguments.
    `elsewhere` answers it for other arguments of the same shapes. `as_array` and `adopt` are those of the part's runtime.
    `stand_in` hides an object of the solution.
    """

    args: tuple[object, ...]
    right: Callable[[], object]
    elsewhere: Callable[[], object]
    as_array: Callable[[object], Array | None]
    adopt: Callable[[Array], object]
    stand_in: Callable[[object], object]

    def arrays(self) -> list[object]:
        """The arguments that are arrays, those in dicts and lists too, in order."""
        return [array for value in self.args for array in self._arrays_in(value)]

    def _arrays_in(self, value: object) -> Iterator[object]:
        if isinstance(value, dict | list | tuple):
            for item in value.values() if isinstance(value, dict) else value:
                yield from self._arrays_in(item)
        elif self.as_array(value) is not None:
            yield value

    def changed(self, change: ArrayChange, *, elsewhere: bool = False) -> object:
        """The right answer with each array in it changed. If the solution fails here, the first array argument changed."""
        try:
            answer = self.elsewhere() if elsewhere else self.right()
        except Exception:
            given = self.arrays()
            answer = given[0] if given else 0.0
        return self._changed(answer, change)

    def _changed(self, value: object, change: ArrayChange) -> object:
        array = self.as_array(value)
        if array is not None:
            new = change(array)
            return self.adopt(np.array(new)) if isinstance(new, np.ndarray | np.generic) else new
        if isinstance(value, bool | int | float | np.generic):
            new = change(np.asarray(value))
            return new.item() if isinstance(new, np.ndarray) and new.shape == () else new
        if type(value) in (tuple, list):
            assert isinstance(value, tuple | list)
            return type(value)(self._changed(item, change) for item in value)
        if type(value) is dict:
            return {key: self._changed(item, change) for key, item in value.items()}
        return "" if isinstance(value, str) else None if value is None else self.stand_in(value)


Answer = Callable[[StubCall], object]


@dataclasses.dataclass(frozen=True)
class Sort:
    """One sort of stub: the words for it in a message, and its answer to a call."""

    name: str
    answer: Answer


class Lying:
    """Equal to all others, greater and smaller, and the result of whatever is done with it."""

    def _itself(self, *_: object, **__: object) -> Lying:
        return self

    def _yes(self, *_: object) -> bool:
        return True

    def _array(self, *_: object, **__: object) -> Array:
        return np.zeros(())

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = _yes
    __hash__ = None  # type: ignore[assignment]
    __array__ = _array
    __float__ = lambda self: 0.0  # noqa: E731
    __int__ = __index__ = __len__ = lambda self: 0
    __iter__ = lambda self: iter(())  # noqa: E731

    def __getattr__(self, name: str) -> Lying:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    @classmethod
    def __torch_function__(cls, *_: object, **__: object) -> Lying:
        return cls()


for _special in (
    "call getitem add radd sub rsub mul rmul truediv rtruediv pow rpow matmul rmatmul neg pos abs invert and or xor "
    "array_ufunc array_function"
).split():
    setattr(Lying, f"__{_special}__", Lying._itself)


def _constant(make: Callable[[], object]) -> Answer:
    return lambda call: make()


def _each(change: ArrayChange, *, elsewhere: bool = False) -> Answer:
    return lambda call: call.changed(change, elsewhere=elsewhere)


def _filled(number: float, dtype: str | None = None) -> Answer:
    """The right answer, where every array has the right shape and holds one number."""
    return _each(lambda right: np.full(right.shape, number, dtype or right.dtype))


def _nan(right: Array) -> Array:
    return np.full(right.shape, np.nan, right.dtype if right.dtype.kind in "fc" else np.float64)


def _empty(right: Array, axis: int) -> Array:
    shape = list(right.shape) or [0]
    shape[axis] = 0
    return np.zeros(shape, right.dtype)


def _like_argument(position: int, number: float, dtype: str | None = None) -> Answer:
    """As `_filled`, with the shape of an array argument in place of the right shape."""

    def answer(call: StubCall) -> object:
        given = call.arrays()
        like = np.asarray(call.as_array(given[position]) if given else 0.0)
        return call.changed(lambda right: np.full(like.shape, number, dtype or like.dtype))

    return answer


def _argument(position: int, *, copy: bool = False, whole: bool = True) -> Answer:
    """An array argument, bare or in the place of every array of the right answer."""

    def answer(call: StubCall) -> object:
        given = call.arrays()
        if not given:
            return call.args[position] if call.args else None
        array = np.asarray(call.as_array(given[position]))
        found = call.adopt(array.copy()) if copy else given[position]
        return found if whole else call.changed(lambda right: found)

    return answer


def _overwritten(call: StubCall) -> object:
    """Fill every argument with zeros, in place, and answer with zeros."""
    answer = _filled(0.0)(call)
    for array in call.arrays():
        memory = call.as_array(array)
        if memory is not None and memory.flags.writeable:
            memory[...] = 0
    return answer


def _not_written(call: StubCall) -> object:
    raise NotImplementedError


NOT_WRITTEN = Sort("raise NotImplementedError", _not_written)

SORTS = (
    Sort("return None", _constant(lambda: None)),
    Sort("return ()", _constant(tuple)),
    Sort("return {}", _constant(dict)),
    Sort("return 0.0", _constant(float)),
    Sort("return True", _constant(lambda: True)),
    Sort("return an object that is equal to everything", _constant(Lying)),
    Sort("return zeros", _filled(0.0)),
    Sort("return ones", _filled(1.0)),
    Sort("return zeros in float32", _filled(0.0, "float32")),
    Sort("return zeros in float64", _filled(0.0, "float64")),
    Sort("return ones in float32", _filled(1.0, "float32")),
    Sort("return ones in float64", _filled(1.0, "float64")),
    Sort("return NaN", _each(_nan)),
    Sort("return one entry, 0", lambda call: call.adopt(np.zeros(1))),
    Sort("return one entry, 0, in each array's place", _each(lambda right: np.zeros(1, right.dtype))),
    Sort("return one entry, 0 in float32, in each array's place", _each(lambda right: np.zeros(1, np.float32))),
    Sort("return arrays without rows", _each(lambda right: _empty(right, 0))),
    Sort("return arrays whose last axis is empty", _each(lambda right: _empty(right, -1))),
    Sort("return arrays with an empty axis in front", _each(lambda right: np.zeros((1, 0, *right.shape), right.dtype))),
    Sort("return zeros like the first argument", _like_argument(0, 0.0)),
    Sort("return ones like the first argument", _like_argument(0, 1.0)),
    Sort("return float32 zeros like the first argument", _like_argument(0, 0.0, "float32")),
    Sort("return zeros like the last argument", _like_argument(-1, 0.0)),
    Sort("return the first argument", _argument(0)),
    Sort("return a copy of the first argument", _argument(0, copy=True)),
    Sort("return the last argument", _argument(-1)),
    Sort("return the first argument in each array's place", _argument(0, whole=False)),
    Sort("fill the arguments with zeros, and return zeros", _overwritten),
    Sort("return the answer to other arguments", _each(lambda right: right, elsewhere=True)),
)

# What a process may say of itself in a driver's place.
FORGED = tuple(sort for sort in SORTS if "argument" not in sort.name and "object" not in sort.name)
# With written constructors: the same less those that differ in their dtype alone.
FEWER = tuple(sort for sort in SORTS if "float" not in sort.name and "ones" not in sort.name)
