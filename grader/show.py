"""How a judgement is shown while it is made and when it is done: as text with progress, or as JSON alone."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
from collections.abc import Iterator

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

from . import intake
from .console import err, out
from .fronts import terminal
from .judge import Judge
from .report import Report, Result


@dataclasses.dataclass(frozen=True)
class Show:
    """How reports are shown: as text with progress, or alone, as JSON or as a platform reads it."""

    as_json: bool
    platform: str = ""  # the format that one reads; see fronts/formats.py
    reveal: str = "numbers"  # how much of it students may read there
    user: str = ""  # the platform's id of the student, for LTI

    def report(self, report: Report, title: str) -> None:
        if self.platform:
            from .fronts import formats

            now = datetime.datetime.now(datetime.UTC)
            reveal = formats.Reveal[self.reveal.upper()]
            options = formats.Options(title=title, reveal=reveal, user=self.user, time=now)
            click.echo(formats.find(self.platform).render([report], options))
        elif self.as_json:
            click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            out.print(terminal.report(report, title))

    @contextlib.contextmanager
    def progress(self, label: str, total: int) -> Iterator[Progress | None]:
        """A spinner on stderr for people; nothing for programs."""
        if self.as_json or self.platform or not err.is_terminal:
            yield None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        # A window of minutes: the first submissions are slow, since the mistakes run for them.
        times = TimeElapsedColumn(), TimeRemainingColumn()
        with Progress(*columns, *times, console=err, transient=True, speed_estimate_period=180) as bar:
            bar.add_task(label, total=total)
            yield bar


def judged(judge: Judge, name: str, handed: dict[str, intake.Handed], problem: str, show: Show) -> Report:
    total = sum(len(judge.topic.checks_of(part)) for part in judge.parts)
    with show.progress(judge.topic.name, total) as bar:

        def advance(_: Result) -> None:
            if bar:
                bar.advance(bar.task_ids[0])

        return judge.judge(name, handed, problem=problem, progress=advance)
