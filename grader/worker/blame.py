"""Say which function of the student's returned what a driver cannot use, if that shows where the driver raised.

Nothing is watched while drivers run: the place of the exception, the driver's syntax tree and its variables are enough. This
module says nothing if it is not sure.
"""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import re
import textwrap
import types
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .protocol.replies import Blame, FrameSummary
from .runtimes import NumpyRuntime

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_UNPACKED = re.compile(
    r"(?P<few>not enough values to unpack \(expected (\d+), got (?P<got>\d+)\))|too many values to unpack"
)
_NO_ITERABLE = re.compile(r"cannot unpack non-iterable (\w+) object")
_UNKNOWN = object()  # a value that no variable holds any more


def blame(
    error: BaseException,
    module: types.ModuleType,
    drivers: tuple[str, str],
    files: Collection[str],
    runtime: NumpyRuntime,
) -> tuple[Blame | None, tuple[FrameSummary, ...]]:
    """The function whose answer the driver cannot use, or None, and the line of its `return` if it has one. Never raises.

    `drivers` is the name and the text of the topic's drivers, `files` the names of the student's own files.
    """
    try:
        return _blame(error, module, drivers, files, runtime)
    except Exception:  # student code can break tracebacks and variables
        return None, ()


def _blame(
    error: BaseException,
    module: types.ModuleType,
    drivers: tuple[str, str],
    files: Collection[str],
    runtime: NumpyRuntime,
) -> tuple[Blame | None, tuple[FrameSummary, ...]]:
    steps = list(_steps(error))
    tree = ast.parse(drivers[1])
    inner = len(steps)  # the innermost place in the drivers, where an answer of the right form may be the reason too
    for at in reversed(range(len(steps))):
        file = steps[at].tb_frame.f_code.co_filename
        if file in files:
            break
        if file != drivers[0]:
            inner = min(inner, at) if _is_ours(file) else inner
            continue
        place = _Place(tree, steps[at], steps[at + 1 : at + 2], module, error)
        found = {}
        for name, value in place.answers():
            form, expected = _forms(value, error, place, runtime)
            if form and (expected or inner == len(steps)):
                found[name, form] = expected
        inner = at
        wrong = {key: expected for key, expected in found.items() if expected} or found
        if len(wrong) == 1:
            [((name, form), expected)] = wrong.items()
            return Blame(name, form, expected), _return_of(module, name, files)
        if wrong:
            break
    return None, ()


def _is_ours(file: str) -> bool:
    """Whether a file is one of this package, which has functions for drivers."""
    return Path(file).parent == Path(__file__).parent


def _steps(error: BaseException) -> Iterator[types.TracebackType]:
    step = error.__traceback__
    while step is not None:
        yield step
        step = step.tb_next


class _Place:
    """The expression of a driver that raised, and the answers of the student's functions in it."""

    def __init__(
        self,
        tree: ast.Module,
        step: types.TracebackType,
        further: Sequence[types.TracebackType],
        module: types.ModuleType,
        error: BaseException,
    ) -> None:
        self._variables = step.tb_frame.f_locals
        self._further = further
        self._module = module
        self._error = error
        code = step.tb_frame.f_code
        line, end_line, column, end_column = [*code.co_positions()][step.tb_lasti // 2]
        functions = [node for node in ast.walk(tree) if isinstance(node, _FUNCTION) and node.name == code.co_name]
        self._function = next(node for node in functions if _first_line(node) == code.co_firstlineno)
        self._node = next(
            node
            for node in ast.walk(self._function)
            if isinstance(node, ast.expr)
            and (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
            == (line, end_line, column, end_column)
        )

    @property
    def targets(self) -> tuple[str, ...] | None:
        """The names into which an answer is unpacked; None if it is not unpacked."""
        if isinstance(self._node, ast.Tuple | ast.List) and isinstance(self._node.ctx, ast.Store):
            return tuple(ast.unparse(target) for target in self._node.elts)
        return None

    def answers(self) -> Iterator[tuple[str, object]]:
        """The functions of the student's whose answers the expression uses, each with its answer or _UNKNOWN."""
        if self.targets is not None:
            for node in ast.walk(self._function):
                if isinstance(node, ast.Assign) and self._node in node.targets and (name := self._called(node.value)):
                    yield name, _UNKNOWN
            return
        node = self._node
        inside = [*node.args, *(keyword.value for keyword in node.keywords)] if isinstance(node, ast.Call) else [node]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            inside.append(node.func.value)
        elif isinstance(node, ast.Attribute):
            inside = [node.value]
        for position, expression in enumerate(inside):
            if name := self._called(expression):
                yield name, self._passed(position)
            elif isinstance(expression, ast.Name) and (name := self._assigned(expression.id)):
                yield name, self._variables.get(expression.id, _UNKNOWN)

    def _passed(self, position: int) -> object:
        """The argument at this position of the call that raised, which is still a variable of the called function."""
        if isinstance(self._node, ast.Attribute):
            return getattr(self._error, "obj", _UNKNOWN)
        if not self._further or not isinstance(self._node, ast.Call):
            return _UNKNOWN
        frame = self._further[0].tb_frame
        names = frame.f_code.co_varnames[: frame.f_code.co_argcount]
        is_called = ast.unparse(self._node.func).rpartition(".")[2] == frame.f_code.co_name
        return frame.f_locals.get(names[position], _UNKNOWN) if is_called and position < len(names) else _UNKNOWN

    def _assigned(self, variable: str) -> str:
        """The function of the student's whose answer the variable is, if it is assigned once."""
        assigned = [
            node
            for node in ast.walk(self._function)
            if isinstance(node, ast.Name) and node.id == variable and isinstance(node.ctx, ast.Store)
        ]
        for node in ast.walk(self._function):
            if isinstance(node, ast.Assign) and len(assigned) == 1 and node.targets == assigned:
                return self._called(node.value)
        return ""

    def _called(self, node: ast.expr) -> str:
        """The name of the student's function that an expression calls, as "cross_entropy" or "MLP.forward"; or ""."""
        if not isinstance(node, ast.Call):
            return ""
        root, _, rest = ast.unparse(node.func).partition(".")
        if not root.isidentifier():
            return ""
        if self._variables.get(root) is self._module:
            function = getattr(self._module, rest, None)
            return "" if isinstance(function, type) else rest  # a call of a class makes an object, which is no answer
        kind = type(self._variables.get(root))
        if kind.__module__ != self._module.__name__:
            return ""
        return f"{kind.__name__}.{rest or 'forward'}"


def _first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _forms(value: object, error: BaseException, place: _Place, runtime: NumpyRuntime) -> tuple[str, str]:
    """The form of an answer and the form that the driver expects, each empty if it is not known."""
    if place.targets is not None:
        expected = f"a tuple of {len(place.targets)} ({', '.join(place.targets)})"
        text = str(error)
        if match := _NO_ITERABLE.match(text):
            return _NAMES.get(match[1], f"an object of type {match[1]}"), expected
        if match := _UNPACKED.match(text):
            return (f"a tuple of {match['got']}" if match["few"] else "more items"), expected
        return "", ""
    if value is _UNKNOWN:
        return "", ""
    array = runtime.as_array(value)
    if array is None or not isinstance(value, type(runtime.adopt(np.zeros(1)))):
        kind = type(value).__name__
        return _NAMES.get(kind, f"an object of type {kind[:200]}"), runtime.noun
    return f"{runtime.noun} of shape {array.shape}", ""


def _return_of(module: types.ModuleType, name: str, files: Collection[str]) -> tuple[FrameSummary, ...]:
    """The line of the `return` of a function of the student's, if it has just one."""
    function: Any = functools.reduce(getattr, name.split("."), module)
    code = inspect.unwrap(function).__code__
    if code.co_filename not in files:
        return ()
    lines = inspect.getblock(linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :])
    tree = ast.parse(textwrap.dedent("".join(lines)))
    returns = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
    inner = [node for node in ast.walk(tree) if isinstance(node, (*_FUNCTION, ast.Lambda))]
    if len(returns) != 1 or len(inner) != 1:
        return ()
    line = code.co_firstlineno + returns[0].lineno - 1
    source = linecache.getline(code.co_filename, line).strip()[:200]
    return (FrameSummary(code.co_filename, line, code.co_name, source),)


_NAMES = {
    "NoneType": "None",
    "float": "a number",
    "int": "a number",
    "bool": "a number",
    "float64": "a number",
    "float32": "a number",
    "int64": "a number",
    "Tensor": "one tensor",
    "ndarray": "a NumPy array",
    "tuple": "a tuple",
    "list": "a list",
    "dict": "a dict",
    "str": "a str",
}
