"""How the functions and classes of a source text are called."""

from __future__ import annotations

import ast


def signatures(text: str) -> dict[str, str]:
    """Public top-level functions and classes of a source text, each with how it is called; {} where it cannot be parsed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {}
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            init = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
            arguments = init[0].args if init else None
            if arguments is not None:
                arguments.args = arguments.args[1:]
            found[node.name] = f"{node.name}({_arguments(arguments)})"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = f"{node.name}({_arguments(node.args)})"
    return {name: call for name, call in found.items() if not name.startswith("_")}


def _arguments(arguments: ast.arguments | None) -> str:
    if arguments is None:
        return ""
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    return ast.unparse(arguments)
