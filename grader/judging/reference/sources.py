"""Where right answers and the answers of mistakes come from: the live solution, or the recording beside the exercise."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from ...checks.check import Check
from ...checks.inputs import Curves
from ...checks.proxies import Answerer
from ...checks.seeds import Seeds
from ...topics.mistakes import Mistake
from ...topics.topic import Topic
from ...values.parts import TABLE
from ...values.report import Status
from ...worker.runtimes import make_runtime
from ..diagnosis.fingerprints import exactly, of_question
from ..diagnosis.signature import Signature
from ..run_check import Outcome, run_check
from . import recording
from .live import Live
from .recording import Call, Key


class Source(Protocol):
    """What a judge asks about one topic."""

    hints: Mapping[str, str]  # of each mistake: what the student reads
    own_checks: Mapping[str, str]  # of each mistake: the check that it must fail first

    def reference(self, check: Check, seeds: Seeds, *, small: bool) -> Answerer:
        """Whoever knows the right answers to this check."""
        ...

    def curves(self, check: Check, seeds: Seeds) -> Mapping[str, Sequence[float | None]]:
        """How the reference trains in this check."""
        ...

    def mistakes(self, check: Check, seeds: Seeds, without: Container[str] = ()) -> dict[str, Signature]:
        """How each mistake, but for those `without`, fails this check on the same inputs."""
        ...


class RecordedSource:
    """The recording, read when first asked; good for the public seed."""

    def __init__(self, path: Path) -> None:
        self._recording = recording.load(path)
        self.hints: Mapping[str, str] = self._recording.hints
        self.own_checks: Mapping[str, str] = self._recording.own_checks

    def reference(self, check: Check, seeds: Seeds, *, small: bool) -> Answerer:
        return recording.Recorded(self._recording.calls.get(recording_key(check, small=small), ()))

    def curves(self, check: Check, seeds: Seeds) -> Mapping[str, Sequence[float | None]]:
        return self._recording.curves.get(check.name, {})

    def mistakes(self, check: Check, seeds: Seeds, without: Container[str] = ()) -> dict[str, Signature]:
        found = self._recording.mistakes.get(check.name, {})
        return {name: signature for name, signature in found.items() if name not in without}


def recorded(topic: Topic) -> Callable[[], RecordedSource]:
    """The recording beside a topic's exercises, to be read when it is needed."""
    return functools.partial(RecordedSource, topic.folder / "answers.npz")


class LiveSource:
    """The hidden solution and its mistakes, run in this process; each is loaded once.

    It caches answers for one set of seeds. The first submission is answered live; the second triggers a recording, which
    later submissions replay. Each mistake is run once per check. New seeds clear the cache, so that seeds of their own
    for each student do not make memory grow.
    """

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.hints: Mapping[str, str] = {mistake.id: mistake.hint for mistake in topic.mistakes}
        self.own_checks: Mapping[str, str] = {mistake.id: mistake.check for mistake in topic.mistakes}
        self._live: dict[str, Live] = {}
        self._seeds: Seeds | None = None

    def _draw_from(self, seeds: Seeds) -> None:
        """Forget what was noted with other seeds."""
        if seeds == self._seeds:
            return
        self._seeds = seeds
        self._signatures: dict[tuple[str, str], Signature | None] = {}  # by check and mistake
        self._seen: set[tuple[str, bool]] = set()  # by check, and whether its small inputs
        self._curves: dict[str, Curves] = {}
        self._noted: dict[tuple[str, bool], list[Call] | None] = {}  # None: not all could be noted

    def itself(self) -> LiveSource:
        """A judge asks for its source when it needs one; this one is ready and kept."""
        return self

    def solution(self, part: str, role: str = "reference") -> Live:
        """The solution of one part, once for each role that it plays."""
        if (key := f"{role} {part}") not in self._live:
            cells = [(self.topic.file_name(part), self.topic.solution(part))]
            self._live[key] = Live(make_runtime(TABLE[part].runtime), self.topic.load_request(part, cells))
        return self._live[key]

    def mistaken(self, mistake: Mistake) -> Live:
        """The solution with one mistake in it."""
        key = f"mistake {mistake.id}"
        if key not in self._live:
            cells = [(self.topic.file_name(mistake.part), self.topic.mistaken(mistake))]
            self._live[key] = Live(
                make_runtime(TABLE[mistake.part].runtime), self.topic.load_request(mistake.part, cells)
            )
        return self._live[key]

    def reference(self, check: Check, seeds: Seeds, *, small: bool) -> Answerer:
        self._draw_from(seeds)
        key = (check.name, small)
        if key not in self._seen:
            self._seen.add(key)
            return self.solution(check.part)
        noted = self._note(check, seeds, small=small)
        return self.solution(check.part) if noted is None else recording.Recorded(noted, exactly, operator.eq)

    def curves(self, check: Check, seeds: Seeds) -> Mapping[str, Sequence[float | None]]:
        self._draw_from(seeds)
        self._note(check, seeds, small=False)
        return self._curves[check.name]

    def _note(self, check: Check, seeds: Seeds, *, small: bool) -> list[Call] | None:
        """Everything that a check asks the reference, if the reference gets through it."""
        key = (check.name, small)
        if key not in self._noted:
            outcome, calls = self.ask_everything(check, seeds, small=small, of_question=exactly)
            self._noted[key] = calls if outcome.status is Status.PASSED else None
            self._curves.setdefault(check.name, outcome.curves)
        return self._noted[key]

    def ask_everything(
        self, check: Check, seeds: Seeds, *, small: bool, of_question: Callable[[object], Key] = of_question
    ) -> tuple[Outcome, list[Call]]:
        """Put the solution through a check against itself: how that ended, and all that the check asks the reference."""
        recorder = recording.Recorder(self.solution(check.part), of_question)
        outcome = run_check(check, self.solution(check.part, "student"), recorder, seeds, small=small)
        return outcome, recorder.calls

    def mistakes(self, check: Check, seeds: Seeds, without: Container[str] = ()) -> dict[str, Signature]:
        self._draw_from(seeds)
        candidates = [m for m in self.topic.mistakes if m.part == check.part and m.id not in without]
        for mistake in candidates:
            if (check.name, mistake.id) not in self._signatures:
                reference = self.reference(check, seeds, small=False)
                outcome = run_check(check, self.mistaken(mistake), reference, seeds)
                self._signatures[check.name, mistake.id] = outcome.signature
        signatures = {m.id: self._signatures[check.name, m.id] for m in candidates}
        return {name: signature for name, signature in signatures.items() if signature}


def recording_key(check: Check, *, small: bool) -> str:
    """The name under which a recording holds the calls of a check."""
    return f"{check.name} small" if small else check.name
