"""The setup for judging submissions in one topic, as one value: source of right answers, seeds, device, isolation."""

from __future__ import annotations

import dataclasses
import functools
import math
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from ..checks.check import Check
from ..checks.proxies import ModuleProxy
from ..checks.seeds import Seeds
from ..sandbox.isolation import BEST, LEVELS, Isolation
from ..sandbox.worker_process import Worker
from ..submissions import intake
from ..submissions.code_lines import Cell
from ..submissions.intake import Handed
from ..topics.topic import Topic
from ..values.parts import PARTS, TABLE
from ..worker.protocol.replies import Point, Reply
from ..worker.protocol.requests import Load, Question
from .reference.live import InProcess
from .reference.sources import LiveSource, Source, recorded


class PartHolder(Protocol):
    """Holds one part of a submission: a process (worker_process.Worker), or this process for trusted code (live.InProcess)."""

    device: str
    left: float  # seconds for all further questions; the time in which it waits for a processor does not count
    latest: float  # the time.monotonic() after which it answers no question in any case
    on_point: Callable[[Point], None]  # called with each point of a curve as soon as the point arrives

    @property
    def layers(self) -> tuple[str, ...]: ...
    @property
    def ended(self) -> bool: ...
    def wait_until_ready(self) -> None: ...
    def load(self, request: Load) -> Reply: ...
    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply: ...
    def rules(self) -> AbstractContextManager[None]: ...
    def output(self) -> str: ...
    def close(self) -> None: ...


Start = Callable[[str, str, Isolation], PartHolder]  # takes a runtime, a device, and the layers to ask for
FindParts = Callable[[dict[str, bytes], Topic], dict[str, Handed]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Setup:
    """The setup for judging submissions in one topic. `at_home` and `for_the_record` make the two kinds of setup."""

    topic: Topic
    source: Callable[[str], Source]  # makes the source of a part's right answers; called after its worker was started
    seeds: Seeds
    device: str = "cpu"
    parts: tuple[str, ...] = PARTS  # the parts to judge; the topic may lack some of them
    isolation: Isolation = BEST
    start: Start = Worker
    adapter: Cell | None = None  # code that maps another course's names onto the exercises: see Adapter.onto
    find_parts: FindParts = intake.find_parts
    until: float = math.inf  # the time.monotonic() after which no check is asked; the parts share the time until then
    of_used: Callable[[str], Setup | None] = lambda name: None  # the setup of a topic on which this one builds
    also_forbidden: tuple[str, ...] = ()  # operations that a part may not call beside those that its topic forbids
    # The checks that this run leaves out, with reasons.
    left_out: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def shared(self, number: int) -> Setup:
        """The setup with one of `number` equal parts of the time that is left."""
        now = time.monotonic()
        return dataclasses.replace(self, until=now + (self.until - now) / number)

    def start_worker(self, part: str) -> PartHolder:
        """Start a worker for a part. The submission is not loaded yet."""
        return self.start(TABLE[part].runtime, self.device, self.isolation)

    @property
    def topic_parts(self) -> tuple[str, ...]:
        """The parts of the topic that are judged, in the topic's order."""
        return tuple(part for part in self.topic.parts if part in self.parts)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that are asked, in order."""
        return tuple(check for part in self.topic_parts for check in self.topic.checks_of(part))


def at_home(
    topic: Topic,
    *,
    parts: tuple[str, ...] = PARTS,
    device: str = "cpu",
    isolation: str = "best",
    start: Start = Worker,
) -> Setup:
    """The setup of a student's machine: right answers from the recordings beside the exercises, inputs from the public seed.

    `isolation` is a level of sandbox.isolation.LEVELS.
    """
    return Setup(
        topic=topic,
        source=functools.cache(recorded(topic)),
        of_used=_setups_of_used(
            topic, lambda used: at_home(used, parts=parts, device=device, isolation=isolation, start=start)
        ),
        seeds=Seeds(),
        device=device,
        parts=parts,
        isolation=LEVELS[isolation],
        start=start,
    )


def for_the_record(
    topic: Topic,
    secret: bytes,
    *,
    parts: tuple[str, ...] = PARTS,
    device: str = "cpu",
    isolation: str = "strict",
    start: Start = Worker,
) -> Setup:
    """The setup for a grade: right answers from the live solution, inputs from the course's secret.

    `isolation` is a level of sandbox.isolation.LEVELS.
    """
    return Setup(
        topic=topic,
        source=LiveSource(topic).itself,
        of_used=_setups_of_used(
            topic,
            lambda used: for_the_record(used, secret, parts=parts, device=device, isolation=isolation, start=start),
        ),
        seeds=Seeds(secret),
        device=device,
        parts=parts,
        isolation=LEVELS[isolation],
        start=start,
    )


def _setups_of_used(topic: Topic, make: Callable[[Topic], Setup]) -> Callable[[str], Setup | None]:
    """A function that makes the setup of a used topic when it is first wanted. Its source is kept for all submissions."""

    @functools.cache
    def of_used(name: str) -> Setup | None:
        return next((make(used) for used in topic.all_used if used.name == name), None)

    return of_used


def in_process(on_error: Callable[[BaseException], None] | None = None) -> Start:
    """A `start` that runs code in this process, without limits: trusted code, or a student's own code under a debugger.

    `on_error` is called with each exception of that code. The exception has its traceback.
    """

    def start(runtime: str, device: str, isolation: object) -> InProcess:
        worker = InProcess(runtime, device, isolation)
        worker.on_error = on_error
        return worker

    return start
