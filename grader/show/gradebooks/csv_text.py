"""CSV whose cells can be replaced one by one: everything else comes back byte for byte."""

from __future__ import annotations

import codecs
import dataclasses
import re
from collections.abc import Sequence

from ...values.errors import UsageError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


@dataclasses.dataclass
class Cell:
    """One cell as the file has it, and what ends it: a delimiter, the end of the line, or nothing."""

    raw: str
    end: str

    @property
    def value(self) -> str:
        """What it says: without quotes, without white space around it."""
        quoted = self.raw.strip()
        if len(quoted) > 1 and quoted[0] == quoted[-1] == '"':
            quoted = quoted[1:-1].replace('""', '"')
        return quoted.strip()

    def write(self, number: str) -> None:
        """Put a number there, in quotes if there were some."""
        self.raw = f'"{number}"' if self.raw.strip().startswith('"') else number


@dataclasses.dataclass(frozen=True)
class Table:
    """A file of rows; the first that says anything is the header."""

    rows: Sequence[Sequence[Cell]]
    bom: bytes
    encoding: str

    @property
    def header(self) -> list[str]:
        """The headings."""
        return [cell.value for cell in self.rows[self.first - 1]]

    @property
    def first(self) -> int:
        """The number of the first row after the header."""
        return 1 + next(number for number, row in enumerate(self.rows) if any(cell.value for cell in row))

    def to_bytes(self) -> bytes:
        """The file again."""
        return self.bom + "".join(cell.raw + cell.end for row in self.rows for cell in row).encode(self.encoding)


def read(content: bytes) -> Table:
    """The cells of a file; raises UsageError where it is empty or no text in Unicode."""
    bom, encoding = next((pair for pair in _BOMS if content.startswith(pair[0])), (b"", "utf-8"))
    try:
        text = content[len(bom) :].decode(encoding)
    except UnicodeDecodeError:
        raise UsageError(
            "the platform's file is not in UTF-8: export it again, and do not save it in between"
        ) from None
    rows = _rows(text, _delimiter(text))
    if not any(cell.value for row in rows for cell in row):
        raise UsageError("the platform's file is empty: export it again")
    return Table(rows, bom, encoding)


def _delimiter(text: str) -> str:
    """The one that the first line with any has most of, outside of quotes."""
    for line in re.sub(r'"[^"]*"', "", text).splitlines():
        found = max(_DELIMITERS, key=line.count)
        if found in line:
            return found
    return ","


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    blank = " " if delimiter == "\t" else r"[ \t]"
    cell = re.compile(rf'({blank}*"(?:[^"]|"")*"[^{delimiter}\r\n]*|[^{delimiter}\r\n]*)({delimiter}|\r\n|\n|\r|\Z)')
    rows: list[list[Cell]] = [[]]
    position = 0
    while position < len(text):
        found = cell.match(text, position)
        assert found  # the second alternative takes anything
        rows[-1].append(Cell(*found.groups()))
        position = found.end()
        if found[2] and found[2] != delimiter:
            rows.append([])
    if text.endswith(delimiter):
        rows[-1].append(Cell("", ""))  # the file ends in an empty cell
    return [row for row in rows if row]
