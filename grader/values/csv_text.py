"""CSV as platforms and spreadsheets write it. Single cells can be replaced; everything else comes back byte for byte."""

from __future__ import annotations

import codecs
import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from .errors import UsageError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t|"
_SEPARATOR = "sep="  # Excel's own first line names the delimiter
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WITHOUT_BOM = ("utf-8", "cp1252", "latin-1")  # what spreadsheets write; the first that fits
_WORKBOOKS = (b"PK\3\4", b"\xd0\xcf\x11\xe0")
_LONGEST = 1 << 17  # characters of a cell


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula. Full-width signs count, and signs behind spaces."""
    start = unicodedata.normalize("NFKC", text[:8]).lstrip(" ")
    return f"'{text}" if start.startswith(_FORMULA) else text


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
    """A file of rows. The first row that holds any text is the header; Excel's `sep=` line is none."""

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
        texts = ([cell.value for cell in row] for row in self.rows)
        return 1 + next(number for number, row in enumerate(texts) if any(row) and row[0].lower() != _SEPARATOR)

    def to_bytes(self) -> bytes:
        """The file again."""
        return self.bom + "".join(cell.raw + cell.end for row in self.rows for cell in row).encode(self.encoding)


def read(content: bytes, named: str) -> Table:
    """The cells of a file. Raises UsageError, which calls the file as `named`, if it is empty or no CSV."""
    bom, text, encoding = _decoded(content, named)
    rows = _rows(text, _delimiter(text))
    if not any(cell.value.lower() not in ("", _SEPARATOR) for row in rows for cell in row):
        raise UsageError(f"{named} is empty: export it again")
    if any(len(cell.raw) > _LONGEST for row in rows for cell in row):
        raise UsageError(f"{named} cannot be read as CSV: a cell is longer than {_LONGEST} characters. Export it again")
    return Table(rows, bom, encoding)


def _decoded(content: bytes, named: str) -> tuple[bytes, str, str]:
    """The mark of the encoding, the text behind it, and the encoding."""
    if content.startswith(_WORKBOOKS):
        raise UsageError(f"{named} is a workbook: save it as CSV")
    marked = [pair for pair in _BOMS if content.startswith(pair[0])]
    for bom, encoding in marked or [(b"", encoding) for encoding in _WITHOUT_BOM]:
        try:
            text = content[len(bom) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return bom, text, encoding
    raise UsageError(f"{named} is no text: save it as CSV in UTF-8")


def _delimiter(text: str) -> str:
    """The delimiter that Excel's own line names, or of which the header has most outside of quotes."""
    lines = [line for line in re.sub(r'"[^"]*"', "", text).splitlines() if line.strip()]
    header = lines[0] if lines else ""
    if header.lower().startswith(_SEPARATOR) and header[len(_SEPARATOR) :].strip("\r\n ") in tuple(_DELIMITERS):
        return header[len(_SEPARATOR)]
    return max(_DELIMITERS, key=header.count)


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    mark = re.escape(delimiter)
    blank = " " if delimiter == "\t" else r"[ \t]"
    cell = re.compile(rf'({blank}*"(?:[^"]|"")*"[^{mark}\r\n]*|[^{mark}\r\n]*)({mark}|\r\n|\n|\r|\Z)')
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
