"""What a student may read of reports: scores, claims and what is wrong, as far as a course reveals it. Knows no platform.

Every text here is safe to show as text: no control characters, no lone surrogates, bounded. Escaping what a format gives a
meaning (HTML, XML, Markdown, a platform's own marks) is the format's own business.
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

MAX_DETAILS = 4000  # characters about one check
MIN_DETAILS = 200
# Characters about all of them: as JSON that escapes each they stay below the megabyte that PrairieLearn reads.
MAX_TOGETHER = 60_000


@dataclasses.dataclass(frozen=True)
class Options:
    """What a course wants a platform to be told, and what only the caller knows. Raises UsageError for what cannot be."""

    title: str = ""  # of what was graded; the names of the topics where it is empty
    reveal: Reveal = Reveal.HINT
    hidden: frozenset[str] = frozenset()  # checks whose claims stay secret: "check", or "topic.check"
    visibility: str = "after_published"  # Gradescope: when students see hidden checks
    factor: float = 1.0  # of every score: what lateness leaves
    out_of: float | None = None  # VPL, xqueue: the platform's own maximum; None writes our points
    problems: Mapping[str, str] = dataclasses.field(
        default_factory=dict
    )  # Autolab: a topic's problem, if named otherwise
    user: str = ""  # LTI: the platform's id of the student
    time: datetime.datetime | None = None  # LTI: when the score was given
    handed_in: datetime.datetime | None = None  # LTI: when the work was

    def __post_init__(self) -> None:
        if not (math.isfinite(self.factor) and self.factor >= 0):
            raise UsageError(f"the factor for lateness is {self.factor}: give a number from 0")
        if self.out_of is not None and not (math.isfinite(self.out_of) and self.out_of > 0):
            raise UsageError(f"scores out of {self.out_of} cannot be given: give a number above 0")
        if self.visibility not in VISIBILITIES:
            raise UsageError(f"there is no visibility {self.visibility!r}: choose from {', '.join(VISIBILITIES)}")

    def hides(self, topic: str, check: str) -> bool:
        """Whether students may not read what this check claims."""
        return check in self.hidden or f"{topic}.{check}" in self.hidden


VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


@dataclasses.dataclass(frozen=True)
class Item:
    """One check as students see it."""

    name: str  # "topic.check", the same in every run; "topic.hidden_2" for one whose claim is secret
    topic: str
    part: str
    claim: str  # one line
    label: str  # the claim, and in front of it the topic and the part where there are several
    word: str  # how it ended, as far as that is revealed
    status: Status
    score: float
    max_score: float
    seconds: float
    hint: str
    details: str  # what is wrong, in lines; empty for what passed and where nothing is revealed
    hidden: bool

    @property
    def passed(self) -> bool:
        """Whether it holds."""
        return self.status is Status.PASSED

    @property
    def broken(self) -> bool:
        """Whether it failed through our own fault."""
        return self.status is Status.BROKEN

    @property
    def points(self) -> str:
        """As "2/2"."""
        return f"{points(self.score)}/{points(self.max_score)}"

    @property
    def says(self) -> str:
        """Everything but the claim: the word, then the details."""
        return f"{self.word}\n{self.details}" if self.details else self.word


@dataclasses.dataclass(frozen=True)
class Feedback:
    """All checks of one submission, and their sums."""

    title: str
    items: tuple[Item, ...]
    notes: tuple[str, ...]  # about the whole: lateness, a broken check
    seconds: float
    reports: tuple[Report, ...]  # as students may read them, with the scores before lateness

    @property
    def score(self) -> float:
        """What was earned, after lateness."""
        return number(sum(item.score for item in self.items))

    @property
    def max_score(self) -> float:
        """What could be earned."""
        return number(sum(item.max_score for item in self.items))

    @property
    def passed(self) -> bool:
        """Whether there were checks and all passed."""
        return bool(self.items) and all(item.passed for item in self.items)

    @property
    def broken(self) -> bool:
        """Whether a check failed through our own fault: then no score should replace an earlier one."""
        return any(item.broken for item in self.items)

    @property
    def fraction(self) -> float:
        """The score from 0 to 1. Where nothing counts, it is all or nothing."""
        share = self.score / self.max_score if self.max_score else float(self.passed)
        return number(min(max(share, 0.0), 1.0))

    @property
    def headline(self) -> str:
        """As "Week 3: 4.5 of 16 points"."""
        return f"{self.title}: {points(self.score)} of {points(self.max_score)} points"

    def scaled(self, out_of: float | None) -> float:
        """The score on a platform's own scale; ours where it has none."""
        return self.score if out_of is None else number(self.fraction * out_of)


def feedback(reports: Sequence[Report], options: Options, *, in_full: bool = False) -> Feedback:
    """What students may read. `in_full`, hidden checks are not disguised: the platform hides them itself."""
    count = sum(not result.passed for report in reports for result in report.results)
    limit = max(MIN_DETAILS, min(MAX_DETAILS, MAX_TOGETHER // max(count, 1)))
    items, shown = [], []
    for report in reports:
        hidden = {result.name for result in report.results if options.hides(report.topic, result.name)}
        shown.append(revealed(report, options.reveal, hidden=hidden, disguised=not in_full))
        for result, known in zip(shown[-1].results, report.results, strict=True):
            items.append(_item(report.topic, result, options.factor, limit, hidden=known.name in hidden))
    places = {(report.topic, result.part) for report in reports for result in report.results}
    items = [_labelled(item, places) for item in items]
    titles = options.title or ", ".join(dict.fromkeys(report.topic for report in reports))
    seconds = number(sum(report.seconds for report in reports))
    return Feedback(one_line(titles), tuple(items), tuple(_notes(items, options)), seconds, tuple(shown))


def _item(topic: str, result: Result, factor: float, limit: int, *, hidden: bool) -> Item:
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
    """The parts of a topic make the same claims: in a flat list they need telling apart."""
    several = len({topic for topic, _ in places}) > 1
    place = f"{item.topic}, {item.part}: " if several else f"{item.part}: " if len(places) > 1 else ""
    return dataclasses.replace(item, label=place + item.claim)


def _notes(items: Sequence[Item], options: Options) -> list[str]:
    notes = []
    if options.factor != 1:
        notes.append(f"Handed in late: {points(100 * options.factor)} % of the points count.")
    if any(item.broken for item in items):
        notes.append("A check is broken, which is not your fault. This score is not final.")
    return notes


def as_text(found: Feedback) -> str:
    """The whole as plain text: the headline, notes, and each check with what is wrong below it."""
    lines = [found.headline, *found.notes]
    for item in found.items:
        ending = "" if item.passed else f" ({item.word})"
        lines.append(f"{'✓' if item.passed else '✗'} {item.label}{ending} {item.points}")
        lines += [f"    {line}" for line in item.details.split("\n") if item.details]
    return "\n".join(lines)


def number(value: float) -> float:
    """A score as every platform reads it: finite, without the noise of binary fractions, whole where it is whole."""
    rounded = round(value, 6) if math.isfinite(value) else 0.0
    return int(rounded) if rounded == int(rounded) else rounded


def decimal(value: float) -> str:
    """A score for a platform to read: 2.0 as "2", 2.5 as "2.5", 1 / 3 as "0.3333"."""
    return points(number(value), 4)


def clean(text: str, limit: int) -> str:
    """`text` made visible; escapes make it longer, so it is bounded before and after."""
    return visible(visible(text, limit), limit)


def one_line(text: str) -> str:
    """A name or a claim on a line of its own."""
    return " ".join(clean(text, MAX_NAME).split())


def to_json(value: object, indent: int | None = 1) -> str:
    """JSON in ASCII, which no encoding of a file or a terminal can spoil."""
    return json.dumps(value, indent=indent, allow_nan=False)
