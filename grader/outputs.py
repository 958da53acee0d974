"""What a run is turned into: grades, reports, a table. All of it can be made again from the run alone."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from . import classroom
from .console import out
from .files import write_whole
from .fronts import grades_csv, terminal
from .store import Run


def write(run: Run, folder: Path) -> int:
    """Write everything into `folder` and show the class; returns the exit status."""
    reports = [report for mine in run.reports().values() for report in mine.values()]
    for report in reports:
        classroom.save(report, folder)
    write_whole(folder / "grades.csv", grades_csv.grades(reports))
    out.print(terminal.class_table(reports))
    if causes := terminal.misconceptions(reports):
        out.print(causes)
    out.print(Text(f"grades: {folder / 'grades.csv'}   reports: {folder / 'reports'}"), soft_wrap=True)
    return 3 if any(report.broken for report in reports) else 0
