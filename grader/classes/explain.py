"""One check of one submission of a run, asked again with its own inputs, which are shown."""

from __future__ import annotations

import time
from pathlib import Path

from rich.text import Text

from ..checks.check import Check
from ..checks.seeds import Seeds
from ..judging.adapter import adapted
from ..judging.diagnosis.causes import show_case
from ..judging.judge import Judge
from ..judging.reference.sources import LiveSource
from ..sandbox.isolation import LEVELS
from ..show.terminal.console import out
from ..show.terminal.progress import Show
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.errors import SubmissionError, UsageError
from ..values.report import PartReport, Report
from ..values.text import nearest
from .secret import read_secret
from .store import Run, Submission


def explain(run: Run, student: str, check: str, where: Where, secret: Path | None, show: Show) -> None:
    """Show the verdict of today, and the last call behind it with its arguments."""
    facts = run.facts()
    submission = _submission(run, student)
    topic, asked = _check(where.topics(tuple(facts["topics"]), secret=True), check)
    seeds = Seeds(
        read_secret(secret or run.path.parent / "secret"), submission.student.id if facts["per_student"] else ""
    )
    isolation = LEVELS[facts["isolation"]]
    judge = Judge(topic, LiveSource(topic).itself, seeds, facts["device"], isolation=isolation)
    judge, find_parts = adapted(judge, Path(facts["adapter"]) if facts["adapter"] else None)
    try:
        handed = {} if submission.problem else find_parts(submission.files, topic)
    except SubmissionError as error:
        raise UsageError(f"{student}: {error}") from None
    session = judge.session(asked.part, handed.get(asked.part), submission.problem)
    start = time.perf_counter()
    try:
        blocked = session.open()
        result = session.blocked(asked, *blocked) if blocked else session.ask(asked)
    finally:
        session.close()
    seconds = time.perf_counter() - start
    part = PartReport(asked.part, session.isolation, session.device or judge.device, seconds, (result,))
    show.report(Report(topic.name, submission.name, (part,)), topic.title)
    if session.outcome and (case := show_case(session.outcome)):
        out.print(Text(f"The last call of this check:\n{case}"), soft_wrap=True)


def _submission(run: Run, student: str) -> Submission:
    """The last attempt of a student, by the name of the submission, their id, name or e-mail address."""
    everyone = list(run.submissions())
    found = [s for s in everyone if student in (s.name, s.student.id, s.student.name, s.student.email)]
    if not found:
        names = [s.name for s in everyone]
        raise UsageError(f"there is no submission of {student!r} in this run{nearest(student, names)}")
    return max(found, key=lambda s: s.number)


def _check(chosen: list[Topic], wanted: str) -> tuple[Topic, Check]:
    """A check by `topic.check`, or by its name alone where one topic has it."""
    found = [(t, c) for t in chosen for c in t.checks if wanted in (c.name, f"{t.name}.{c.name}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"several topics have a check {wanted!r}: say {' or '.join(f'{t.name}.{c.name}' for t, c in found)}"
        )
    names = [c.name for t in chosen for c in t.checks]
    raise UsageError(f"no topic of this run has a check {wanted!r}{nearest(wanted.rpartition('.')[2], names)}")
