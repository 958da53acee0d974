"""Find the mistakes that cannot change how a check ends: the check reaches none of the functions in which they are made.

A copy of the solution notes the functions that run. Nothing is said of a solution whose module has state: there a function could
act on what another function left in an earlier check.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator

import numpy as np

NOTES = "_reached"  # the name of the set in which the copy notes the functions that have run
_STATE = (list, dict, set, bytearray, np.ndarray)


def noting(text: str) -> str:
    """The text of a solution whose functions note that they run: each adds its name to the set `NOTES` of the module."""
    tree = ast.parse(text)
    for name, function in _functions(tree.body):
        function.body.insert(0, ast.parse(f"{NOTES}.add({name!r})").body[0])
    # Imports from __future__ stand first.
    first = next((at for at, node in enumerate(tree.body) if not _is_head(node)), len(tree.body))
    tree.body.insert(first, ast.parse(f"{NOTES} = set()").body[0])
    return ast.unparse(ast.fix_missing_locations(tree))


def noted(module: types.ModuleType) -> set[str] | None:
    """The set in which a copy of a solution notes its functions. None if the module has state beside it."""
    values = [value for name, value in vars(module).items() if not name.startswith("__") and name != NOTES]
    own = [value for value in values if isinstance(value, type) and value.__module__ == module.__name__]
    for kind in own:
        values += [value for name, value in vars(kind).items() if not name.startswith("__")]
    found: set[str] | None = getattr(module, NOTES, None)
    return None if any(isinstance(value, _STATE) for value in values) else found


def differing(solution: str, other: str) -> frozenset[str] | None:
    """The names of the functions in which two texts differ. None if they differ outside functions, or one is not Python."""
    try:
        (rest, bodies), (other_rest, other_bodies) = _divided(solution), _divided(other)
    except SyntaxError:
        return None
    if rest != other_rest:
        return None
    return frozenset(name for name, body in bodies.items() if other_bodies[name] != body)


def _divided(text: str) -> tuple[str, dict[str, str]]:
    """What stands outside functions, and the body of each function by its name."""
    tree = ast.parse(text)
    bodies: dict[str, str] = {}
    for name, function in _functions(tree.body):
        bodies[name] = ast.dump(ast.Module(function.body, []))
        function.body = []
    return ast.dump(tree), bodies


def _functions(statements: list[ast.stmt], where: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods that stand in no other function, with names that differ."""
    for place, node in enumerate(statements):
        if isinstance(node, ast.FunctionDef):
            yield f"{where}{node.name}:{place}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{where}{node.name}:{place}.")


def _is_head(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or (isinstance(node, ast.ImportFrom) and node.module == "__future__")
