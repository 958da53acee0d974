"""Scores of a class as CSV: one row a submission, one column a topic, the total."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ..report import Report

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def grades(reports: Iterable[Report]) -> str:
    """The file's text; topics in alphabetical order, submissions too; a topic without a report is an empty cell."""
    rows: dict[str, dict[str, float]] = {}
    for report in reports:
        rows.setdefault(report.submission, {})[report.topic] = report.score
    topics = sorted({topic for scores in rows.values() for topic in scores})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", *topics, "total"])
    for name in sorted(rows):
        scores = [rows[name].get(topic) for topic in topics]
        total = sum(score for score in scores if score is not None)
        writer.writerow([cell(name), *("" if score is None else f"{score:g}" for score in scores), f"{total:g}"])
    return out.getvalue()
