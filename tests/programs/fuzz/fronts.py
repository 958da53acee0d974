"""Replies of a hostile worker become reports, and the reports go through everything that people and platforms read."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import io
import json
import random
import socket
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from programs.fuzz import frames
from rich.console import Console

from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy, reference_of
from grader.classes import returned
from grader.classes.store import Run, Submission
from grader.course.course import UNCHANGED
from grader.course.students import Entry, Student
from grader.judging.gate import cleaned
from grader.judging.judge import examine
from grader.judging.reference.sources import LiveSource, Source
from grader.judging.setup import Setup, at_home
from grader.sandbox import worker_process
from grader.sandbox.channel import ChannelClosed
from grader.sandbox.deadline import Deadline
from grader.sandbox.worker_process import Worker
from grader.show.gradebooks import formats
from grader.show.pages import class_page
from grader.show.platforms.formats import FORMATS
from grader.show.platforms.model import Options
from grader.show.terminal import plain, sparks, tables
from grader.topics.topic import Topic
from grader.values.errors import RecordingError
from grader.values.finding import Cause, Finding, Frame, Kind
from grader.values.report import Report, Result, Status
from grader.values.reveal import Reveal
from grader.worker.protocol.replies import Reply, Value
from grader.worker.protocol.requests import Load, Question
from grader.worker.wire import WireError, pack, reader

# Any code point, also half of a surrogate pair, controls and marks of direction.
text = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["", " ", "\ud800", "\x1b[2J", "\u202eevil", "<b>&amp;", "=1+1", "]]>", "a\nb\r\nc", "\0", "é" * 3000, "{{ x }}", "|x|`"]
)  # fmt: skip
height = st.floats() | st.sampled_from([1.7e308, -1.7e308, 5e-324, -5e-324, 1e100, 1e-100, 0.0])
curves = st.dictionaries(text, st.lists(st.none() | height, max_size=4) | st.just([1.0] * 500), max_size=12)
cause = st.builds(Cause, text, text, st.booleans(), st.booleans())
place = st.builds(Frame, text, st.integers(-1, 1 << 70), text, text)
finding = st.builds(
    Finding, st.sampled_from(Kind), text, case=st.lists(text, max_size=3).map(tuple), example=text, advice=text,
    causes=st.lists(cause, max_size=3).map(tuple), frames=st.lists(place, max_size=3).map(tuple),
)  # fmt: skip


@st.composite
def results(draw: Any) -> Result:
    """A result that the gate has let through, from texts and curves of any form."""
    status = draw(st.sampled_from(Status))
    sides = {name: {"yours": heights, "reference": heights[:1]} for name, heights in draw(curves).items()}
    found = None if status is Status.PASSED else draw(finding)
    score = 2.0 if status is Status.PASSED else 0.0
    return cleaned(Result("check", "The claim.", "numpy", status, score, 2.0, found, 0.1, draw(text), sides))


@functools.cache
def _alone(topic: str, root: Path) -> tuple[Setup, Source]:
    """The setup of a topic at home, and its solution. No check waits for another, so each check is asked."""
    asks_all = dataclasses.replace(UNCHANGED, asks_all=True)
    setup = at_home(Topic(topic, root / "exercises" / topic, course=asks_all))
    return setup, LiveSource(Topic(topic, root / "exercises" / topic, root / "solutions" / topic))


class Played(Worker):
    """A worker without a process. It answers as the reference does, but `spoil` may change the bytes of each answer."""

    replies = 0  # of all of them

    def __init__(self, source: Listening, spoil: Callable[[bytes], bytes]) -> None:
        ours, theirs = socket.socketpair()
        process = SimpleNamespace(conversation=ours, output=theirs, end=lambda grace: -9)
        with mock.patch.object(worker_process, "launch", lambda *_: process):
            super().__init__("numpy")
        self._channel.close()
        self._ready, self._source, self._spoil = True, source, spoil
        self._channel: Any = SimpleNamespace(
            deadline=Deadline(), send=lambda frame: None, close=lambda: None, take_output=lambda: b"\x1b[0m\xff printed"
        )

    def load(self, request: Load) -> Reply:
        """The file always loads."""
        self._channel.read_into = reader(b"".join(pack({"value": []})))
        return super().load(request)

    def ask(self, question: Question, proxy: ModuleProxy | None, seconds: float) -> Reply:
        """The reference's reply, spoiled."""
        assert proxy
        Played.replies += 1
        try:
            right = self._source.answerer.ask(question, self._source.proxy, seconds)
        except (
            RecordingError,
            WireError,
        ):  # a question that the reference is not asked, or that names a student's object
            right = Value(None)
        frame = b"".join(pack(right.to_wire(), lambda thing: reference_of(self._source.proxy)(thing)))
        self._channel.read_into = _until_closed(self._spoil(frame))
        return super().ask(question, proxy, seconds)


def _until_closed(frame: bytes) -> Callable[[memoryview], None]:
    fill = reader(frame)

    def read_into(view: memoryview) -> None:
        try:
            fill(view)
        except WireError:
            raise ChannelClosed from None

    return read_into


class Listening:
    """A source that keeps the solution as a second answerer of the check that is asked, for a Played worker."""

    def __init__(self, source: Source, solution: Source) -> None:
        self._solution = solution
        self._source, self.hints, self.own_checks = source, source.hints, source.own_checks
        self.curves, self.mistakes, self.slips = source.curves, source.mistakes, source.slips

    def reference(self, check: Any, seeds: Any, *, small: bool) -> Any:
        """The answerer of the check."""
        self.answerer = self._solution.reference(check, seeds, small=small)
        self.proxy = ModuleProxy(self.answerer, Inputs(), trusted=True, seconds=1.0, seed_name=check.name)
        return self._source.reference(check, seeds, small=small)


def spoiler(seed: int, strange: Sequence[bytes]) -> Callable[[bytes], bytes]:
    """Changes some answers: bytes, nodes of the header, a strange frame in its place or before it. Others stay right."""
    drawn = random.Random(seed)

    def spoil(frame: bytes) -> bytes:
        kind = drawn.randrange(20)
        if kind == 0:
            return frames.mutated(frame, drawn.randrange(1 << 30))
        if kind < 6:
            return frames.reshaped(frame, drawn.randrange(1 << 30))
        if kind < 9 and strange:
            return drawn.choice(strange) + (frame if kind == 8 else b"")
        return frame

    return spoil


def reported(topic: str, root: Path, spoil: Callable[[bytes], bytes], name: str) -> Report:
    """The report on a worker whose answers are spoiled, in the topic's NumPy part."""
    setup, solution = _alone(topic, root)
    source = Listening(setup.source("numpy"), solution)
    played = dataclasses.replace(
        setup, source=lambda part: source, start=lambda *_: Played(source, spoil), parts=("numpy",)
    )
    report = examine(played, {f"{topic}_numpy.py": b""}, name=name)
    broken = [f"{result.name}: {result.message}" for result in report.results if result.status is Status.BROKEN]
    assert not broken, broken
    return report


def through_all(report: Report) -> None:
    """Show and store one report in every way in which one report is shown or stored. Raises if one of them fails."""
    again = Report.from_dict(json.loads(json.dumps(report.as_dict(), allow_nan=False)))
    assert again.as_dict() == report.as_dict()
    for result in report.results:
        plain.result(result).encode()
        for lines in (sparks.lines({name: sides}) for name, sides in result.curves.items()):
            "".join(lines).encode()
    for name, one in FORMATS.items():
        for level in Reveal:
            written = one.render([report], Options(reveal=level, problems={report.topic: "p"}, user="u", time=NOW))
            written.encode()
            assert len(written) < 3_000_000, f"{name}: {len(written)} characters"
            if name == "junit":
                ET.fromstring(written)
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    console.print(tables.report(report))
    console.file.getvalue().encode()  # type: ignore[attr-defined]


NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def through_class(reports: Sequence[Report], folder: Path) -> None:
    """Store the reports of a class, and write its pages, feedback files and gradebooks. Raises if one of them fails."""
    folder.mkdir(exist_ok=True)
    with Run(folder, create=True) as run:
        for report in reports:
            submission = Submission(report.submission, Student(report.submission), {"x.py": b"x"})
            run.hand_in(submission, [report.topic])
            run.add([report], submission.sha, {report.topic: "key"})
        kept = run.reports()
    assert len(kept) == len(reports)
    everyone = [
        Entry(Student(name, f"Name {name}", f"{name}@x.org"), name, tuple(own.values())) for name, own in kept.items()
    ]
    class_page.write(everyone, class_page.Facts("class", NOW), folder)
    for level in Reveal:
        returned.write(everyone, folder / level.name, level.name.lower())
    formats.plain(everyone)
    formats.canvas(everyone, "Exercise")
    formats.moodle_worksheet(everyone)
    formats.moodle_gradebook(everyone, "Exercise")
    assert len(list((folder / "students").iterdir())) == len(reports)
    pages = sum(path.stat().st_size for path in folder.rglob("*.html"))
    assert pages < 1_000_000 * len(reports), f"{pages} bytes of pages for {len(reports)} students"
