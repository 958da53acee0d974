"""Make a student's skeleton from a solution: replace the marked regions by TODOs.

The markers are found by tokenising the file, so a marker in a string or a misspelt marker is an error and never a guess.
"""

from __future__ import annotations

import ast
import dataclasses
import io
import json
import re
import tokenize

from ..values.errors import MarkerError

_MARKER = re.compile(r"^#\s*(BEGIN|END) SOLUTION\b[ :]*(.*)$")
_SUSPECT = re.compile(r"(BEGIN|END)[\s_-]*SOLUTION", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Region:
    """A marked region: the lines `first` to `last`, the indentation of the marker, and the text of the TODO.

    Lines count from 1, and the lines of the markers are included.
    """

    first: int
    last: int
    indent: str
    text: str


def strip(text: str, file: str) -> str:
    """Return the skeleton of a solution.

    Raises MarkerError for markers that are missing, nested, unclosed or misspelt, and for a region that would leave part of the
    solution in the skeleton or remove more than the solution.
    """
    regions = find_regions(text, file)
    if not regions:
        raise MarkerError(f"{file}: no BEGIN SOLUTION marker: mark the code that the student has to write")
    tree = _parse(text, file)
    functions = _functions(tree)
    lines = text.splitlines(keepends=True)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    if broken := [region for region in regions if any(_leaves(statement, region) for statement in statements)]:
        raise MarkerError(
            "\n".join(
                f"{file}:{region.first}: the solution continues beyond the block in which it begins: move END SOLUTION"
                for region in broken
            )
        )
    for region in reversed(regions):
        enclosing = [name for name, first, last in functions if first < region.first <= last]
        task = region.text or (f"write {enclosing[-1]}" if enclosing else "write this")
        if enclosing:
            # A string of json is a string of Python in double quotes, like the strings in the rest of the file.
            replacement = (
                f"{region.indent}raise NotImplementedError({json.dumps(f'TODO: {task}', ensure_ascii=False)})\n"
            )
        else:
            replacement = f"{region.indent}# TODO: {task}\n"
        lines[region.first - 1 : region.last] = [replacement]
    skeleton = "".join(lines)
    if _SUSPECT.search(skeleton):
        raise MarkerError(
            f"{file}: a marker would be left in the skeleton: do not write SOLUTION markers in a marker's text"
        )
    try:
        ast.parse(skeleton)
    except SyntaxError as error:
        raise MarkerError(
            f"{file}: without its solution the file is not valid Python: line {error.lineno}: {error.msg}"
        ) from None
    return skeleton


def is_python(text: str) -> bool:
    """Whether a text is valid Python."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def find_regions(text: str, file: str) -> list[Region]:
    """Return all marked regions in order. Raises MarkerError, which names all markers that are misspelt or do not pair up."""
    regions, broken = list[Region](), list[str]()
    begin: tuple[int, str, str] | None = None  # line, indentation and text of an open BEGIN marker
    for token in _tokens(text, file):
        suspect = _SUSPECT.search(token.string)
        if token.type not in (tokenize.COMMENT, tokenize.STRING) or not suspect:
            continue
        line, column = token.start
        marker = _MARKER.match(token.string) if token.type == tokenize.COMMENT else None
        if not marker:
            broken.append(f"{file}:{line}: write markers as `# BEGIN SOLUTION` and `# END SOLUTION`")
        elif token.line[:column].strip():
            broken.append(f"{file}:{line}: a marker must be on a separate line")
        if token.type == tokenize.STRING:
            continue
        # A misspelt marker counts as the marker that was meant, so that its partner is not reported too.
        if (marker or suspect)[1].upper() == "BEGIN":
            if begin:
                broken.append(
                    f"{file}:{line}: a solution begins inside the solution of line {begin[0]}: write END SOLUTION first"
                )
            begin = (line, token.line[:column], marker[2].strip() if marker else "")
        elif not begin:
            broken.append(f"{file}:{line}: a solution ends here, but none begins before: write BEGIN SOLUTION above it")
        else:
            regions.append(Region(begin[0], line, begin[1], begin[2]))
            begin = None
    if begin:
        broken.append(f"{file}:{begin[0]}: a solution begins here and does not end: write END SOLUTION below it")
    if broken:
        raise MarkerError("\n".join(broken))
    return regions


def _tokens(text: str, file: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise MarkerError(f"{file}: this is not valid Python: {error}") from None


def _parse(text: str, file: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise MarkerError(f"{file}: line {error.lineno}: {error.msg}") from None


def _functions(tree: ast.Module) -> list[tuple[str, int, int]]:
    """Return the name, the first line and the last line of every function, outer functions first."""
    spans = [
        (node.name, node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sorted(spans, key=lambda span: span[1])


def _leaves(statement: ast.stmt, region: Region) -> bool:
    """Return True if a statement of an outer block is in the region. The skeleton would lose it without notice."""
    return region.first < statement.lineno < region.last and statement.col_offset < len(region.indent)
