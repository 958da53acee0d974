"""Scores of a class as the files that Canvas and Moodle import, and as plain CSV; or written into a platform's own export.

Nobody gets a score by accident: whoever handed in nothing, or met a check that is broken, has no row in a new file and an
untouched one in a platform's file, and is listed with the reason. Names that a spreadsheet would take for a formula get an
apostrophe; what a platform tells students apart by is never changed, so a student with such an id is left out and listed.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Sequence

from ...course.students import Entry
from ...values import csv_text
from ...values.csv_text import Cell, cell
from ...values.errors import UsageError
from ...values.report import Report
from ...values.text import MAX_NAME, nearest, visible
from ..platforms.model import decimal
from .matching import match

CANVAS_KEYS = ("ID", "SIS User ID", "SIS Login ID")
MOODLE_KEYS = ("useremail", "username", "userid", "useridnumber")
MOODLE_MAXIMUM = 100  # above it Moodle's gradebook refuses the whole file
_MAXIMA = ("maximum grade", "max grade", "max points")

NOTHING = "nothing was handed in"
BROKEN = "a check is broken: mend it and grade again"
UNSEEN = "the id holds characters that cannot be seen: enter this score by hand"
FORMULA = "a spreadsheet would take the id for a formula: enter this score by hand"


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """A student whose score is not in a file, and why."""

    entry: Entry
    reason: str


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A file, who is not in it, and which of a platform's students no submission belongs to."""

    content: bytes
    left_out: tuple[LeftOut, ...] = ()
    without: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Scores:
    """Which scores a file gets: all topics' or one's, in our points or on the platform's scale."""

    topic: str | None = None
    out_of: float | None = None  # what the best that the class could reach counts there

    def of(self, entries: Sequence[Entry]) -> list[float | str]:
        """Everybody's score, after lateness; or in words why there is none."""
        possible = self._possible(entries)
        times = 1.0 if self.out_of is None else self.out_of / possible if possible else 0.0
        return [self._reason(entry) or self._earned(entry) * times for entry in entries]

    def maximum(self, entries: Sequence[Entry]) -> float:
        """The most that could be reached."""
        return self._possible(entries) if self.out_of is None else self.out_of

    def _possible(self, entries: Sequence[Entry]) -> float:
        return max((sum(report.max_score for report in self._reports(entry)) for entry in entries), default=0.0)

    def _reports(self, entry: Entry) -> list[Report]:
        return [report for report in entry.reports if self.topic in (None, report.topic)]

    def _earned(self, entry: Entry) -> float:
        return sum(report.score for report in self._reports(entry)) * entry.factor

    def _reason(self, entry: Entry) -> str:
        reports = self._reports(entry)
        return NOTHING if not reports else BROKEN if any(report.broken for report in reports) else ""


TOTALS = Scores()


def plain(entries: Sequence[Entry]) -> Sheet:
    """A row for everybody: who, a column for each topic, the total after lateness, the maximum, the days late."""
    topics = list(dict.fromkeys(report.topic for entry in entries for report in entry.reports))
    columns = [*(Scores(topic).of(entries) for topic in topics), TOTALS.of(entries)]
    rows, left_out = [["id", "name", "email", *topics, "total", "maximum", "days late"]], []
    for entry, *scores in zip(entries, *columns, strict=True):
        if isinstance(scores[-1], str):
            left_out.append(LeftOut(entry, scores[-1]))
        who = [cell(_line(text)) for text in (entry.student.id, entry.student.name, entry.student.email)]
        said = ["" if isinstance(score, str) else decimal(score) for score in scores]
        rows.append([*who, *said, decimal(entry.max_score), str(entry.late_days)])
    return Sheet(_csv(rows), tuple(left_out))


def canvas(entries: Sequence[Entry], title: str, scores: Scores = TOTALS, *, key: str = "ID") -> Sheet:
    """Canvas's gradebook import, keyed by one of CANVAS_KEYS. A title that ends in "(123)" names an assignment that exists;
    any other makes a new one, of our maximum: so rather fill the file that Canvas exports."""
    _refuse_unknown(key, CANVAS_KEYS)
    rows = [["Student", *CANVAS_KEYS, "Section", title]]
    if not re.search(r"\(\d+\)\s*$", title):
        rows.append(["    Points Possible", "", "", "", "", decimal(scores.maximum(entries))])
    scored, left_out = _scored(entries, scores)
    for entry, score in scored:
        keys = [entry.student.id if key == name else "" for name in CANVAS_KEYS]
        rows.append([cell(_line(entry.student.shown)), *keys, "", decimal(score)])
    return Sheet(_csv(rows), left_out)


def moodle_worksheet(entries: Sequence[Entry], scores: Scores = TOTALS) -> Sheet:
    """The grading worksheet of a Moodle assignment; ids are the participants' numbers."""
    rows = [["Identifier", "Full name", "Email address", "Grade", "Last modified (grade)"]]
    scored, without = _scored(entries, scores)
    left_out = []
    for entry, score in scored:
        number = entry.student.id.removeprefix("Participant").strip()
        if number.isdecimal():
            who = [f"Participant {number}", cell(_line(entry.student.name)), cell(_line(entry.student.email))]
            rows.append([*who, decimal(score), "-"])
        else:
            left_out.append(LeftOut(entry, "the id is no participant's number: fill Moodle's own worksheet"))
    return Sheet(_csv(rows), (*without, *left_out))


def moodle_gradebook(entries: Sequence[Entry], title: str, scores: Scores = TOTALS, *, key: str = "useremail") -> Sheet:
    """Moodle's gradebook import, keyed by one of MOODLE_KEYS: numbers only, and no row without one, which would stop it."""
    _refuse_unknown(key, MOODLE_KEYS)
    rows = [[key, title]]
    left_out: list[LeftOut] = []
    scored, without = _scored(entries, scores, by_email=key == "useremail")
    for entry, score in scored:
        if score > MOODLE_MAXIMUM:
            left_out.append(LeftOut(entry, f"Moodle imports no score above {MOODLE_MAXIMUM}: fill its own file"))
        else:
            rows.append([entry.student.email if key == "useremail" else entry.student.id, decimal(score)])
    return Sheet(_csv(rows), (*without, *left_out))


def fill(content: bytes, entries: Sequence[Entry], column: str, scores: Scores = TOTALS) -> Sheet:
    """A platform's exported file with scores in one of its columns, every other byte as it was.

    `column` is its heading; Canvas's number behind a title can be left away. Rows are found by id, then e-mail, then name; one
    that fits several ways is no match. Raises UsageError where there is no such column.
    """
    table = csv_text.read(content, "the platform's file")
    place = _find_column(table.header, column)
    top = next((number for number, name in enumerate(table.header) if name.casefold() in _MAXIMA), None)
    rows = table.rows[table.first :]
    found = match(table.header, [[cell.value for cell in row] for row in rows], entries)
    left_out, written = [], set()
    for entry, score, row in zip(entries, scores.of(entries), found.rows, strict=True):
        if not isinstance(row, str):
            written.add(row)
        if isinstance(score, str) or isinstance(row, str):
            problem = score if isinstance(score, str) else str(row)
        else:
            problem = _write(rows[row], place, top, score)
        if problem:
            left_out.append(LeftOut(entry, problem))
    without = tuple(who for row, who in found.names.items() if row not in written)
    return Sheet(table.to_bytes(), tuple(left_out), without)


def _write(row: Sequence[Cell], place: int, top: int | None, score: float) -> str:
    """Put a score into a row; why not, if it cannot be."""
    if place >= len(row):
        return "the row in the platform's file is too short"
    limit = row[top].value.replace(",", ".") if top is not None and top < len(row) else ""
    if re.fullmatch(r"\d+(\.\d+)?", limit) and score > float(limit):
        return f"the score {decimal(score)} is above the platform's maximum of {limit}, and would be passed over"
    row[place].write(decimal(score))
    return ""


def _find_column(header: Sequence[str], wanted: str) -> int:
    names = [name.casefold() for name in header]
    titles = [re.sub(r"\s*\(\d+\)$", "", name) for name in names]
    for among in (names, titles):
        found = [number for number, name in enumerate(among) if name == wanted.strip().casefold()]
        if len(found) == 1:
            return found[0]
    several = any(among.count(wanted.strip().casefold()) > 1 for among in (names, titles))
    problem = "several columns" if several else "no column"
    columns = visible(", ".join(filter(None, header)), 2000)
    meant = "" if several else visible(nearest(wanted, header), MAX_NAME)
    raise UsageError(f"the platform's file has {problem} {wanted!r}{meant or f'. It has {columns}'}")


def _scored(
    entries: Sequence[Entry], scores: Scores, *, by_email: bool = False
) -> tuple[list[tuple[Entry, float]], tuple[LeftOut, ...]]:
    """Who has a score and can be told apart in a new file; and who has none, with the reason."""
    scored, left_out = [], []
    for entry, score in zip(entries, scores.of(entries), strict=True):
        problem = score if isinstance(score, str) else _unusable(entry.student.email if by_email else entry.student.id)
        if problem or isinstance(score, str):
            left_out.append(LeftOut(entry, problem))
        else:
            scored.append((entry, score))
    return scored, tuple(left_out)


def _unusable(key: str) -> str:
    """Why a platform cannot be told who it is by this, if it cannot."""
    if not key:
        return "the e-mail address is not known"
    if not key.isprintable():
        return UNSEEN
    # A sign before digits alone is a number to a spreadsheet, and no formula.
    return FORMULA if cell(key) != key and not re.fullmatch(r"[+-]\d+", key) else ""


def _refuse_unknown(key: str, known: Sequence[str]) -> None:
    if key not in known:
        raise UsageError(f"students cannot be told apart by {key!r}: choose from {', '.join(known)}")


def _line(text: str) -> str:
    return visible(text, MAX_NAME).replace("\n", " ")


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
