"""Write a topic as a notebook, and read the executed cells of a notebook as a submission.

The submission consists of the definitions in the cells, each with the name of its cell.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Container, Iterable, Iterator

from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.parts import TABLE
from .code_lines import without_magics
from .intake import Handed

INTRODUCTION = """\
Run the cells from top to bottom, write the code at each `TODO`, and run `%check` as often as you like. It checks the
definitions in the cells, in a separate process. On a hosted notebook with a GPU add `--device cuda`.
"""


def text(topic: Topic) -> str:
    """Return the text of a notebook file: the task, the skeletons of the parts as cells, and a `%check` after each part."""
    try:
        from nbformat import v4, writes
    except ImportError:
        raise UsageError("notebooks need nbformat: pip install 'chainrule[notebook]'") from None
    readme = (topic.folder / "README.md").read_text(encoding="utf-8")
    cells = [v4.new_markdown_cell(readme), v4.new_markdown_cell(INTRODUCTION)]
    cells.append(v4.new_code_cell("# On a hosted notebook, run this first: %pip install chainrule\n%load_ext grader"))
    for part in topic.parts:
        skeleton = (topic.folder / topic.file_name(part)).read_text(encoding="utf-8")
        cells.append(v4.new_markdown_cell(f"## The {part} part"))
        cells += [v4.new_code_cell(text) for text in _pieces(skeleton)]
        cells.append(v4.new_code_cell(f"%check {topic.name} --part {part}"))
    for number, cell in enumerate(cells):
        cell["id"] = f"{topic.name}-{number}"  # not random: the same topic gives the same file
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return str(writes(v4.new_notebook(cells=cells, metadata=kernel))) + "\n"


def _pieces(text: str) -> Iterator[str]:
    """Cut a source text before each function, each class and the `__main__` block. Comments directly above stay with it."""
    tree, lines = ast.parse(text), text.splitlines()
    starts = [0]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If):
            start = _first_line(node) - 1
            while start and lines[start - 1].startswith("#"):
                start -= 1
            starts.append(start)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if piece := "\n".join(lines[start:end]).strip():
            yield piece


def definitions(cells: Iterable[tuple[str, str]], foreign: Container[str] = ()) -> list[tuple[str, str]]:
    """Return the definitions in executed cells: imports, functions, classes, and assignments without calls.

    Each cell and each definition is a pair (name of the cell, text). Computations and plots are left out: a submission is
    loaded again for every check, and training runs are not part of it. If a name is defined several times, the last
    definition stays, at its own position. A definition that uses a name of `foreign` is left out: it is another part's.
    """
    by_name: dict[str, tuple[str, str]] = {}
    for cell_name, text in cells:
        try:
            tree = ast.parse(without_magics(text))
        except (SyntaxError, ValueError):
            continue  # the notebook has shown this error already
        for node in tree.body:
            source = ast.unparse(node)
            for name in () if _mentions(source, foreign) else _defined_names(node):
                by_name.pop(name, None)
                # Empty lines stand before the definition, so tracebacks name the line in the cell.
                by_name[name] = (cell_name, "\n" * (_first_line(node) - 1) + source)
    return list(dict.fromkeys(by_name.values()))


def _defined_names(node: ast.stmt) -> list[str]:
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


def handed(topic: Topic, part: str, cells: Iterable[tuple[str, str]]) -> Handed | None:
    """Return one part, read from the executed cells of a notebook; None if the cells define none of its exercises."""
    # Definitions with such a word need a library that only other parts can import.
    defined = definitions(cells, TABLE[part].foreign_words)
    names = {node.name for _, text in defined for node in ast.parse(text).body if hasattr(node, "name")}
    if not names & topic.exercises(part).keys():
        return None
    return Handed("the notebook", tuple(defined), {}, notebook=True)


def _mentions(text: str, names: Container[str]) -> bool:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return any(token.type == tokenize.NAME and token.string in names for token in tokens)
