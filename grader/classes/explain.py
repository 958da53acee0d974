"""Ask one check of one submission of a run again, with the inputs of the run, and print these inputs."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from pathlib import Path

from rich.text import Text

from ..checks.check import Check
from ..judging.diagnosis.calls import show_case
from ..judging.opening import open_part
from ..show.terminal.console import note, out
from ..show.terminal.progress import Show
from ..topics.locate import Where
from ..topics.topic import Topic
from ..values.errors import SubmissionError, UsageError
from ..values.report import PartReport, Report
from ..values.text import nearest
from .jobs import Job
from .provenance import recalled
from .secret import read_secret
from .store import Run, Submission


def explain(run: Run, student: str, check: str, where: Where, secret: Path | None, show: Show) -> None:
    """Print the result of the check today, and the last call to the student's code with its arguments.

    `student` is the name of a submission, or the id, name or e-mail address of a student. `check` is CHECK or
    TOPIC.CHECK. Raises UsageError if the run has no such submission or check, or if several topics have the check.
    """
    facts = run.facts()
    topic, asked = _find_check(Job.of(where, tuple(facts["topics"])).find_topics(), check)
    for remark in topic.outdated:
        note(remark)
    submission = _submission(run, topic.name, student)
    job = recalled(facts, topic.name, where)
    job = dataclasses.replace(job, secret=read_secret(secret or run.path.parent / "secret"))
    setup = job.setup_of(job.setup(topic), submission.student)
    try:
        handed = {} if submission.problem else setup.find_parts(submission.files, topic)
    except SubmissionError as error:
        raise UsageError(f"{student}: {error}") from None
    start = time.perf_counter()
    part = handed.get(asked.part)
    with contextlib.closing(open_part(setup, asked.part, part, problem=submission.problem)) as opened:
        result = opened.ask(asked)
    seconds = time.perf_counter() - start
    part_report = PartReport(
        asked.part, opened.isolation, opened.device or setup.device, seconds, (result,), opened.builds_on
    )
    show.report(Report(topic.name, submission.name, (part_report,)), topic.title)
    if opened.outcome and (case := show_case(opened.outcome)):
        out.print(Text(f"The last call of this check:\n{case}"), soft_wrap=True)


def _submission(run: Run, topic: str, student: str) -> Submission:
    """The last attempt of a student in a topic, by the name of a submission or the student's id, name or e-mail address."""
    names, attempts = [], []
    for attempt in run.submissions(topic):
        names.append(attempt.name)
        if student in (attempt.name, attempt.student.id, attempt.student.name, attempt.student.email):
            attempts.append(attempt)
    if not attempts:
        raise UsageError(f"there is no submission of {student!r} in this run{nearest(student, names)}")
    return max(attempts, key=lambda attempt: attempt.number)


def _find_check(topics: list[Topic], name: str) -> tuple[Topic, Check]:
    """The check of this name, with its topic.

    The name may be TOPIC.CHECK, and must be if several topics have the check.
    """
    checks = {f"{topic.name}.{check.name}": (topic, check) for topic in topics for check in topic.checks}
    candidates = [full_name for full_name, (_, check) in checks.items() if name in (check.name, full_name)]
    if len(candidates) == 1:
        return checks[candidates[0]]
    if candidates:
        raise UsageError(f"several topics have a check {name!r}: name the topic, too: {' or '.join(candidates)}")
    names = [check.name for _, check in checks.values()]
    raise UsageError(f"no topic of this run has a check {name!r}{nearest(name.rpartition('.')[2], names)}")
