"""Show the call behind a wrong outcome: as text, or as code that a student can run."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator

import numpy as np

from ...values.parts import NUMPY, Library
from ...worker.protocol.requests import Call, Next
from ...worker.wire import Array
from ..run_check import Outcome

MOST_SHOWN = 24  # larger arrays are shown by dtype and shape alone
MOST_COPIED = 80  # numbers in code; more are no small case
WIDTH = 76  # of a line of code, which no terminal breaks


def show_case(outcome: Outcome) -> str:
    """The last call with its arguments, then the answer and the expected answer if they are small; empty without a call."""
    if outcome.inputs is None or outcome.inputs.last_call is None:
        return ""
    call = outcome.inputs.last_call
    arguments = [_show(outcome.inputs.as_drawn(value)) for value in call.args]
    arguments += [f"{key}={_show(outcome.inputs.as_drawn(value))}" for key, value in call.kwargs.items()]
    lines = call.question.call if isinstance(call.question, Next) else f"{call.question.call}({', '.join(arguments)})"
    wrong = outcome.wrong
    if wrong is not None and wrong.expected is not None and wrong.expected.size <= MOST_SHOWN:
        lines += f"\n  {wrong.name} got      {_show(wrong.actual)}\n  {wrong.name} expected {_show(wrong.expected)}"
    return lines


def _show(value: object) -> str:
    if isinstance(value, np.ndarray):
        if value.size > MOST_SHOWN:
            return f"<{value.dtype} array {value.shape}>"
        return np.array2string(value, precision=5, separator=", ", suppress_small=True).replace("\n", "")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_show(item) for item in value) + "]"
    return repr(value)


def as_code(outcome: Outcome, signature: str, module: str, library: Library) -> str:
    """Code that makes the last call of a check and prints its answer, with the expected answer in a comment.

    `signature` is that of the exercise, which names the arguments. `module` is the name of the student's file, or "" if the
    functions stand in a notebook. Empty if code cannot show it: if another call than the last one failed, if the arguments
    are objects, or if they are large.
    """
    inputs, wrong = outcome.inputs, outcome.wrong
    if inputs is None or inputs.last_call is None or wrong is None or wrong.actual is None or wrong.expected is None:
        return ""
    call, actual = inputs.last_call, wrong.actual
    is_answer = any(
        np.array_equal(found, actual, equal_nan=actual.dtype.kind in "fc") for found in _arrays(inputs.last_answer)
    )
    arguments = [inputs.as_drawn(value) for value in (*call.args, *call.kwargs.values())]
    numbers = sum(array.size for array in _arrays([*arguments, wrong.expected]))
    if type(call.question) is not Call or not is_answer or numbers > MOST_COPIED:
        return ""
    function = call.question.name
    names = [*_parameters(signature, len(call.args)), *call.kwargs]
    short = _Short(library)
    try:
        texts = [short.of(value, len(name) + 3) for name, value in zip(names, arguments, strict=True)]
    except TypeError:  # an object is among them
        return ""
    lines, passed = [], []
    for name, value, text in zip(names, arguments, texts, strict=True):
        is_short = isinstance(value, bool | int | float | str | None)
        if not is_short:
            lines.append(f"{name} = {text}")
        keyword = f"{name}=" if name in call.kwargs else ""
        passed.append(keyword + (text if is_short else name))
    lines.append(f"print({function}({', '.join(passed)}))")
    if wrong.expected.size <= MOST_SHOWN:
        text = f"{wrong.name} should be {_show(wrong.expected)}"
        lines += textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)
    imports = [short.imported] + ([f"from {module} import {function}"] if module else [])
    return "\n".join([*imports, "", *lines])


def _parameters(signature: str, count: int) -> list[str]:
    """The names of the first arguments of an exercise."""
    try:
        [function] = ast.parse(f"def {signature}: ...").body
    except SyntaxError:
        return [f"argument_{position}" for position in range(1, count + 1)]
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)][:count]
    return names + [f"argument_{position}" for position in range(len(names) + 1, count + 1)]


def _arrays(value: object) -> Iterator[Array]:
    """The arrays in an answer or in arguments."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, bool | int | float | complex):
        yield np.asarray(value)
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _arrays(item)


class _Short:
    """Writes values as code. The code makes the very same values, to the last bit of each number."""

    def __init__(self, library: Library) -> None:
        self._has_tensors = library is not NUMPY
        self._prefix = library.name if self._has_tensors else "np"
        self.imported = f"import {library.name}" if self._has_tensors else f"import {library.name} as {self._prefix}"

    def of(self, value: object, column: int) -> str:
        """The code of a value that begins in this column. Raises TypeError for an object that is no data."""
        if isinstance(value, np.ndarray):
            return self._array(value, column)
        if value is None or isinstance(value, bool | int | str):
            return repr(value)
        if isinstance(value, float):
            return self._number(value)
        if type(value) is dict:
            return "{" + ", ".join(f"{key!r}: {self.of(item, column)}" for key, item in value.items()) + "}"
        if type(value) in (list, tuple):
            items = ", ".join(self.of(item, column) for item in value)  # type: ignore[attr-defined]
            return f"[{items}]" if type(value) is list else f"({items}{',' if items and len(value) == 1 else ''})"  # type: ignore[arg-type]
        raise TypeError

    def _array(self, array: Array, column: int) -> str:
        dtype = str(array.dtype.newbyteorder("="))
        usual = ("bool", "int64", *(() if self._has_tensors else ("float64",)))
        named = "" if dtype in usual else f", dtype={self._prefix}.{dtype}"
        if array.size == 0:
            return f"{self._prefix}.zeros({array.shape}{named or f', dtype={self._prefix}.{dtype}'})"
        begin = f"{self._prefix}.{'tensor' if self._has_tensors else 'array'}("
        return f"{begin}{self._nested(array, column + len(begin))}{named})"

    def _nested(self, array: Array, column: int) -> str:
        if array.ndim == 0:
            return self._number(array[()])
        inner = column + 1
        if array.ndim == 1:
            filled = textwrap.wrap(", ".join(map(self._number, array)), max(WIDTH - inner, 24))
            return "[" + f"\n{' ' * inner}".join(filled) + "]"
        items = [self._nested(item, inner) for item in array]
        line = f"[{', '.join(items)}]"
        if "\n" not in line and column + len(line) <= WIDTH:
            return line
        return "[" + f",\n{' ' * inner}".join(items) + "]"

    def _number(self, number: object) -> str:
        text = str(number)
        return (
            f"{'-' * text.startswith('-')}{self._prefix}.{text.lstrip('-')}"
            if text.lstrip("-") in ("nan", "inf")
            else text
        )
