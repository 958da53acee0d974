"""Write the outputs of a run: grades, reports, pages, and a table on the terminal.

They can be made again from the run alone.
"""

from __future__ import annotations

import dataclasses
import datetime
import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from ..course.course import Course
from ..course.students import Entry
from ..show.gradebooks import formats
from ..show.pages import class_page
from ..show.terminal import tables
from ..show.terminal.console import err, note, out
from ..values.filenames import safe_name
from ..values.files import write_whole
from ..values.report import Report
from . import returned
from .entries import entries
from .similarity.signs import signs
from .store import Run

_FOR_PAGES = ("jinja2", "matplotlib")


def write(run: Run, folder: Path, course: Course) -> int:
    """Write all outputs into `folder` and print the table of the class. Returns the exit status."""
    everyone = _with_signs(entries(run, course.late), run)
    reports = [report for entry in everyone for report in entry.reports]
    topics = run.facts()["topics"]
    with err.status("writing reports"):
        for report in reports:
            _save(report, folder)
        for name, topic in run.shas(gone=True):
            if topic in topics:
                _path(name, topic, folder).unlink(missing_ok=True)
        write_whole(folder / "grades.csv", formats.plain(everyone, topics).content)
        pages = _pages(run, folder, course, everyone)
    out.print(tables.class_table(everyone))
    if causes := tables.misconceptions(reports):
        out.print(causes)
    page_paths = {"report": folder / "index.html", "for students": folder / "feedback"} if pages else {}
    paths = {"grades": folder / "grades.csv", **page_paths, "JSON": folder / "reports"}
    out.print(Text("   ".join(f"{label}: {path}" for label, path in paths.items())), soft_wrap=True)
    return 3 if any(report.broken for report in reports) else 0


def _with_signs(everyone: Sequence[Entry], run: Run) -> list[Entry]:
    """The entries with signs for a person to look at. All students received the skeletons, so their code is not a sign."""
    with err.status("looking for submissions that are alike"):
        exercises, names = Path(run.facts()["exercises"]), run.facts()["topics"]
        skeletons = [
            path.read_text(encoding="utf-8") for name in names for path in (exercises / name).glob(f"{name}_*.py")
        ]
        by_student = signs({entry.student.id: entry.sources for entry in everyone}, skeletons)
    return [dataclasses.replace(entry, signs=by_student.get(entry.student.id, ())) for entry in everyone]


def _pages(run: Run, folder: Path, course: Course, everyone: Sequence[Entry]) -> bool:
    """Write the instructor's pages and the feedback for students. False if a library for pages is not installed."""
    if not all(importlib.util.find_spec(name) for name in _FOR_PAGES):
        note("no pages are written, since a library is missing: pip install 'chainrule[show]', then `grader report`")
        return False
    facts = run.facts()
    page_facts = class_page.Facts(
        title=folder.resolve().name,
        when=datetime.datetime.fromisoformat(facts["when"]),
        topics={name: facts["titles"][name] for name in facts["topics"]},
        versions=facts["versions"],
        isolation=facts["isolation"],
        seconds=facts["seconds"],
        where=facts["where"],
        left_out=facts["left_out"],
    )
    class_page.write(everyone, page_facts, folder)
    returned.write(
        everyone, folder / "feedback", course.feedback, titles=facts["titles"], hidden=facts.get("hidden", {})
    )
    return True


def _save(report: Report, out: Path) -> None:
    """Write one JSON report: OUT/reports/<submission>/<topic>.json, the submission by its safe name."""
    path = _path(report.submission, report.topic, out)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(report.as_dict(), indent=1, ensure_ascii=False) + "\n")


def _path(submission: str, topic: str, out: Path) -> Path:
    return out / "reports" / safe_name(submission) / f"{topic}.json"
