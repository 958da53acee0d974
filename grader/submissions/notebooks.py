"""A topic as a notebook, and the code of a notebook as a submission: its definitions, each with the cell it stands in."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator

from ..topics.topic import Topic
from ..values.errors import UsageError
from .intake import Handed

INTRODUCTION = """\
Run the cells from top to bottom, write what is `TODO`, and run `%check` as often as you like: it checks what the cells
define, in a process of its own. On a hosted notebook with a GPU add `--device cuda`.
"""


def text(topic: Topic) -> str:
    """A notebook's file with the task, the skeletons of both parts cut into cells, and a check behind each part."""
    try:
        from nbformat import v4, writes
    except ImportError:
        raise UsageError("notebooks need nbformat: pip install 'chainrule[notebook]'") from None
    readme = (topic.folder / "README.md").read_text(encoding="utf-8")
    cells = [v4.new_markdown_cell(readme), v4.new_markdown_cell(INTRODUCTION)]
    cells.append(v4.new_code_cell("# On a hosted notebook, first: %pip install chainrule\n%load_ext grader"))
    for part in topic.parts:
        skeleton = (topic.folder / topic.file_name(part)).read_text(encoding="utf-8")
        cells.append(v4.new_markdown_cell(f"## The {part} part"))
        cells += [v4.new_code_cell(text) for text in _pieces(skeleton)]
        cells.append(v4.new_code_cell(f"%check {topic.name} --part {part}"))
    for number, cell in enumerate(cells):
        cell["id"] = f"{topic.name}-{number}"  # not drawn by chance: the same topic makes the same file
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return str(writes(v4.new_notebook(cells=cells, metadata=kernel))) + "\n"


def _pieces(text: str) -> Iterator[str]:
    """A source text cut before each of its functions and classes, comments above them included."""
    tree, lines = ast.parse(text), text.splitlines()
    starts = [0]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
            while start and lines[start - 1].startswith("#"):
                start -= 1
            starts.append(start)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if piece := "\n".join(lines[start:end]).strip():
            yield piece


def definitions(cells: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What executed cells, (name, text) each, define: imports, functions, classes, and names given plain values.

    Not what they compute or plot: a submission is loaded anew for every check, and training runs are no part of it. Of
    what was defined several times the last one stays, in its place.
    """
    found: dict[str, tuple[str, str]] = {}
    for name, text in cells:
        try:
            tree = ast.parse(_python(text))
        except (SyntaxError, ValueError):
            continue  # the notebook has shown this error already
        for node in tree.body:
            for key in _defined(node):
                found.pop(key, None)
                # The lines before it stay empty, so that tracebacks name the line of the cell.
                found[key] = (name, "\n" * (_first_line(node) - 1) + ast.unparse(node))
    return list(dict.fromkeys(found.values()))


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [f"import {ast.unparse(node)}"]
    if isinstance(node, ast.Assign) and not any(
        isinstance(inner, ast.Call | ast.Await) for inner in ast.walk(node.value)
    ):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _python(text: str) -> str:
    """A cell without its magics and shell lines."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in text.splitlines())


def handed(topic: Topic, part: str, cells: Iterable[tuple[str, str]]) -> Handed | None:
    """One part as a notebook's executed cells hand it in; None if they define none of its exercises."""
    found = definitions(cells)
    names = {node.name for _, text in found for node in ast.parse(text).body if hasattr(node, "name")}
    if not names & topic.exercises(part).keys():
        return None
    if part == "numpy":  # which cannot import torch: what needs it is the other part
        found = [cell for cell in found if not _mentions(cell[1], "torch", "nn")]
    return Handed("the notebook", tuple(found), {})


def _mentions(text: str, *names: str) -> bool:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return any(token.type == tokenize.NAME and token.string in names for token in tokens)
