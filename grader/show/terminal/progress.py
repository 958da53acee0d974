"""How a judgement is shown while it is made and when it is done: as text with progress, or as JSON alone."""

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
from . import tables
from .console import err, out


@dataclasses.dataclass(frozen=True)
class Show:
    """How reports are shown: as text with progress, or alone, as JSON or as a platform reads it."""

    as_json: bool
    platform: str = ""  # the format that one reads; see show/platforms/formats.py
    reveal: str = "numbers"  # how much of it students may read there
    user: str = ""  # the platform's id of the student, for LTI

    def report(self, report: Report, title: str) -> None:
        if self.platform:
            from ..platforms import formats

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
        """A spinner on stderr for people, nothing for programs; what is yielded moves it on by one."""
        if self.as_json or self.platform or not err.is_terminal:
            yield lambda: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        # A window of minutes: the first submissions are slow, since the mistakes run for them.
        times = TimeElapsedColumn(), TimeRemainingColumn()
        with Progress(*columns, *times, console=err, transient=True, speed_estimate_period=180) as bar:
            task = bar.add_task(label, total=total)
            yield lambda: bar.advance(task)


def judged(setup: Setup, handed: Mapping[str, Handed], *, name: str, problem: str = "", show: Show) -> Report:
    """The report on one submission, with a bar that moves on with each check. Raises GraderError, as `judge` does."""
    with show.progress(setup.topic.name, len(setup.checks)) as advance:
        return judge(setup, handed, name=name, problem=problem, on_result=lambda _: advance())
