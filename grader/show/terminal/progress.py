"""Show progress while a submission is judged, then its report: as text, as JSON, or in the format of a platform."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
from collections.abc import Callable, Iterator, Mapping

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ...judging.judge import judge
from ...judging.setup import Setup
from ...submissions.intake import Handed
from ...values.report import Report
from ..platforms import formats
from . import tables
from .console import err, out


@dataclasses.dataclass(frozen=True)
class Show:
    """How a command shows reports. Progress is shown with text only: JSON and a platform's format stand alone."""

    as_json: bool
    platform: str = ""  # the name of a platform's format; see show/platforms/formats.py
    reveal: str = "numbers"  # the level of feedback that students may read on the platform
    user: str = ""  # the platform's id of the student, for LTI

    def report(self, report: Report, title: str) -> None:
        """Print a report under a title."""
        if self.platform:
            now = datetime.datetime.now(datetime.UTC)
            reveal = formats.Reveal.of(self.reveal)
            options = formats.Options(title=title, reveal=reveal, user=self.user, time=now)
            click.echo(formats.find(self.platform).render([report], options))
        elif self.as_json:
            click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            out.print(tables.report(report, title))

    @contextlib.contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        """Show a progress bar on stderr if stderr is a terminal and the output is text.

        Yields a function that advances the bar by one step.
        """
        if self.as_json or self.platform or not err.is_terminal:
            yield lambda: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        # The speed is estimated over minutes: the first submissions are slow, since the topics' mistakes run for them.
        times = TimeElapsedColumn(), TimeRemainingColumn()
        with Progress(*columns, *times, console=err, transient=True, speed_estimate_period=180) as bar:
            task = bar.add_task(label, total=total)
            yield lambda: bar.advance(task)


def judged(setup: Setup, handed: Mapping[str, Handed], *, name: str, problem: str = "", show: Show) -> Report:
    """Judge a submission with a progress bar that advances with each check. Raises GraderError, as `judge` does."""
    with show.progress(setup.topic.name, len(setup.checks)) as advance:
        return judge(setup, handed, name=name, problem=problem, on_result=lambda _: advance())
