"""What a run is turned into: grades, reports, pages, a table. All of it can be made again from the run alone."""

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
from ..show.terminal import tables
from ..show.terminal.console import err, note, out
from ..values.filenames import safe_name
from ..values.files import write_whole
from ..values.report import Report
from .entries import entries
from .similarity.signs import signs
from .store import Run

_FOR_PAGES = ("jinja2", "matplotlib")


def write(run: Run, folder: Path, course: Course) -> int:
    """Write everything into `folder` and show the class; returns the exit status."""
    everyone = _with_signs(entries(run, course.late), run)
    reports = [report for entry in everyone for report in entry.reports]
    with err.status("writing reports"):
        for report in reports:
            _save(report, folder)
        write_whole(folder / "grades.csv", formats.plain(everyone).content)
        pages = _pages(run, folder, course, everyone)
    out.print(tables.class_table(reports, {entry.submission: entry.student.shown for entry in everyone}))
    if causes := tables.misconceptions(reports):
        out.print(causes)
    made = {"report": folder / "index.html", "for students": folder / "feedback"} if pages else {}
    made = {"grades": folder / "grades.csv", **made, "JSON": folder / "reports"}
    out.print(Text("   ".join(f"{what}: {path}" for what, path in made.items())), soft_wrap=True)
    return 3 if any(report.broken for report in reports) else 0


def _with_signs(everyone: Sequence[Entry], run: Run) -> list[Entry]:
    """The entries with what a person may want to look at; skeletons are everybody's."""
    with err.status("looking for submissions that are alike"):
        exercises, names = Path(run.facts()["exercises"]), run.facts()["topics"]
        skeletons = [
            path.read_text(encoding="utf-8") for name in names for path in (exercises / name).glob(f"{name}_*.py")
        ]
        found = signs({entry.student.id: entry.sources for entry in everyone}, skeletons)
    return [dataclasses.replace(entry, signs=found.get(entry.student.id, ())) for entry in everyone]


def _pages(run: Run, folder: Path, course: Course, everyone: Sequence[Entry]) -> bool:
    """Write the pages, of the class for whoever teaches it, and for each student; False where they cannot be drawn."""
    if not all(importlib.util.find_spec(name) for name in _FOR_PAGES):
        note(
            "for the report as pages, and a page for each student: pip install 'chainrule[show]', then `grader report`"
        )
        return False
    from ..show.pages import class_page
    from . import returned

    facts = run.facts()
    said = class_page.Facts(
        title=folder.resolve().name,
        when=datetime.datetime.fromisoformat(facts["when"]),
        topics={name: facts["titles"][name] for name in facts["topics"]},
        versions=facts["versions"],
        isolation=facts["isolation"],
        seconds=facts["seconds"],
        where=facts["where"],
        left_out=facts["left_out"],
    )
    class_page.write(everyone, said, folder)
    returned.write(
        everyone, folder / "feedback", course.feedback, titles=facts["titles"], hidden=facts.get("hidden", {})
    )
    return True


def _save(report: Report, out: Path) -> None:
    """Write one JSON report: OUT/reports/<submission>/<topic>.json, the submission by its safe name."""
    folder = out / "reports" / safe_name(report.submission)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report.as_dict(), indent=1, ensure_ascii=False) + "\n"
    write_whole(folder / f"{report.topic}.json", text)
