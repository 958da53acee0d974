"""Refuse Python functions of torch: the code of each listed function is replaced, so that every way of calling it is refused.

A function keeps its identity, so a name that was imported earlier, a bound method, a partial function and a thread that already
runs all come to the new code. The code of modules of torch that are loaded later is replaced right after they are executed.
"""

from __future__ import annotations

import functools
import gc
import importlib.machinery
import os
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from .operations import Operation, meant_by

_Function = types.FunctionType
_known: dict[tuple[str, str], list[_Function]] = {}  # torch's functions by file and qualified name
_replaced: list[tuple[_Function, types.CodeType]] = []  # with their own code
_unseen = True  # whether torch may have functions that are not in `_known`
_names: tuple[str, ...] = ()
_refuse: Callable[[str], NoReturn]  # called with the name of a function that is called, in the thread that calls it


def replace(names: tuple[str, ...], refuse: Callable[[str], NoReturn]) -> None:
    """Refuse the Python functions of torch that belong to these operations, and no others: `refuse` is called instead."""
    global _names, _refuse
    restored, _replaced[:] = _replaced[:], []
    for function, code in restored:
        function.__code__ = code
    _names, _refuse = names, refuse
    if not names:
        return
    if _unseen:
        look_around()
    for operation in _operations(names):
        for function in of(operation):
            _stop(function)


@functools.cache
def _operations(names: tuple[str, ...]) -> tuple[Operation, ...]:
    return tuple(dict.fromkeys(operation for name in names for operation in meant_by(name)))


def look_around() -> None:
    """Find the Python functions of torch, if more of torch was imported than the last time.

    It takes 0.05 s, so a process from which workers are forked does it before. Its collector must not have frozen them yet.
    """
    global _unseen
    if _unseen:
        _unseen = False
        _watch_imports()
        _remember(_functions(gc.get_objects()))


def _functions(objects: Iterable[object]) -> Iterator[_Function]:
    root = _root()
    return (item for item in objects if type(item) is _Function and item.__code__.co_filename.startswith(root))


def _remember(functions: Iterable[_Function]) -> None:
    for function in functions:
        code = function.__code__
        alike = _known.setdefault((_module(code.co_filename), code.co_qualname), [])
        if not any(function is other for other in alike):
            alike.append(function)
    of.cache_clear()


@functools.cache
def of(operation: Operation) -> tuple[_Function, ...]:
    """The functions that `look_around` found for an operation."""
    return tuple(f for name, functions in _known.items() if operation.has_function(*name) for f in functions)


@functools.cache
def _root() -> str:
    return f"{Path(sys.modules['torch'].__file__ or '').parent}{os.sep}"


@functools.cache
def _module(file: str) -> str:
    """The file of torch as a module's name, without the package's own: "nn.functional"."""
    return file.removeprefix(_root()).removesuffix(".py").replace(os.sep, ".").removesuffix(".__init__")


def _stop(function: _Function) -> None:
    code = function.__code__
    if code.co_filename == __file__:  # it belongs to two operations
        return
    _replaced.append((function, code))
    *around, own = code.co_qualname.split(".")
    name = (around[-1] if around and around[-1] != "<locals>" else own).lstrip("_")
    name = f"torch.{_module(code.co_filename)}.{name}"
    function.__code__ = _refusal(code.co_freevars).replace(
        co_name=code.co_name, co_qualname=code.co_qualname, co_consts=_with_call(code.co_freevars, name)
    )


_CALL = "the call"  # the constant of the code below that the call takes the place of


@functools.cache
def _refusal(free: tuple[str, ...]) -> types.CodeType:
    """Code that takes any arguments and has these free variables, as the code that it replaces has."""
    lines = [
        f"def around({', '.join(free)}):",
        "    def refusal(*_, **__):",
        f"        {_CALL!r}.__call__()",
        *(f"        {name}" for name in free),
    ]
    names: dict[str, Any] = {}
    exec(compile("\n".join(lines), __file__, "exec"), names)
    [code] = (constant for constant in names["around"].__code__.co_consts if isinstance(constant, types.CodeType))
    return code


def _with_call(free: tuple[str, ...], name: str) -> tuple[object, ...]:
    call = functools.partial(lambda: _refuse(name))
    return tuple(call if constant == _CALL else constant for constant in _refusal(free).co_consts)


@functools.cache
def _watch_imports() -> None:
    """From now on, look at each file of torch that is executed as a module, under whatever name."""
    loader: Any = importlib.machinery.SourceFileLoader
    execute = loader.exec_module

    def exec_module(self: Any, module: types.ModuleType) -> None:
        global _unseen
        execute(self, module)
        if not str(self.path).startswith(_root()):
            return
        if _names:
            _stop_those_of(self.path, self.get_code(self.name))
        else:
            _unseen = True

    loader.exec_module = exec_module


def _stop_those_of(file: str, code: types.CodeType) -> None:
    operations = _operations(_names)
    wanted = {name for name in _qualnames(code) if any(o.has_function(_module(file), name) for o in operations)}
    if not wanted:
        return
    made = [
        f for f in _functions(gc.get_objects()) if f.__code__.co_filename == file and f.__code__.co_qualname in wanted
    ]
    _remember(made)
    for function in made:
        _stop(function)


def _qualnames(code: types.CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant.co_qualname
            yield from _qualnames(constant)
