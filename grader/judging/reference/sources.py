"""The two sources of right answers and of the mistakes' answers: the live solution, and the recordings beside the topic."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import operator
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from ...checks.check import Check
from ...checks.inputs import Curves
from ...checks.proxies import Answerer, ModuleProxy
from ...checks.seeds import Seeds
from ...topics.mistakes import Mistake
from ...topics.mutants import Mutant, mutants
from ...topics.topic import Topic
from ...values.errors import RecordingError
from ...values.parts import TABLE
from ...values.report import Status
from ...worker.protocol.replies import Reply
from ...worker.protocol.requests import Question, Used
from ...worker.runtimes import make_runtime
from .. import precision
from ..diagnosis.fingerprints import exactly
from ..diagnosis.signature import Signature, Slip
from ..run_check import Outcome, run_check
from . import reach, recording
from .live import Live
from .recording import Call
from .replay import Recorded, Recorder


class Source(Protocol):
    """All that the judge needs to know about one part of a topic."""

    hints: Mapping[str, str]  # by mistake: the sentence that the student reads
    own_checks: Mapping[str, str]  # by mistake: the check that it must fail first

    def reference(self, check: Check, seeds: Seeds, *, small: bool) -> Answerer:
        """The answerer that knows the right answers of this check."""
        ...

    def curves(self, check: Check, seeds: Seeds) -> Mapping[str, Sequence[float | None]]:
        """The curves of the reference's training in this check, by name."""
        ...

    def mistakes(self, check: Check, seeds: Seeds, without: Container[str] = ()) -> dict[str, Signature]:
        """The signature of each mistake that fails this check, on the same inputs. Mistakes in `without` are left out."""
        ...

    def slips(self, check: Check, seeds: Seeds) -> Sequence[Slip]:
        """The machine-made slips that fail this check and no earlier one, with their signatures on the same inputs."""
        ...


class RecordedSource:
    """The recording of one part beside the topic. It has answers for the public seed only.

    It may lack the small case of a check: then it answers no question of that case. Raises RecordingError; see recording.load.
    """

    def __init__(self, folder: Path, part: str) -> None:
        self._recording = recording.load(folder, part)
        self.hints: Mapping[str, str] = self._recording.hints
        self.own_checks: Mapping[str, str] = self._recording.own_checks

    def reference(self, check: Check, seeds: Seeds, *, small: bool) -> Answerer:
        return Recorded(self._recording.calls.get(recording.key_of(check.name, small=small), ()))

    def curves(self, check: Check, seeds: Seeds) -> Mapping[str, Sequence[float | None]]:
        return self._recording.curves.get(check.name, {})

    def mistakes(self, check: Check, seeds: Seeds, without: Container[str] = ()) -> dict[str, Signature]:
        signatures = self._recording.mistakes.get(check.name, {})
        return {mistake: signature for mistake, signature in signatures.items() if mistake not in without}

    def slips(self, check: Check, seeds: Seeds) -> Sequence[Slip]:
        return self._recording.slips.get(check.name, ())


def recorded(topic: Topic) -> Callable[[str], RecordedSource]:
    """A function that reads the recording of one part beside a topic's exercises."""
    return functools.partial(RecordedSource, topic.folder)


class LiveSource:
    """The hidden solution and its mistakes, run in this process. Each is loaded once.

    It caches answers for one set of seeds. The first submission is answered live. The second submission triggers a
    recording, which this and later submissions replay. Each mistake is run once per check. New seeds clear the cache: if
    each student has seeds of their own, memory does not grow.
    """

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.hints: Mapping[str, str] = {mistake.id: mistake.hint for mistake in topic.mistakes}
        self.own_checks: Mapping[str, str] = {mistake.id: mistake.check for mistake in topic.mistakes}
        self._live: dict[str, Live] = {}
        self._loading: dict[str, frozenset[str]] = {}  # by part: the functions that run while the solution is loaded
        self._places: dict[str, frozenset[str] | None] = {}  # by mistake: the functions in which it is made
        self._kept: dict[str, recording.Recording] = {}  # by part: the recording beside the exercises
        self._mutants: dict[str, list[Mutant]] = {}  # by part
        self._seeds: Seeds | None = None

    def _draw_from(self, seeds: Seeds) -> None:
        """Use these seeds. If they are new, clear the cache."""
        if seeds == self._seeds:
            return
        self._seeds = seeds
        self._signatures: dict[tuple[str, str], Signature | None] = {}  # by check and mistake
        self._slips: dict[str, list[Slip]] = {}  # by check
        self._reached: dict[str, set[str] | None] = {}  # by check: the functions that it reaches, if that is known
        self._single: dict[str, bool] = {}  # by mistake: whether it computes in single precision
        self._asked: set[tuple[str, bool]] = set()  # checks that were asked, and whether with small inputs
        self._curves: dict[str, Curves] = {}
        # By check, and whether with small inputs. None: the reference fails the check, so its answers are not recorded.
        self._recorded: dict[tuple[str, bool], list[Call] | None] = {}

    def itself(self, part: str) -> LiveSource:
        """This source, which knows all parts, for Setup.source, which is a function that returns a part's source."""
        return self

    def solution(self, part: str, role: str = "reference") -> Live:
        """The solution of one part. Each role has a copy of its own, so that the roles share no state."""
        if (key := f"{role} {part}") not in self._live:
            self._live[key] = self._loaded(part, self.topic.solution(part))
        return self._live[key]

    def mistaken(self, mistake: Mistake) -> Live:
        """The solution with one mistake made in it."""
        key = f"mistake {mistake.id}"
        if key not in self._live:
            self._live[key] = self._loaded(mistake.part, self.topic.mistaken(mistake))
        return self._live[key]

    def _loaded(self, part: str, text: str) -> Live:
        request = self.topic.load_request(part, [(self.topic.file_name(part), text)])
        return Live(make_runtime(TABLE[part].runtime), request)

    def reference(self, check: Check, seeds: Seeds, *, small: bool) -> Answerer:
        self._draw_from(seeds)
        key = (check.name, small)
        if key not in self._asked:
            self._asked.add(key)
            return self.solution(check.part)
        calls = self._record(check, seeds, small=small)
        return self.solution(check.part) if calls is None else Recorded(calls, exactly, operator.eq)

    def curves(self, check: Check, seeds: Seeds) -> Mapping[str, Sequence[float | None]]:
        self._draw_from(seeds)
        self._record(check, seeds, small=False)
        return self._curves[check.name]

    def _record(self, check: Check, seeds: Seeds, *, small: bool) -> list[Call] | None:
        """All questions of a check to the reference with the replies, or None if the reference fails the check."""
        key = (check.name, small)
        if key not in self._recorded:
            recorder = Recorder(self.solution(check.part), exactly)
            outcome = run_check(check, self.solution(check.part, "student"), recorder, seeds, small=small)
            self._recorded[key] = recorder.calls if outcome.status is Status.PASSED else None
            self._curves.setdefault(check.name, outcome.curves)
        return self._recorded[key]

    def mistakes(self, check: Check, seeds: Seeds, without: Container[str] = ()) -> dict[str, Signature]:
        self._draw_from(seeds)
        candidates = [m for m in self.topic.mistakes if m.part == check.part and m.id not in without]
        for mistake in candidates:
            if (check.name, mistake.id) in self._signatures:
                continue
            if self._cannot_matter(check, seeds, mistake):
                self._signatures[check.name, mistake.id] = None
            else:
                outcome = self._outcome(check, seeds, mistake)
                self._signatures[check.name, mistake.id] = outcome.signature
        signatures = {m.id: self._signatures[check.name, m.id] for m in candidates}
        return {mistake: signature for mistake, signature in signatures.items() if signature}

    def slips(self, check: Check, seeds: Seeds) -> Sequence[Slip]:
        """See Source. The recording knows which slips fail a check first; here they run on other inputs."""
        self._draw_from(seeds)
        if check.name not in self._slips:
            self._slips[check.name] = [
                dataclasses.replace(slip, signature=signature)
                for slip in self._known_slips(check)
                if (signature := self._slipped(check, seeds, slip))
            ]
        return self._slips[check.name]

    def _known_slips(self, check: Check) -> Sequence[Slip]:
        with contextlib.suppress(RecordingError):
            if check.part not in self._kept:
                self._kept[check.part] = recording.load(self.topic.folder, check.part)
            return self._kept[check.part].slips.get(check.name, ())
        return ()

    def _slipped(self, check: Check, seeds: Seeds, slip: Slip) -> Signature | None:
        """How a slip fails a check; None if it passes, or if it is not a slip in the solution of today."""
        if check.part not in self._mutants:
            self._mutants[check.part] = mutants(self.topic.solution(check.part))
        made = self._mutants[check.part]
        if slip.number >= len(made) or made[slip.number].slip != slip.words:
            return None
        live = self._loaded(check.part, made[slip.number].text)
        return run_check(check, live, self.reference(check, seeds, small=False), seeds).signature

    def _outcome(self, check: Check, seeds: Seeds, mistake: Mistake) -> Outcome:
        """How a check of a mistake ends, as a session judges it."""

        def run(check: Check, single: bool = False) -> Outcome:
            reference = self.reference(check, seeds, small=False)
            return run_check(check, self.mistaken(mistake), reference, seeds, single=single)

        def is_single() -> bool:
            if mistake.id not in self._single:
                self._single[mistake.id] = precision.takes_the_blame(self.topic.checks_of(check.part), run)
            return self._single[mistake.id]

        return precision.forgiving(check, lambda single: run(check, single), is_single)

    def _cannot_matter(self, check: Check, seeds: Seeds, mistake: Mistake) -> bool:
        """Whether the solution passes a check without running a function in which the mistake is made."""
        if mistake.id not in self._places:
            texts = self.topic.solution(mistake.part), self.topic.mistaken(mistake)
            self._places[mistake.id] = reach.differing(*texts)
        if check.name not in self._reached:
            self._reached[check.name] = self._reach(check, seeds)
        places, reached = self._places[mistake.id], self._reached[check.name]
        return places is not None and reached is not None and not places & reached

    def _reach(self, check: Check, seeds: Seeds) -> set[str] | None:
        """The functions of the solution that run while it is loaded or in a check.

        None if that is not known, or if the check asks for ready-made operations that were used in earlier checks.
        """
        if (key := f"noting {check.part}") not in self._live:
            self._live[key] = self._loaded(check.part, reach.noting(self.topic.solution(check.part)))
            self._loading[check.part] = frozenset(reach.noted(self._live[key].module) or ())
        live = self._live[key]
        noted = None if live.failure else reach.noted(live.module)
        if noted is None:
            return None
        noted.clear()
        student = _Asked(live)
        outcome = run_check(check, student, self.reference(check, seeds, small=False), seeds)
        is_known = outcome.status is Status.PASSED and not student.about_the_past
        return noted | self._loading[check.part] if is_known else None


class _Asked:
    """An answerer that answers as another one does, and notes a question about what the code did in earlier checks."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self.about_the_past = False

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        self.about_the_past = self.about_the_past or isinstance(question, Used)
        return self._live.ask(question, proxy, seconds)

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return self._live.rules()
