"""What a call did to its arguments: arrays changed in place, entries of dicts and lists replaced.

A call has the same effects on the judge's arguments as it would have in one process: `Watch` notes them on the worker's
side, `apply` repeats them on the judge's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Path = list[str | int]
AsArray = Callable[[object], "np.ndarray[Any, Any] | None"]


class Watch:
    """Remembers what arguments hold, to say after the call what changed."""

    def __init__(self, arguments: object, as_array: AsArray) -> None:
        self._as_array = as_array
        self._arrays: list[tuple[Path, object, np.ndarray[Any, Any]]] = []
        self._containers: list[tuple[Path, Any, dict[str | int, object]]] = []
        self._remember(arguments, [])

    def _remember(self, node: object, path: Path) -> None:
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
        found: list[dict[str, object]] = []
        for path, node, before in self._arrays:
            now = self._as_array(node)
            if now is None or not _same(before, now):
                found.append({"path": path, "array": now})
        for path, node, before_entries in self._containers:
            entries = _entries(node)
            replaced = {key: item for key, item in entries.items() if before_entries.get(key, _MISSING) is not item}
            removed = [key for key in before_entries if key not in entries]
            if replaced or removed:
                pairs = [[key, item] for key, item in replaced.items() if isinstance(key, str | int)]
                found.append({"path": path, "replaced": pairs, "removed": removed})
        return found


_MISSING = object()


def _entries(node: Any) -> dict[str | int, object]:
    return dict(node) if isinstance(node, dict) else dict(enumerate(node))


def _same(before: np.ndarray[Any, Any], now: np.ndarray[Any, Any]) -> bool:
    if before.shape != now.shape or before.dtype != now.dtype:
        return False
    # Bytes, so that NaN equals itself.
    return np.array_equal(_bytes(before), _bytes(now))


def _bytes(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


def apply(arguments: Any, changes: Any, touched: Callable[[Any], None]) -> None:
    """Repeat `changes` on `arguments`; calls `touched` with each array, dict or list just before it is changed.

    Changes come from the student's process and are not trusted: a path that does not fit raises ValueError.
    """
    for change in changes:
        try:
            target = arguments
            for key in change["path"]:
                target = target[key]
            touched(target)
            if "array" in change:
                if not isinstance(target, np.ndarray):
                    raise TypeError(type(target).__name__)
                np.copyto(target, change["array"])  # another shape or kind of number raises
            else:
                _replace(target, change)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"an argument was changed in a way that does not fit it: {error}") from None


def _replace(target: Any, change: dict[str, Any]) -> None:
    if not isinstance(target, dict | list):
        raise TypeError(type(target).__name__)
    for key in sorted(change["removed"], reverse=True):
        del target[key]
    for key, item in change["replaced"]:
        if isinstance(target, list) and key == len(target):
            target.append(item)
        else:
            target[key] = item
