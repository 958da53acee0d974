"""What a call did to its arguments: arrays changed in place, entries of dicts and lists replaced.

A call has the same effects on the judge's arguments as it would have in one process: `Watch` notes them on the worker's
side, `apply` repeats them on the judge's.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any, TypeAlias

import numpy as np

from .wire import Array

Path = list[str | int]
AsArray = Callable[[object], Array | None]
# Entries are of any type; keys are what the wire allows or what a change names, and Python checks the rest.
Changeable: TypeAlias = Array | dict[Any, Any] | list[Any]


class Watch:
    """Remembers the content of arguments before a call, to tell afterwards which changed. Objects whose id is in `stay`
    are left out: they live on this side only."""

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
        """One record per change, data for the wire, in the order in which they can be applied."""
        records: list[dict[str, object]] = []
        for path, node, before in self._arrays:
            now = self._as_array(node)
            if now is None or not _same(before, now):
                records.append({"path": path, "array": now})
        # Inner containers first: once an outer entry is replaced, their paths lead elsewhere.
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
    # Bytes, so that NaN equals itself; as Python bytes while that is quicker than three NumPy calls.
    if now.nbytes < _SMALL:
        return before.tobytes() == now.tobytes()
    return np.array_equal(_bytes(before), _bytes(now))


_SMALL = 1 << 14


def _bytes(array: Array) -> Array:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def apply(arguments: object, changes: object, touched: Callable[[Changeable], None]) -> None:
    """Repeat `changes` on `arguments`; calls `touched` with each array, dict or list just before it is changed.

    Changes come from the student's process and are not trusted: a path that does not fit raises ValueError.
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
    np.copyto(target, array)  # another kind of number raises


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
