"""Read CSV as platforms and spreadsheets write it. Replace single cells, and keep every other byte of the file."""

from __future__ import annotations

import codecs
import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from .errors import UsageError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t|"
_SEPARATOR = "sep="  # Excel may write a first line that names the delimiter
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WITHOUT_BOM = ("utf-8", "cp1252", "latin-1")  # the encodings that spreadsheets write; the first that decodes is used
_WORKBOOKS = (b"PK\3\4", b"\xd0\xcf\x11\xe0")
_LONGEST = 1 << 17  # characters in a cell


def cell(text: str) -> str:
    """Return the text, with an apostrophe in front if a spreadsheet would evaluate it as a formula.

    A full-width sign begins a formula too, and so does a sign after spaces.
    """
    start = unicodedata.normalize("NFKC", text[:8]).lstrip(" ")
    return f"'{text}" if start.startswith(_FORMULA) else text


@dataclasses.dataclass
class Cell:
    """One cell exactly as the file contains it, and the text that ends it: a delimiter, a line end, or nothing."""

    raw: str
    end: str

    @property
    def value(self) -> str:
        """The text of the cell, without quotes and surrounding white space."""
        text = self.raw.strip()
        if len(text) > 1 and text[0] == text[-1] == '"':
            text = text[1:-1].replace('""', '"')
        return text.strip()

    def write(self, number: str) -> None:
        """Replace the content with a number. The number is quoted if the old content was quoted."""
        self.raw = f'"{number}"' if self.raw.strip().startswith('"') else number


@dataclasses.dataclass(frozen=True)
class Table:
    """A file of rows. The header is the first row with text in it, apart from Excel's `sep=` line."""

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
        """Return the content of the whole file."""
        return self.bom + "".join(cell.raw + cell.end for row in self.rows for cell in row).encode(self.encoding)


def read(content: bytes, name: str) -> Table:
    """Read the cells of a file. `name` stands for the file in messages.

    Raises UsageError if the file is empty or is not CSV.
    """
    bom, text, encoding = _decode(content, name)
    rows = _rows(text, _delimiter(text))
    if not any(cell.value.lower() not in ("", _SEPARATOR) for row in rows for cell in row):
        raise UsageError(f"{name} is empty: export it again")
    if any(len(cell.raw) > _LONGEST for row in rows for cell in row):
        raise UsageError(f"{name} cannot be read as CSV: a cell is longer than {_LONGEST} characters. Export it again")
    return Table(rows, bom, encoding)


def _decode(content: bytes, name: str) -> tuple[bytes, str, str]:
    """Return the byte order mark, the text after it, and the encoding."""
    if content.startswith(_WORKBOOKS):
        raise UsageError(f"{name} is a workbook: save it as CSV")
    by_mark = [pair for pair in _BOMS if content.startswith(pair[0])]
    for bom, encoding in by_mark or [(b"", encoding) for encoding in _WITHOUT_BOM]:
        try:
            text = content[len(bom) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return bom, text, encoding
    raise UsageError(f"{name} is not a text file: save it as CSV in UTF-8")


def _delimiter(text: str) -> str:
    """Return the delimiter that Excel's `sep=` line names, or else the most frequent one in the header outside quotes."""
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
        match = cell.match(text, position)
        assert match  # the second alternative matches any text
        rows[-1].append(Cell(*match.groups()))
        position = match.end()
        if match[2] and match[2] != delimiter:
            rows.append([])
    if text.endswith(delimiter):
        rows[-1].append(Cell("", ""))  # the file ends in an empty cell
    return [row for row in rows if row]
