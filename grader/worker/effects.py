"""Find the changes that a call makes to its arguments, and repeat them: arrays changed in place, entries replaced.

A call changes the judge's arguments as it would change them in one process: `Snapshot` finds the changes in the worker, and
`apply` repeats them in the judge.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any, TypeAlias

import numpy as np

from .wire import Array

Path = list[str | int]
AsArray = Callable[[object], Array | None]
# Entries have any type. Keys come from the wire or from a change, and `_replace` checks their types.
Changeable: TypeAlias = Array | dict[Any, Any] | list[Any]


class Snapshot:
    """The content of arguments before a call, from which `changes` finds the arguments that changed.

    Objects with an id in `stay` are left out: the judge has only handles of them.
    """

    def __init__(self, arguments: object, as_array: AsArray, stay: Container[int] = ()) -> None:
        self._as_array = as_array
        self._stay = stay
        self._arrays: list[tuple[Path, object, Array]] = []
        self._containers: list[tuple[Path, dict[str | int, object] | list[object], dict[str | int, object]]] = []
        self._remember(arguments, [])

    def _remember(self, node: object, path: Path) -> None:
        if id(node) in self._stay:
            return
        array = self._as_array(node)
        if array is not None:
            self._arrays.append((path, node, array.copy()))
        elif isinstance(node, dict | list | tuple):
            entries = _entries(node)
            if not isinstance(node, tuple):
                self._containers.append((path, node, entries))
            for key, item in entries.items():
                self._remember(item, [*path, key])

    def changes(self) -> list[dict[str, object]]:
        """One record per change, as data for the wire, in the order in which `apply` must repeat them."""
        records: list[dict[str, object]] = []
        for path, node, before in self._arrays:
            now = self._as_array(node)
            if now is None or not _same(before, now):
                records.append({"path": path, "array": now})
        # Inner containers first: after an entry of an outer container is replaced, the inner paths lead elsewhere.
        for path, container, before_entries in reversed(self._containers):
            entries = _entries(container)
            replaced = {key: item for key, item in entries.items() if before_entries.get(key, _MISSING) is not item}
            removed = [key for key in before_entries if key not in entries]
            if replaced or removed:
                pairs = [[key, item] for key, item in replaced.items() if isinstance(key, str | int)]
                records.append({"path": path, "replaced": pairs, "removed": removed})
        return records


_MISSING = object()


def _entries(node: dict[str | int, object] | Sequence[object]) -> dict[str | int, object]:
    return dict(node) if isinstance(node, dict) else dict(enumerate(node))


def _same(before: Array, now: Array) -> bool:
    if before.shape != now.shape or before.dtype != now.dtype:
        return False
    # Compare bytes, so that NaN equals itself. For small arrays Python's bytes are quicker than three NumPy calls.
    if now.nbytes < _SMALL:
        return before.tobytes() == now.tobytes()
    return np.array_equal(_bytes(before), _bytes(now))


_SMALL = 1 << 14


def _bytes(array: Array) -> Array:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def apply(arguments: object, changes: object, touched: Callable[[Changeable], None]) -> None:
    """Repeat `changes` on `arguments`. Call `touched` with each array, dict or list just before it is changed.

    Changes come from the student's process and are not trusted: a change that does not fit raises ValueError.
    """
    if type(changes) is not list:
        raise ValueError("what it changed is not a list")
    for change in changes:
        try:
            _apply(arguments, change, touched)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ValueError(f"an argument was changed in a way that does not fit it: {error}") from None


def _apply(arguments: object, change: object, touched: Callable[[Changeable], None]) -> None:
    if type(change) is not dict or type(change["path"]) is not list:
        raise TypeError("a change of unknown form")
    target = arguments
    for key in change["path"]:
        if not isinstance(target, dict | list | tuple):
            raise TypeError(f"{type(target).__name__} has no entries")
        target = target[key]
    if "array" in change:
        _copy(target, change["array"], touched)
    else:
        _replace(target, change["replaced"], change["removed"], touched)


def _copy(target: object, array: object, touched: Callable[[Changeable], None]) -> None:
    if not isinstance(target, np.ndarray) or not isinstance(array, np.ndarray):
        raise TypeError(f"{type(target).__name__} became {type(array).__name__}")
    if target.shape != array.shape:
        raise ValueError(f"its shape {target.shape} became {array.shape}")
    touched(target)
    np.copyto(target, array)  # raises TypeError for another kind of number


def _replace(target: object, replaced: object, removed: object, touched: Callable[[Changeable], None]) -> None:
    if not isinstance(target, dict | list) or type(replaced) is not list or type(removed) is not list:
        raise TypeError(f"entries of {type(target).__name__} were replaced")
    if not all(type(pair) is list and len(pair) == 2 for pair in replaced):
        raise TypeError("a change of unknown form")
    if not all(type(key) in (str, int) for key in [*removed, *(key for key, _ in replaced)]):
        raise TypeError("an entry is neither named nor numbered")
    touched(target)
    for key in sorted(removed, reverse=True):
        del target[key]
    for key, item in replaced:
        if isinstance(target, list) and key == len(target):
            target.append(item)
        else:
            target[key] = item
