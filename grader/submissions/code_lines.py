"""Read the cells of a notebook by their lines, quotes and brackets. Nothing is parsed or executed: a cell may be hostile.

Lines keep their numbers: a line that only Jupyter understands becomes `pass`, and a line that is left out becomes empty.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

Cell = tuple[str, str]

DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)

# No pattern gives back what it has taken (`*+`), so each takes time in proportion to the text.
# A logical line that is a line magic or a shell line, also `names = %magic`, or a request for help (`np.exp?`).
_MAGIC = re.compile(
    r"([ \t]*+)(?:(?:[\w.,][\w., \t]*+=[ \t]*+)?[%!](?:\\\n|[^\n])*+"
    r"|(?:\?{1,2}[%\w.*]++|[%\w.*]++\?{1,2})[ \t]*+(?=\n|\Z))"
)
# Strings and comments, in which a bracket or the end of a line means nothing, and the characters that do mean something.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'(?:[^'\\\n]|\\.)*+'?"
    r"|\#[^\n]*+|\\.|[()\[\]{}\n]",
    re.DOTALL,
)
# Cell magics that run the rest of the cell among the notebook's names. The others hand it to another program.
_RUNS_THE_CELL = ("%%capture", "%%debug", "%%prun", "%%time", "%%wandb")
_GOES_ON = re.compile(r"[ \t)\]}]|(?:else|elif|except|finally)\b")  # with the statement above
_ASSIGNMENT = re.compile(r"\w[\w.,: \t]*+=")
_IMPORT = re.compile(r"(?:import|from)[ \t]")


@dataclasses.dataclass(frozen=True)
class Line:
    """A logical line or a statement: its `text` with the last end of a line, and the same without strings and comments."""

    text: str
    code: str
    indentation: str | None = None  # of a line that only Jupyter understands


def logical_lines(text: str) -> Iterator[Line]:
    """The logical lines of a cell. An open bracket or string goes on to the next line, as in Python."""
    start = 0
    while start < len(text):
        if magic := _MAGIC.match(text, start):
            end = min(magic.end() + 1, len(text))
            yield Line(text[start:end], "", magic[1])
        else:
            end, code = _python_line(text, start)
            yield Line(text[start:end], code)
        start = end


def _python_line(text: str, start: int) -> tuple[int, str]:
    """The end of the logical line that begins at `start`, and its code."""
    code: list[str] = []
    position, depth = start, 0
    for token in _TOKEN.finditer(text, start):
        code.append(text[position : token.start()])
        position = token.end()
        if token[0] in "()[]{}\n":
            code.append(token[0])
            depth = max(depth + (token[0] in "([{") - (token[0] in ")]}"), 0)
        if token[0] == "\n" and not depth:
            return position, "".join(code)
    return len(text), "".join([*code, text[position:]])


def without_magics(text: str) -> str:
    """The cell with `pass` for what only Jupyter understands.

    Of a cell with a magic that measures it (`%%time`) only `definitions` are kept, since what is measured takes long. Any
    other cell magic hands the cell to another program, and the text is empty.
    """
    text = text.replace("\r\n", "\n")
    first = next(iter(text.split(None, 1)), "")
    if first.startswith("%%") and first not in _RUNS_THE_CELL:
        return ""
    python = "".join(
        line.text if line.indentation is None else f"{line.indentation}pass" + "\n" * line.text.count("\n")
        for line in logical_lines(text)
    )
    return definitions(python) if first.startswith("%%") else python


def definitions(text: str) -> str:
    """The imports, functions, classes and assignments without calls of a cell, each on its own lines."""
    return "".join(one.text if _is_kept(one) else _emptied(one) for one in statements(text))


def _is_kept(one: Line) -> bool:
    plain = "(" not in one.code and _ASSIGNMENT.match(one.code)
    return bool(plain or _IMPORT.match(one.code) or DEFINITION.search(one.code))


def _emptied(one: Line) -> str:
    return "\n" * one.text.count("\n")


def statements(text: str) -> Iterator[Line]:
    """The statements at the top level of a cell, each with its decorators, its block, and the comments behind it."""
    texts: list[str] = []
    codes: list[str] = []
    decorated = False
    for line in logical_lines(text):
        goes_on = decorated or not line.code.strip() or _GOES_ON.match(line.text)
        if texts and not goes_on:
            yield Line("".join(texts), "".join(codes))
            texts, codes = [], []
        decorated = line.text.startswith("@") or (decorated and not line.code.strip())
        texts.append(line.text)
        codes.append(line.code)
    if texts:
        yield Line("".join(texts), "".join(codes))


def without_words(cells: Iterable[Cell], words: Iterable[str]) -> list[Cell]:
    """The cells without the code that needs one of these names, such as the name of a library.

    Imports stay: an import that fails does no harm. If other code of a cell needs a name, the cell keeps its imports, and those
    definitions without such a name that no other cell makes.
    """
    needs = re.compile(rf"\b(?:{'|'.join(words)})\b")
    read = [(name, list(statements(text))) for name, text in cells]
    foreign = [any(needs.search(one.code) and not _IMPORT.match(one.code) for one in found) for _, found in read]
    own: set[str] = set()
    for (_, found), is_foreign in zip(read, foreign, strict=True):
        if not is_foreign:
            own.update(name for one in found for name in DEFINITION.findall(one.code))

    def stays(one: Line) -> bool:
        defined = DEFINITION.findall(one.code)
        return bool(_IMPORT.match(one.code)) or (bool(defined) and not needs.search(one.code) and defined[0] not in own)

    kept = []
    for (name, found), is_foreign in zip(read, foreign, strict=True):
        texts = [one.text if not is_foreign or stays(one) else _emptied(one) for one in found]
        if any(text.strip() for text in texts):
            kept.append((name, "".join(texts)))
    return kept
