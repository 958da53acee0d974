"""Write the scores of a class as plain CSV, as a file that Canvas or Moodle imports, or into a platform's own export.

Nobody gets a score by accident. A student who handed in nothing, or met a broken check, gets no row in a new file. In a
platform's file the row of such a student stays unchanged. Both are listed with the reason. A name that a spreadsheet
would evaluate as a formula gets an apostrophe. The keys by which a platform identifies students are never changed, so a
student with such an id is left out and listed.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from ...course.students import Entry
from ...values import csv_text
from ...values.csv_text import Cell, cell
from ...values.errors import UsageError
from ...values.report import Report
from ...values.text import MAX_NAME, nearest, visible
from ..platforms.model import decimal
from .matching import Left, match

CANVAS_KEYS = ("ID", "SIS User ID", "SIS Login ID")
MOODLE_KEYS = ("useremail", "username", "userid", "useridnumber")
MOODLE_MAXIMUM = 100  # if one score is above it, Moodle's gradebook rejects the whole file
_MAXIMA = ("maximum grade", "max grade", "max points")

NOTHING = "nothing was handed in"
WITHDRAWN = "what was handed in earlier is no longer there"
BROKEN = "a check is broken: repair it and grade again"
UNSEEN = "the id contains invisible characters: enter this score by hand"
FORMULA = "a spreadsheet would evaluate the id as a formula: enter this score by hand"


@dataclasses.dataclass(frozen=True)
class LeftOut:
    """A student whose score is not in a file, and the reason."""

    entry: Entry
    reason: str


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A file, the students left out of it, and the names in a platform's file that no submission belongs to."""

    content: bytes
    left_out: tuple[LeftOut, ...] = ()
    without: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Scores:
    """The scores that a file gets: of all topics or of one, in points of the course or on the platform's scale."""

    topic: str | None = None  # None: all topics
    out_of: float | None = None  # the platform's maximum score; None keeps the points of the course

    def of(self, entries: Sequence[Entry]) -> list[float | Left]:
        """The score of each entry after lateness, or the reason why it has none."""
        possible = self._possible(entries)
        scale = 1.0 if self.out_of is None else self.out_of / possible if possible else 0.0
        return [self._missing(entry) or self._earned(entry) * scale for entry in entries]

    def maximum(self, entries: Sequence[Entry]) -> float:
        """The largest score that a student could reach."""
        return self._possible(entries) if self.out_of is None else self.out_of

    def _possible(self, entries: Sequence[Entry]) -> float:
        topics: dict[str, float] = {}
        for report in (report for entry in entries for report in self._reports(entry)):
            topics[report.topic] = max(topics.get(report.topic, 0.0), report.max_score)
        return sum(topics.values())

    def _reports(self, entry: Entry) -> list[Report]:
        return [report for report in entry.reports if self.topic in (None, report.topic)]

    def _earned(self, entry: Entry) -> float:
        return sum(report.score for report in self._reports(entry)) * entry.factor

    def _missing(self, entry: Entry) -> Left | None:
        reports = self._reports(entry)
        if not reports:
            withdrawn = entry.withdrawn if self.topic is None else self.topic in entry.withdrawn
            return Left(WITHDRAWN if withdrawn else NOTHING)
        return Left(BROKEN) if any(report.broken for report in reports) else None


TOTALS = Scores()


def plain(entries: Sequence[Entry], topics: Sequence[str] = ()) -> Sheet:
    """A CSV file with a row for each student. The columns of the `topics` stand in this order, those of others behind them.

    Its columns are id, name, e-mail address, the score of each topic, the total after lateness, the maximum, the days
    late, and the reason why a score is missing.
    """
    graded = dict.fromkeys(report.topic for entry in entries for report in entry.reports)
    topics = [*(topic for topic in topics if topic in graded), *(topic for topic in graded if topic not in topics)]
    columns = [*(Scores(topic).of(entries) for topic in topics), TOTALS.of(entries)]
    maximum = decimal(TOTALS.maximum(entries))
    rows, left_out = [["id", "name", "email", *topics, "total", "maximum", "days late", "note"]], []
    for entry, *scores in zip(entries, *columns, strict=True):
        if isinstance(scores[-1], Left):
            left_out.append(LeftOut(entry, scores[-1].reason))
        keys = [cell(_line(text)) for text in (entry.student.id, entry.student.name, entry.student.email)]
        numbers = ["" if isinstance(score, Left) else decimal(score) for score in scores]
        note = _note(entry, scores[-1], dict(zip(topics, scores, strict=False)))
        rows.append([*keys, *numbers, maximum, str(entry.late_days), note])
    return Sheet(_csv(rows), tuple(left_out))


def _note(entry: Entry, total: float | Left, by_topic: Mapping[str, float | Left]) -> str:
    """The reason why a row has no total, or the topics without a score with their reasons."""
    if isinstance(total, Left):
        return total.reason
    return "; ".join(f"{topic}: {score.reason}" for topic, score in by_topic.items() if isinstance(score, Left))


def canvas(entries: Sequence[Entry], title: str, scores: Scores = TOTALS, *, key: str = "ID") -> Sheet:
    """A file for Canvas's gradebook import, which identifies students by `key`, one of CANVAS_KEYS.

    A title that ends in "(123)" names an existing assignment. Any other title makes a new assignment with the maximum
    of the course, so it is better to `fill` the file that Canvas exports.
    """
    _check_key(key, CANVAS_KEYS)
    rows = [["Student", *CANVAS_KEYS, "Section", title]]
    if not re.search(r"\(\d+\)\s*$", title):
        rows.append(["    Points Possible", "", "", "", "", decimal(scores.maximum(entries))])
    scored, left_out = _scored(entries, scores)
    for entry, score in scored:
        keys = [entry.student.id if key == name else "" for name in CANVAS_KEYS]
        rows.append([cell(_line(entry.student.shown)), *keys, "", decimal(score)])
    return Sheet(_csv(rows), left_out)


def moodle_worksheet(entries: Sequence[Entry], scores: Scores = TOTALS) -> Sheet:
    """The grading worksheet of a Moodle assignment. The ids of the students are their numbers as participants."""
    rows = [["Identifier", "Full name", "Email address", "Grade", "Last modified (grade)"]]
    scored, without = _scored(entries, scores)
    left_out = []
    for entry, score in scored:
        number = entry.student.id.removeprefix("Participant").strip()
        if number.isdecimal():
            keys = [f"Participant {number}", cell(_line(entry.student.name)), cell(_line(entry.student.email))]
            rows.append([*keys, decimal(score), "-"])
        else:
            left_out.append(LeftOut(entry, "the id is not a participant's number: fill Moodle's own worksheet"))
    return Sheet(_csv(rows), (*without, *left_out))


def moodle_gradebook(entries: Sequence[Entry], title: str, scores: Scores = TOTALS, *, key: str = "useremail") -> Sheet:
    """A file for Moodle's gradebook import, which identifies students by `key`, one of MOODLE_KEYS.

    Every row has a number as its score, since Moodle stops the import at a row without a number.
    """
    _check_key(key, MOODLE_KEYS)
    rows = [[key, title]]
    left_out: list[LeftOut] = []
    scored, without = _scored(entries, scores, by_email=key == "useremail")
    for entry, score in scored:
        if score > MOODLE_MAXIMUM:
            left_out.append(LeftOut(entry, f"Moodle imports no score above {MOODLE_MAXIMUM}: fill Moodle's own file"))
        else:
            rows.append([entry.student.email if key == "useremail" else entry.student.id, decimal(score)])
    return Sheet(_csv(rows), (*without, *left_out))


def fill(content: bytes, entries: Sequence[Entry], column: str, scores: Scores = TOTALS) -> Sheet:
    """A file that a platform exported, with scores in one of its columns. Every other byte stays unchanged.

    `column` is the heading of the column, with or without the number that Canvas adds to a title. Rows are matched to
    students by id, e-mail address and name, in this order; an ambiguous row is not filled. Raises UsageError if the
    file has no such column.
    """
    table = csv_text.read(content, "the platform's file")
    score_column = _find_column(table.header, column)
    maximum_column = next((at for at, name in enumerate(table.header) if name.casefold() in _MAXIMA), None)
    rows = table.rows[table.first :]
    matched = match(table.header, [[cell.value for cell in row] for row in rows], entries)
    left_out = []
    for entry, score, row in zip(entries, scores.of(entries), matched.rows, strict=True):
        if isinstance(score, Left):
            left_out.append(LeftOut(entry, score.reason))
        elif isinstance(row, Left):
            left_out.append(LeftOut(entry, row.reason))
        elif left := _write(rows[row], score_column, maximum_column, score):
            left_out.append(LeftOut(entry, left.reason))
    matched_rows = set(matched.rows)
    without = tuple(name for row, name in matched.names.items() if row not in matched_rows)
    return Sheet(table.to_bytes(), tuple(left_out), without)


def _write(row: Sequence[Cell], score_column: int, maximum_column: int | None, score: float) -> Left | None:
    """Write a score into a row, or return the reason why it was not written."""
    if score_column >= len(row):
        return Left("the row in the platform's file is too short")
    maximum = ""
    if maximum_column is not None and maximum_column < len(row):
        maximum = row[maximum_column].value.replace(",", ".")
    if re.fullmatch(r"\d+(\.\d+)?", maximum) and score > float(maximum):
        return Left(
            f"the score {decimal(score)} is above the platform's maximum of {maximum}: it would be ignored there"
        )
    row[score_column].write(decimal(score))
    return None


def _find_column(header: Sequence[str], heading: str) -> int:
    heading_key = heading.strip().casefold()
    names = [name.casefold() for name in header]
    titles = [re.sub(r"\s*\(\d+\)$", "", name) for name in names]
    for headings in (names, titles):
        if headings.count(heading_key) == 1:
            return headings.index(heading_key)
    several = heading_key in names or heading_key in titles
    problem = "several columns" if several else "no column"
    columns = visible(", ".join(filter(None, header)), 2000)
    suggestion = "" if several else visible(nearest(heading, header), MAX_NAME)
    raise UsageError(f"the platform's file has {problem} {heading!r}{suggestion or f'. It has {columns}'}")


def _scored(
    entries: Sequence[Entry], scores: Scores, *, by_email: bool = False
) -> tuple[list[tuple[Entry, float]], tuple[LeftOut, ...]]:
    """The entries that a new file gets with their scores, and the others with the reason."""
    scored, left_out = [], []
    for entry, score in zip(entries, scores.of(entries), strict=True):
        if isinstance(score, Left):
            left_out.append(LeftOut(entry, score.reason))
        elif left := _unusable_key(entry.student.email if by_email else entry.student.id):
            left_out.append(LeftOut(entry, left.reason))
        else:
            scored.append((entry, score))
    return scored, tuple(left_out)


def _unusable_key(key: str) -> Left | None:
    """The reason why this id or e-mail address cannot identify a student in a new file; None if it can."""
    if not key:
        return Left("the e-mail address is not known")
    if not key.isprintable():
        return Left(UNSEEN)
    # A spreadsheet reads a sign before digits as a number, not as a formula.
    return Left(FORMULA) if cell(key) != key and not re.fullmatch(r"[+-]\d+", key) else None


def _check_key(key: str, keys: Sequence[str]) -> None:
    if key not in keys:
        raise UsageError(f"the platform cannot identify students by {key!r}: choose from {', '.join(keys)}")


def _line(text: str) -> str:
    return visible(text, MAX_NAME).replace("\n", " ")


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
