"""Operations that an exercise asks the student to write: while they are forbidden, torch itself refuses to run them.

Their kernels are replaced in torch's dispatcher, where every way of calling an operation arrives: `torch.nn`,
`torch.nn.functional`, tensor methods, `torch.ops.aten`, `torch._C` and the autograd engine alike. A mode on the Python
side would see fewer of them, and the words of a source text fewer still.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable, Collection, Sequence
from typing import Any, NoReturn

Use = tuple[str, str, int, str]  # operation, and the student's file, line and function that called it


class ReadyMade(RuntimeError):
    """A forbidden operation was called."""


_forbidden: tuple[str, ...] = ()  # device and names
_replaced: list[Any] = []  # torch undoes a replacement when its object goes
_note: Callable[[str], None] = lambda name: None  # noqa: E731


def forbid(names: Sequence[str], device: str, note: Callable[[str], None]) -> None:
    """Forbid these operations of aten, and no others, in this process; `note` hears of each call of one."""
    global _forbidden, _note
    _note = note
    wanted = (device, *names) if names else ()
    if wanted == _forbidden:
        return
    for library in _replaced:
        library._destroy()
    _replaced.clear()
    _forbidden = wanted
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a kernel is replaced is the point
        for name in names:
            _replace(name, device.split(":")[0].upper())


def lift() -> None:
    """Forbid nothing any more: a process that plays students for a while gives torch back whole."""
    forbid((), "cpu", lambda name: None)


def _replace(name: str, device: str) -> None:
    import torch

    if not hasattr(torch.ops.aten, name):  # another version's operation
        return

    def stop(*_: Any, **__: Any) -> NoReturn:
        _note(name)
        raise ReadyMade(f"{name} is ready made: this exercise asks you to write it")

    library = torch.library.Library("aten", "IMPL")
    for overload in getattr(torch.ops.aten, name).overloads():
        for layout in ("", "Autograd", "Mkldnn", "Sparse"):
            with contextlib.suppress(RuntimeError):  # no such layout on this device
                library.impl(name if overload == "default" else f"{name}.{overload}", stop, f"{layout}{device}")
    _replaced.append(library)


def caller(files: Collection[str]) -> tuple[str, int, str]:
    """File, line and function of the innermost of the student's frames; empty where there is none."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in files:
            return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name
        frame = frame.f_back  # type: ignore[assignment]
    return "", 0, ""
