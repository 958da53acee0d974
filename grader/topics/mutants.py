"""Machine-made wrong variants of a solution: one operator, axis, constant, comparison, argument or term changed in each.

A function that says that it returns arrays has a variant for each, which squeezes it.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from . import slips
from .slips import Scope

SWAPS: dict[type, tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.LtE: (ast.Lt,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.USub: (ast.UAdd,),
    ast.BitAnd: (ast.BitOr,),
}
ARRAYS = {"ndarray", "Tensor"}  # types of what is squeezed, as an annotation names them
CALLS = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "zeros_like": "ones_like",
    "exp": "expm1",
    "log": "log1p",
    "sqrt": "abs",
}


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One wrong variant: where and what was changed, the whole text, and the change in words for a student."""

    name: str
    text: str
    slip: str
    ends: bool  # whether it ends like the solution; a changed loop might go on for ever


def mutants(text: str) -> list[Mutant]:
    """All variants of a source text that differ from it, named by function, old code and new code."""
    tree = ast.parse(text)
    found: dict[str, Mutant] = {}
    original = ast.unparse(tree)
    for function, scope, statement in _statements(tree):
        ends = not any(isinstance(node, ast.While) for node in ast.walk(function))
        for changed, words in (*_variants(statement, scope), *_squeezed(function, statement)):
            after = _first_line(ast.fix_missing_locations(changed)) if changed else "pass"
            name = f"{function.name}: {_first_line(statement)} -> {after}"
            whole = ast.unparse(_Replace(statement, changed or ast.Pass()).visit(copy.deepcopy(tree)))
            while name in found and found[name].text != whole:
                name += " (again)"
            if whole != original:
                found[name] = Mutant(name, whole, scope.sentence(statement, words), ends)
    return list(found.values())


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).split("\n")[0]


def _statements(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, Scope, ast.stmt]]:
    """Simple statements of every function, with the function; docstrings have nothing to change.

    The functions of the `__main__` block are left out: nobody asks them.
    """
    code = ast.Module([node for node in tree.body if not isinstance(node, ast.If)], [])
    scopes = slips.scopes(code)
    for node in ast.walk(code):
        if isinstance(node, ast.FunctionDef):
            for statement in ast.walk(node):
                is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
                if (
                    isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr) and not is_text
                ) or isinstance(statement, ast.If | ast.For | ast.While):
                    yield node, scopes[node], statement


def _variants(statement: ast.stmt, scope: Scope) -> Iterator[tuple[ast.stmt | None, str]]:
    """Changed copies of a statement, each with the change in words. None: the statement is dropped."""
    if isinstance(statement, ast.AugAssign | ast.Expr):
        yield None, scope.dropped(statement)
    heads = {id(node) for node in _head(statement)}
    positions = [index for index, node in enumerate(ast.walk(statement)) if id(node) in heads]
    for position in positions:
        for change in range(12):
            changed = copy.deepcopy(statement)
            node = list(ast.walk(changed))[position]
            options = list(_changes(node))
            if change < len(options):
                words = slips.words(changed, node, options[change], scope)
                yield changed, words


def _squeezed(function: ast.FunctionDef, statement: ast.stmt) -> Iterator[tuple[ast.stmt, str]]:
    """A return statement with one array squeezed, for each array that the function's annotation names."""
    if not isinstance(statement, ast.Return) or function.returns is None or statement.value is None:
        return
    for place in range(len(list(_arrays(function.returns, statement.value)))):
        changed = copy.deepcopy(statement)
        assert changed.value
        array = list(_arrays(function.returns, changed.value))[place]
        squeezed = ast.Call(ast.Attribute(copy.deepcopy(array), "squeeze"), [], [])
        yield _Swap(array, squeezed).visit(changed), slips.SQUEEZED


def _arrays(kind: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """The expressions of the arrays in what a function returns, by the annotation of what it returns."""
    if isinstance(kind, ast.Attribute) and kind.attr in ARRAYS:
        yield value
    elif isinstance(kind, ast.Subscript) and isinstance(kind.slice, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, item in zip(kind.slice.elts, value.elts, strict=False):
            yield from _arrays(inner, item)


class _Swap(ast.NodeTransformer):
    """Puts one expression in the place of another."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else super().visit(node)


def _head(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement without those of statements inside it."""
    if isinstance(statement, ast.If | ast.While):
        yield from ast.walk(statement.test)
    elif isinstance(statement, ast.For):
        yield from ast.walk(statement.iter)
    else:
        yield from ast.walk(statement)


def _changes(node: Any) -> Iterator[Callable[[], None]]:
    """Functions that change `node` in place, one mutation each."""

    def put(field: str, value: object) -> Callable[[], None]:
        return lambda: setattr(node, field, value)

    for swap in SWAPS.get(type(getattr(node, "op", None)), ()):
        yield put("op", swap())
    if isinstance(node, ast.Compare):
        for swap in SWAPS.get(type(node.ops[0]), ()):
            yield put("ops", [swap()])
    if isinstance(node, ast.BinOp):
        yield lambda: _become(node, node.left)
        yield lambda: _become(node, node.right)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield put("value", node.value + 1)
        yield put("value", node.value - 1)
    if isinstance(node, ast.Constant) and type(node.value) is float:
        yield put("value", node.value * 2 or 1.0)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield put("value", not node.value)
    if isinstance(node, ast.Attribute) and node.attr in CALLS:
        yield put("attr", CALLS[node.attr])
    if isinstance(node, ast.Call) and node.keywords:
        yield put("keywords", node.keywords[:-1])
    if isinstance(node, ast.Call) and len(node.args) == 2:
        yield put("args", node.args[::-1])


def _become(node: Any, side: ast.expr) -> None:
    """Turn a binary operation into one of its sides, written as `+side` since a node cannot change its type."""
    node.__class__ = ast.UnaryOp
    node.op, node.operand = ast.UAdd(), side
    del node.left, node.right


class _Replace(ast.NodeTransformer):
    """Puts a statement in the place of another, found by its position in the file."""

    def __init__(self, old: ast.stmt, new: ast.stmt) -> None:
        self.place = (old.lineno, old.col_offset, type(old))
        self.new = new

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.stmt) and (node.lineno, node.col_offset, type(node)) == self.place:
            return ast.copy_location(self.new, node)
        return super().generic_visit(node)
