"""The files of a submission as a page shows them, with links from messages to the lines that the messages name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from ...submissions.cells import code_cells
from ...values.errors import SubmissionError
from ...values.finding import Finding, Frame
from ...values.text import visible

MAX_FILES = 40
MAX_LINES = 3000  # of one file
MAX_LINE = 400  # characters

_LINE_END = re.compile(r"\r\n|\r|\n")  # the line ends that Python counts


@dataclasses.dataclass(frozen=True)
class Piece:
    """A piece of a message. `anchor` is the address of the line that the piece names; empty if it names no line."""

    text: str
    anchor: str = ""


@dataclasses.dataclass
class File:
    """One file, or one cell of a notebook. `marked` maps each line that a message names to its anchor."""

    name: str
    known_as: str  # its name in messages
    lines: list[str]
    left_out: int  # lines that are not shown
    marked: dict[int, str] = dataclasses.field(default_factory=dict)


class Code:
    """The files of one submission. `linked` splits a message into pieces, and marks the lines that it names."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        files = [file for path, text in sources.items() for file in _files(path, text)]
        self.files = files[:MAX_FILES]
        self.left_out = len(files) - len(self.files)

    def linked(self, finding: Finding, topic: str) -> list[Piece]:
        """The message in pieces. The place of each frame is a piece that links to the line in the code.

        If several files have the name in the frame, the link leads to the file of the topic.
        """
        message = visible(finding.message)
        pieces, end = [], 0
        for frame in finding.frames:
            start = message.find(frame.line_of_file, end)
            if start >= 0 and (anchor := self._mark(frame, topic)):
                pieces += [Piece(message[end:start]), Piece(frame.line_of_file, anchor)]
                end = start + len(frame.line_of_file)
        return [piece for piece in [*pieces, Piece(message[end:])] if piece.text]

    def _mark(self, frame: Frame, topic: str) -> str:
        """Mark the line of a frame and return its anchor; empty if no file has this line."""
        candidates = [at for at, file in enumerate(self.files) if file.known_as == frame.file]
        of_topic = [at for at in candidates if topic in self.files[at].name]
        at = next(iter(of_topic or candidates), None)
        if at is None or not 1 <= frame.line <= len(self.files[at].lines):
            return ""
        return self.files[at].marked.setdefault(frame.line, f"f{at + 1}-{frame.line}")


def _files(path: str, text: str) -> Iterator[File]:
    name = PurePosixPath(path.replace("\\", "/")).name
    cells = _cells(text) if name.lower().endswith(".ipynb") else {}
    for number, source in cells.items():
        yield _file(f"{path}, cell {number}", f"cell {number}", source)
    if not cells:
        yield _file(path, visible(name, 200).replace("\n", " ").replace("\t", " "), text)


def _file(name: str, known_as: str, text: str) -> File:
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    shown = [visible(line, MAX_LINE).replace("\n", " ") for line in lines[:MAX_LINES]]
    return File(name, known_as, shown, len(lines) - len(shown))


def _cells(text: str) -> dict[int, str]:
    """The code cells of a notebook by their numbers; empty if the text is not a notebook. It is then shown as text."""
    try:
        return code_cells(text)
    except SubmissionError:
        return {}
