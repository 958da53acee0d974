"""Read the signatures of the functions and classes in a source text. The text is parsed, never executed."""

from __future__ import annotations

import ast


def signatures(text: str) -> dict[str, str]:
    """Return the signature of each public top-level function and class, by name; {} if the text cannot be parsed."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {}
    calls = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            init = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
            arguments = init[0].args if init else None
            if arguments is not None:
                arguments.args = arguments.args[1:]
            calls[node.name] = f"{node.name}({_without_annotations(arguments)})"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            calls[node.name] = f"{node.name}({_without_annotations(node.args)})"
    return {name: call for name, call in calls.items() if not name.startswith("_")}


def _without_annotations(arguments: ast.arguments | None) -> str:
    if arguments is None:
        return ""
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    return ast.unparse(arguments)
