"""Write the instructor's report: a page about the class and a page about each student, which load no other file."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from ...course.students import Entry
from ...values.errors import TopicError, UsageError
from ...values.filenames import safe_names
from ...values.files import write_whole
from ...values.report import Status
from ...values.text import MAX_NAME, visible
from . import person, plots, render, script, summary
from .code import Code

FOLDER = "students"
GROUPS = 60  # the largest number of groups in a list
NAMED = 12  # the largest number of students named in a group; the table of students shows the others
SLOWEST = 10  # the number of students in the list of the slowest


@dataclasses.dataclass(frozen=True)
class Facts:
    """The facts about a run that its entries do not hold."""

    title: str
    when: datetime.datetime
    topics: Mapping[str, str] = dataclasses.field(default_factory=dict)  # titles by name, in the order of the course
    versions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    isolation: str = ""  # the level of isolation that was asked for
    seconds: float | None = None  # the duration of the whole run
    where: str = ""  # jobs or cluster, in words
    # By topic: the checks that were not asked, each with the reason.
    left_out: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)

    @property
    def date(self) -> str:
        """The time of the run, to the minute."""
        return f"{self.when:%Y-%m-%d %H:%M %Z}".strip()


@dataclasses.dataclass(frozen=True)
class Row:
    """One student in the table."""

    entry: Entry
    page: str  # the address of the student's page, relative to the index
    points: tuple[float | None, ...]  # the score in each topic; None if there is no report
    notes: tuple[str, ...]  # the problems that a person should look at, in words


def write(entries: Sequence[Entry], facts: Facts, folder: Path) -> None:
    """Write FOLDER/index.html and FOLDER/students/<name>.html.

    Raises UsageError or TopicError with the next step if jinja2 or matplotlib is not installed.
    """
    names = safe_names(entry.student.id for entry in entries)
    problems: dict[str, str] = {}  # by page: why it could not be made
    pages = {}
    for entry, name in zip(entries, names, strict=True):
        try:
            pages[name] = _student(entry, facts)
        except (UsageError, TopicError):  # a library is missing: then no file is written
            raise
        except Exception as error:  # the pages of the others must still be written
            problems[name] = f"the page cannot be made ({type(error).__name__}: {visible(str(error), MAX_NAME)})"
            pages[name] = _student(Entry(entry.student, attempts=entry.attempts), facts, problems[name])
    index = _index(entries, facts, names, problems)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        write_whole(folder / FOLDER / f"{name}.html", page)
    write_whole(folder / "index.html", index)


def _index(entries: Sequence[Entry], facts: Facts, names: Sequence[str], problems: Mapping[str, str]) -> str:
    topics = summary.topic_counts(entries, facts.topics)
    possible = sum(topic.possible for topic in topics)
    columns = [topic.name for topic in topics]
    rows = [_row(entry, name, columns, problems.get(name)) for entry, name in zip(entries, names, strict=True)]
    code, policy = script("class.js")
    scores = [entry.score for entry in entries]
    return render(
        "class.html",
        facts=facts,
        script=code,
        script_policy=policy,
        rows=rows,
        topics=topics,
        titles={topic.name: topic.title for topic in topics},
        possible=possible,
        scores=sorted(scores),
        plots=_plots(scores, possible, topics),
        misconceptions=summary.misconceptions(entries),
        same=summary.same_answers(entries),
        stuck=summary.stuck(entries),
        built_on=summary.built_on(entries),
        broken=summary.ended(entries, Status.BROKEN),
        ended=summary.ended(entries, Status.CRASHED, Status.TIMED_OUT),
        slowest=summary.slowest(entries, SLOWEST),
        confinements=summary.confinements(entries),
        statuses=list(Status),
        limits={"groups": GROUPS, "named": NAMED},
    )


def _plots(scores: Sequence[float], possible: float, topics: Sequence[summary.TopicCount]) -> dict[str, str]:
    shares = {
        topic.title: [100.0 * score / topic.possible for score in topic.scores] for topic in topics if topic.possible
    }
    return {"scores": plots.scores(scores, possible), "topics": plots.topics(shares)} if shares else {}


def _row(entry: Entry, name: str, topics: Sequence[str], problem: str | None) -> Row:
    scores = {report.topic: report.score for report in entry.reports}
    notes = (*_notes(entry), *([problem] if problem else []))
    return Row(entry, f"{FOLDER}/{name}.html", tuple(scores.get(topic) for topic in topics), notes)


def _notes(entry: Entry) -> list[str]:
    statuses = {result.status for report in entry.reports for result in report.results}
    notes = [
        words
        for status, words in (
            (Status.BROKEN, "broken check"),
            (Status.CRASHED, "crashed"),
            (Status.TIMED_OUT, "no answer in time"),
        )
        if status in statuses
    ]
    if entry.withdrawn:
        notes.append("no longer handed in: " + ", ".join(entry.withdrawn))
    elif not entry.reports:
        notes.append("nothing handed in")
    return [*notes, *(["signs to look at"] if entry.signs else [])]


def _student(entry: Entry, facts: Facts, problem: str = "") -> str:
    code = Code(entry.sources)
    topics = person.topics(entry.reports, facts.topics, code)
    return render(
        "student.html",
        facts=facts,
        entry=entry,
        topics=topics,
        code=code,
        script_policy="'none'",
        back="../index.html",
        problem=problem,
    )
