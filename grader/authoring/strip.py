"""From a solution to the skeleton that a student receives: marked regions become TODOs. Tokenised, never guessed."""

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
    """Lines `first`..`last` (1-based, markers included), the marker's indentation and what it says is to be done."""

    first: int
    last: int
    indent: str
    text: str


def strip(text: str, file: str) -> str:
    """The skeleton of a solution. Raises MarkerError where markers are nested, unclosed, misspelt or leak."""
    regions = find_regions(text, file)
    if not regions:
        raise MarkerError(f"{file}: no BEGIN SOLUTION marker: nothing would be left for the student to write")
    tree = _parse(text, file)
    functions = _functions(tree)
    lines = text.splitlines(keepends=True)
    for region in reversed(regions):
        if any(_leaves(statement, region) for statement in ast.walk(tree) if isinstance(statement, ast.stmt)):
            raise MarkerError(f"{file}:{region.first}: the solution runs on beyond the block in which it begins")
        inside = [name for name, first, last in functions if first < region.first <= last]
        what = region.text or (f"write {inside[-1]}" if inside else "write this")
        if inside:
            # json's quoting is Python's, with double quotes, as the rest of the file has them.
            replacement = (
                f"{region.indent}raise NotImplementedError({json.dumps(f'TODO: {what}', ensure_ascii=False)})\n"
            )
        else:
            replacement = f"{region.indent}# TODO: {what}\n"
        lines[region.first - 1 : region.last] = [replacement]
    skeleton = "".join(lines)
    if _SUSPECT.search(skeleton):
        raise MarkerError(f"{file}: a marker would be left in the skeleton")
    try:
        ast.parse(skeleton)
    except SyntaxError as error:
        raise MarkerError(
            f"{file}: without its solution the file is no Python: line {error.lineno}: {error.msg}"
        ) from None
    return skeleton


def find_regions(text: str, file: str) -> list[Region]:
    """All marked regions, in order."""
    regions: list[Region] = []
    begun: tuple[int, str, str] | None = None
    for token in _tokens(text, file):
        if token.type not in (tokenize.COMMENT, tokenize.STRING) or not _SUSPECT.search(token.string):
            continue
        line, column = token.start
        marker = _MARKER.match(token.string) if token.type == tokenize.COMMENT else None
        if not marker:
            raise MarkerError(f"{file}:{line}: write markers as `# BEGIN SOLUTION` and `# END SOLUTION`")
        if token.line[:column].strip():
            raise MarkerError(f"{file}:{line}: a marker stands on a line of its own")
        if marker[1] == "BEGIN":
            if begun:
                raise MarkerError(f"{file}:{line}: a solution begins inside the one of line {begun[0]}")
            begun = (line, token.line[:column], marker[2].strip())
        elif not begun:
            raise MarkerError(f"{file}:{line}: a solution ends that has not begun")
        else:
            regions.append(Region(begun[0], line, begun[1], begun[2]))
            begun = None
    if begun:
        raise MarkerError(f"{file}:{begun[0]}: a solution begins and does not end")
    return regions


def _tokens(text: str, file: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise MarkerError(f"{file}: this is no Python: {error}") from None


def _parse(text: str, file: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise MarkerError(f"{file}: line {error.lineno}: {error.msg}") from None


def _functions(tree: ast.Module) -> list[tuple[str, int, int]]:
    """Every function with its first and last line, outermost first."""
    found = [
        (node.name, node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sorted(found, key=lambda function: function[1])


def _leaves(statement: ast.stmt, region: Region) -> bool:
    """Whether a statement of an outer block stands in the region: it would vanish from the skeleton unnoticed."""
    return region.first < statement.lineno < region.last and statement.col_offset < len(region.indent)
