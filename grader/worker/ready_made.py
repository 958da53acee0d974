"""Forbid ready-made operations of torch, which an exercise asks the student to write: torch itself raises if they are called.

Operators are refused by torch's dispatcher, in which their kernels are replaced. Every way of calling an operator passes through
it: `torch.nn`, `torch.nn.functional`, tensor methods, `torch.ops.aten`, `torch._C` and the autograd engine. What torch writes in
Python out of other operators is refused by `python_code.py`. Both hold in all threads. `operations.py` says what belongs to an
operation.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NoReturn

from . import python_code
from .operations import OPERATIONS, meant_by, operators_among

Use = tuple[str, str, int, str]  # the operation, and the student's file, line and function that called it
Note = Callable[[str], None]  # called with the name of each forbidden operation that the code calls


class ReadyMade(RuntimeError):
    """A forbidden operation was called."""


@dataclasses.dataclass(frozen=True)
class _Rules:
    """The operations that are forbidden on a device."""

    names: tuple[str, ...] = ()
    device: str = "cpu"
    forward_only: bool = False  # whether the backward passes of the operators are allowed


_rules = _Rules()
_note: Note = lambda name: None  # noqa: E731
_replaced: list[Any] = []  # of torch.library.Library: when one is destroyed, torch undoes the replacements that it made


@contextlib.contextmanager
def forbidden(names: Sequence[str], device: str, note: Note, *, forward_only: bool = False) -> Iterator[None]:
    """Inside this context, forbid these operations and no others. After it, the earlier rules are in force again.

    A context costs about 1 ms. Inside another context with the same rules it costs microseconds, since everything stays
    replaced.
    """
    before, before_note = _rules, _note
    forbid(names, device, note, forward_only=forward_only)
    try:
        yield
    finally:
        _put_in_force(before, before_note)


def forbid(names: Sequence[str], device: str, note: Note, *, forward_only: bool = False) -> None:
    """Forbid these operations and no others for the rest of the process, which runs one submission.

    With `forward_only` their backward passes are allowed: torch runs those of code that the course gives, when nothing is on the
    stack that tells whose they are.
    """
    _put_in_force(_Rules(tuple(names), device, forward_only) if names else _Rules(), note)


def look_around(*, thoroughly: bool = False) -> None:
    """Do the slow part of the search now, in a process from which workers are forked.

    If `thoroughly` is true, search for every operation of the table (0.3 s). Call it again after more of torch was imported.
    """
    python_code.look_around()
    for name in OPERATIONS if thoroughly else ():
        _operators(name)
        for operation in meant_by(name):
            python_code.of(operation)


def _put_in_force(rules: _Rules, note: Note) -> None:
    global _rules, _note
    _note = note
    if rules == _rules:
        return
    for library in _replaced:
        library._destroy()
    _replaced.clear()
    _rules = rules
    python_code.replace(rules.names, _refuse)
    if rules.names:
        _replace_kernels(rules)


def _refuse(name: str) -> NoReturn:
    _note(name)
    raise ReadyMade(f"{name} is ready made: this exercise asks you to write it")


def _replace_kernels(rules: _Rules) -> None:
    import torch

    device = rules.device.split(":")[0].upper()
    libraries: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that a kernel is replaced, which is intended here
        for operator in dict.fromkeys(operator for name in rules.names for operator in _operators(name)):
            namespace, _, name = operator.partition("::")
            if rules.forward_only and "backward" in name:
                continue
            if namespace not in libraries:
                libraries[namespace] = torch.library.Library(namespace, "IMPL")
                _replaced.append(libraries[namespace])
            stop = functools.partial(_stop, name.partition(".")[0])
            for layout in ("", "Autograd", "Mkldnn", "Sparse"):
                with contextlib.suppress(RuntimeError):  # no such layout on this device
                    # Library.impl would refuse to replace a kernel that torch itself wrote in Python.
                    libraries[namespace].m.impl(name, f"{layout}{device}", stop, False)


def _stop(name: str, *_: object, **__: object) -> NoReturn:
    _refuse(name)


@functools.cache
def _operators(name: str) -> tuple[str, ...]:
    return operators_among(_listed(), name)


@functools.cache
def _listed() -> tuple[str, ...]:
    import torch

    return tuple(torch._C._dispatch_get_all_op_names())


def caller(files: Collection[str]) -> tuple[str, int, str]:
    """File, line and function of the student's innermost frame; "", 0 and "" if the student has no frame."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in files:
            return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name
        frame = frame.f_back  # type: ignore[assignment]
    return "", 0, ""
