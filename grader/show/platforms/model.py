"""Make the feedback on a submission that its student may read: scores, claims and messages.

The level of feedback of the course decides which messages a student may read.

This module knows no platform. Every text in a Feedback is safe to show as text: it has no control characters and no
lone surrogates, and its length is bounded. Each format escapes the characters that have a meaning in it (HTML, XML,
Markdown, a platform's own marks).
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from collections.abc import Collection, Mapping, Sequence

from ...values.errors import UsageError
from ...values.report import Report, Result, Status
from ...values.reveal import Reveal, revealed
from ...values.status import SIGNS
from ...values.text import MAX_NAME, points, visible
from ..terminal import plain

MAX_DETAILS = 4000  # the largest bound of one check's details, in characters
MIN_DETAILS = 200  # the smallest bound, if many checks share MAX_TOGETHER
# Characters of the details of all checks. Even if JSON escapes every character, they stay below the megabyte that
# PrairieLearn reads.
MAX_TOGETHER = 60_000


@dataclasses.dataclass(frozen=True)
class Options:
    """The settings of a course for a platform, and facts that only the caller knows.

    Raises UsageError for impossible values.
    """

    title: str = ""  # the title of the assignment; if it is empty, the names of the topics
    reveal: Reveal = Reveal.HINT
    hidden: frozenset[str] = frozenset()  # checks with secret claims: "check", or "topic.check"
    visibility: str = "after_published"  # Gradescope: when students see hidden checks
    factor: float = 1.0  # multiplies every score: the share that lateness leaves
    out_of: float | None = None  # VPL, xqueue: the platform's own maximum; None keeps the points of the course
    # Autolab: the name of a topic's problem, if it is not the name of the topic.
    problems: Mapping[str, str] = dataclasses.field(default_factory=dict)
    user: str = ""  # LTI: the platform's id of the student
    time: datetime.datetime | None = None  # LTI: when the score was given
    handed_in: datetime.datetime | None = None  # LTI: when the submission was handed in

    def __post_init__(self) -> None:
        if not (math.isfinite(self.factor) and self.factor >= 0):
            raise UsageError(f"the factor for lateness is {self.factor}: give a number that is at least 0")
        if self.out_of is not None and not (math.isfinite(self.out_of) and self.out_of > 0):
            raise UsageError(f"the maximum score is {self.out_of}: give a number above 0")
        if self.visibility not in VISIBILITIES:
            raise UsageError(f"there is no visibility {self.visibility!r}: choose from {', '.join(VISIBILITIES)}")

    def hides(self, topic: str, check: str) -> bool:
        """Whether the claim of this check is secret."""
        return check in self.hidden or f"{topic}.{check}" in self.hidden


VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


@dataclasses.dataclass(frozen=True)
class Item:
    """One check as students see it."""

    name: str  # "topic.check", the same in every run; "topic.hidden_2" for a check with a secret claim
    topic: str
    part: str
    claim: str  # one line
    label: str  # the claim; before it the topic and the part if there are several
    word: str  # the status in words, at the level of feedback
    status: Status
    score: float
    max_score: float
    seconds: float
    hint: str
    details: str  # message, hint, curves and output, in lines; empty if the check passed or nothing is revealed
    hidden: bool

    @property
    def passed(self) -> bool:
        """Whether the check passed."""
        return self.status is Status.PASSED

    @property
    def broken(self) -> bool:
        """Whether the check itself is broken, which is not the student's fault."""
        return self.status is Status.BROKEN

    @property
    def points(self) -> str:
        """The score and the maximum, as "2/2"."""
        return f"{points(self.score)}/{points(self.max_score)}"

    @property
    def says(self) -> str:
        """The status in words, then the details."""
        return f"{self.word}\n{self.details}" if self.details else self.word


@dataclasses.dataclass(frozen=True)
class Feedback:
    """All checks of one submission, and the sums of their scores."""

    title: str
    items: tuple[Item, ...]
    notes: tuple[str, ...]  # about the whole submission: lateness, a broken check, why a part could not be graded
    # By topic and part: whose code was used of the topics on which the part builds, and why.
    builds_on: Mapping[tuple[str, str], tuple[str, ...]]
    seconds: float
    reports: tuple[Report, ...]  # as students may read them, with the scores before lateness

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes, and whose code was used. The topic stands before the latter if there are several."""
        several = len({topic for topic, _ in self.builds_on}) > 1
        used = (
            f"{topic}: {sentence}" if several else sentence
            for (topic, _), sentences in self.builds_on.items()
            for sentence in sentences
        )
        return (*self.notes, *used)

    def explained(self, item: Item) -> str:
        """What a check says, and whose code its part was built on: for a platform that shows single checks alone."""
        return "\n".join([item.says, *self.builds_on.get((item.topic, item.part), ())])

    @property
    def score(self) -> float:
        """The sum of the scores, after lateness."""
        return number(sum(item.score for item in self.items))

    @property
    def max_score(self) -> float:
        """The sum of the maximum scores."""
        return number(sum(item.max_score for item in self.items))

    @property
    def passed(self) -> bool:
        """Whether there are checks and all of them passed."""
        return bool(self.items) and all(item.passed for item in self.items)

    @property
    def broken(self) -> bool:
        """Whether a check is broken. This score should then not replace an earlier score."""
        return any(item.broken for item in self.items)

    @property
    def fraction(self) -> float:
        """The score as a number from 0 to 1. If the maximum is 0: 1 if all checks passed, else 0."""
        share = self.score / self.max_score if self.max_score else float(self.passed)
        return number(min(max(share, 0.0), 1.0))

    @property
    def headline(self) -> str:
        """The title and the score, as "Week 3: 4.5 of 16 points"."""
        return f"{self.title}: {points(self.score)} of {points(self.max_score)} points"

    def scaled(self, out_of: float | None) -> float:
        """The score on the scale of a platform, or in points of the course if `out_of` is None."""
        return self.score if out_of is None else number(self.fraction * out_of)


def feedback_on(reports: Sequence[Report], options: Options, *, in_full: bool = False) -> Feedback:
    """The feedback that students may read on the reports of one submission.

    If `in_full` is true, hidden checks are not disguised, since the platform hides them itself.
    """
    count = sum(not result.passed for report in reports for result in report.results)
    limit = max(MIN_DETAILS, min(MAX_DETAILS, MAX_TOGETHER // max(count, 1)))
    items, shown = [], []
    for report in reports:
        hidden = {result.name for result in report.results if options.hides(report.topic, result.name)}
        seen = revealed(report, options.reveal, hidden=hidden, disguised=not in_full)
        shown.append(seen)
        for result, original in zip(seen.results, report.results, strict=True):
            is_hidden = original.name in hidden
            items.append(_item(report.topic, result, factor=options.factor, limit=limit, hidden=is_hidden))
    places = {(report.topic, result.part) for report in reports for result in report.results}
    items = [_labelled(item, places) for item in items]
    title = options.title or ", ".join(dict.fromkeys(report.topic for report in reports))
    seconds = number(sum(report.seconds for report in reports))
    notes = (*_notes(items, options), *_unasked(shown, places))
    return Feedback(one_line(title), tuple(items), notes, _builds_on(shown), seconds, tuple(shown))


def _item(topic: str, result: Result, *, factor: float, limit: int, hidden: bool) -> Item:
    return Item(
        name=one_line(f"{topic}.{result.name}"),
        topic=one_line(topic),
        part=one_line(result.part),
        claim=one_line(result.claim),
        label="",
        word=SIGNS[result.status][2],
        status=result.status,
        score=number(result.score * factor),
        max_score=number(result.max_score),
        seconds=number(result.seconds),
        hint=clean(result.hint, limit),
        details="" if result.passed else clean("\n".join(_details(result, limit)), limit),
        hidden=hidden,
    )


def _details(result: Result, limit: int) -> list[str]:
    lines = [result.message] if result.message else []
    if result.hint:
        lines.append(f"Hint: {clean(result.hint, limit)}")
    if result.curves:
        lines.append(plain.curves(result))
    if result.output.strip():
        lines += ["Your code printed:", visible(result.output.rstrip(), MAX_DETAILS // 2)]
    return lines


def _labelled(item: Item, places: Collection[tuple[str, str]]) -> Item:
    """The item with its label. The parts of a topic share claims, so a label names the part and the topic if needed."""
    several_topics = len({topic for topic, _ in places}) > 1
    prefix = f"{item.topic}, {item.part}: " if several_topics else f"{item.part}: " if len(places) > 1 else ""
    return dataclasses.replace(item, label=prefix + item.claim)


def _notes(items: Sequence[Item], options: Options) -> list[str]:
    notes = []
    if options.factor != 1:
        notes.append(f"Handed in late: {points(100 * options.factor)} % of the points count.")
    if any(item.broken for item in items):
        notes.append("A check is broken, which is not your fault. This score is not final.")
    return notes


def _unasked(reports: Sequence[Report], places: Collection[tuple[str, str]]) -> list[str]:
    """Why no check of a part was asked: the same text once for all parts to which it applies."""
    reasons: dict[str, set[tuple[str, str]]] = {}
    for report in reports:
        for part in report.parts:
            message = next((result.message for result in part.results if result.message), "")
            if message and not part.asked:
                reasons.setdefault(one_line(message), set()).add((report.topic, part.part))
    several_topics = len({topic for topic, _ in places}) > 1
    notes = []
    for reason, where in reasons.items():
        names = sorted(f"{topic}, {part}" if several_topics else f"{part} part" for topic, part in where)
        notes.append(reason if len(where) == len(places) else f"{one_line('; '.join(names))}: {reason}")
    return notes


def _builds_on(reports: Sequence[Report]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Whose code each part that was run was built on, in sentences."""
    return {
        (one_line(report.topic), one_line(part.part)): tuple(map(one_line, part.builds_on))
        for report in reports
        for part in report.parts
        if part.builds_on
    }


def as_text(feedback: Feedback) -> str:
    """Feedback as plain text: the headline, the notes, and each check with its details below it."""
    lines = [feedback.headline, *feedback.remarks]
    for item in feedback.items:
        ending = "" if item.passed else f" ({item.word})"
        lines.append(f"{'✓' if item.passed else '✗'} {item.label}{ending} {item.points}")
        lines += [f"    {line}" for line in item.details.split("\n") if item.details]
    return "\n".join(lines)


def number(value: float) -> float:
    """A score that every platform can read: finite, rounded to 6 decimals, and an int if it is a whole number."""
    rounded = round(value, 6) if math.isfinite(value) else 0.0
    return int(rounded) if rounded == int(rounded) else rounded


def decimal(value: float) -> str:
    """A score as text for a platform: 2.0 as "2", 2.5 as "2.5", 1 / 3 as "0.3333"."""
    return points(number(value), 4)


def clean(text: str, limit: int) -> str:
    """`text` with invisible characters escaped. Escapes make it longer, so its length is bounded before and after."""
    return visible(visible(text, limit), limit)


def one_line(text: str) -> str:
    """A name or a claim without line ends."""
    return " ".join(clean(text, MAX_NAME).split())


def to_json(value: object, indent: int | None = 1) -> str:
    """JSON in ASCII, since every encoding of a file or a terminal can represent ASCII."""
    return json.dumps(value, indent=indent, allow_nan=False)
