"""Verify a topic: prove that its checks accept right code, and that they reject wrong code with the right reason.

The proofs are the rungs of a ladder, which every topic must climb.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Collection, Iterator
from pathlib import Path

from ..judging.judge import judge
from ..judging.session import open_part
from ..judging.setup import Setup, at_home, for_the_record, in_process
from ..submissions.intake import Handed
from ..topics import hints
from ..topics.mistakes import Mistake
from ..topics.topic import Topic
from ..values.errors import GraderError
from ..values.parts import PARTS, TABLE
from ..values.report import Report, Result, Status
from ..values.text import listed
from ..worker.runtimes import make_runtime
from . import unwritten
from .build import build

# The live rungs draw other inputs with this secret than the public seed gives.
VERIFY_SECRET = b"grader verify: any secret will do"


@dataclasses.dataclass(frozen=True)
class Rung:
    """One step of the ladder: the claim that it proves, and the problems that it found."""

    claim: str
    problems: tuple[str, ...]


def climb(topic: Topic, parts: tuple[str, ...] = PARTS, mistakes: Collection[str] = ()) -> Iterator[Rung]:
    """Climb the ladder, rung by rung. If a proof raises GraderError, its message is the problem of this rung.

    With ids of `mistakes`, only the two rungs of mistakes are climbed, with these mistakes alone.
    """
    ladder = Ladder(topic, tuple(part for part in topic.parts if part in parts), mistakes)
    rungs = (
        ("generated files are current", ladder.files_are_current),
        ("the reference earns everything, live and recorded", ladder.reference_earns_everything),
        ("the skeleton earns nothing and is told that it is not written yet", ladder.skeleton_earns_nothing),
        ("code that is not written earns nothing, whatever it answers", ladder.unwritten_earns_nothing),
        ("right code written differently earns everything", ladder.variants_earn_everything),
        ("every check has a mistake" + " and hints" * ladder.has_hints, ladder.checks_are_explained),
        ("each mistake fails its own check first and gets its own hint, live", ladder.mistakes_are_explained_live),
        ("the same on the recording", ladder.mistakes_are_explained_recorded),
    )
    for claim, prove in rungs[-2:] if mistakes else rungs:
        try:
            yield Rung(claim, tuple(prove()))
        except GraderError as error:
            yield Rung(claim, (str(error),))


class Ladder:
    """The proofs for one topic. Each proof yields its problems as sentences."""

    def __init__(self, topic: Topic, parts: tuple[str, ...], mistakes: Collection[str] = ()) -> None:
        self.topic = topic
        self.parts = parts
        self.mistakes = [mistake for mistake in topic.mistakes if not mistakes or mistake.id in mistakes]
        self.has_hints = bool(hints.load(topic))
        # A student has no secret folder. So judging by the recording is tried without it, and without hidden checks.
        self.public = Topic(topic.name, topic.folder)
        self.setups = {
            "live": for_the_record(topic, VERIFY_SECRET, isolation="best"),
            "recorded": at_home(self.public),
        }

    def files_are_current(self) -> Iterator[str]:
        for change in build(self.topic, write=False, parts=self.parts):
            yield f"{change.path}: {change.what}; run `grader build {self.topic.name}`"

    def reference_earns_everything(self) -> Iterator[str]:
        for part in self.parts:
            solution = self.topic.solution(part)
            for where, setup in self.setups.items():
                yield from _not_passed(f"the reference, {where}", self._judged(setup, part, solution))

    def skeleton_earns_nothing(self) -> Iterator[str]:
        for part in self.parts:
            path = self.topic.folder / self.topic.file_name(part)
            if not path.exists():
                yield f"{path} is missing; run `grader build {self.topic.name}`"
                continue
            skeleton = path.read_text(encoding="utf-8")
            results = self._judged(self.setups["recorded"], part, skeleton).results
            for result in results:
                if result.score or result.status not in (Status.NOT_WRITTEN, Status.WAITING):
                    yield f"the skeleton of the {part} part is {result.status} in {result.name}: {result.message}"
            if not any(result.status is Status.NOT_WRITTEN for result in results):
                yield f"the skeleton of the {part} part is never told that it is not written yet"

    def unwritten_earns_nothing(self) -> Iterator[str]:
        for part in self.parts:
            yield from unwritten.problems(self.setups["live"], part)

    def variants_earn_everything(self) -> Iterator[str]:
        for part in self.parts:
            variants = sorted(_folder(self.topic).glob(f"right/*_{part}.py"))
            if not variants:
                yield f"there is no right/*_{part}.py beside the solution: write the solution in another way"
            for path in variants:
                text = path.read_text(encoding="utf-8")
                for where, setup in self.setups.items():
                    report = self._judged(dataclasses.replace(setup, start=in_process()), part, text)
                    yield from _not_passed(f"right/{path.name}, {where}", report)

    def checks_are_explained(self) -> Iterator[str]:
        public = [check.name for check in self.public.checks]
        if hints_by_check := hints.load(self.topic):  # a topic may have no hints
            yield from (f"hints.toml has no hints for {name}" for name in public if name not in hints_by_check)
            yield from (
                f"hints.toml has hints for {name}, "
                + (f"which is now {listed(new)}" if new else "but there is no such check")
                for name in hints_by_check
                if name not in public
                for new in [self.topic.renamed.get(name)]
            )
        for part in self.parts:
            caught = {mistake.check for mistake in self.topic.mistakes}
            for check in self.topic.checks_of(part):
                if check.name not in caught:
                    yield f"no mistake must fail {check.name}: write one in the topic's folder mistakes/"

    def mistakes_are_explained_live(self) -> Iterator[str]:
        yield from self._explained(self.setups["live"])

    def mistakes_are_explained_recorded(self) -> Iterator[str]:
        yield from self._explained(self.setups["recorded"])

    def _explained(self, setup: Setup) -> Iterator[str]:
        public = {check.name for check in self.public.checks}
        recorded = setup is self.setups["recorded"]  # this setup has no hidden checks
        setup = dataclasses.replace(setup, start=in_process())
        for part in self.parts:
            mistakes = [mistake for mistake in self.mistakes if mistake.part == part]
            runtime = make_runtime(TABLE[part].runtime, setup.device)
            # To replace torch's kernels for every check of every mistake would take a third of the time.
            with runtime.forbidden(self.topic.forbidden(part), lambda name: None):
                for mistake in mistakes:
                    if not recorded or mistake.check in public:
                        for base in ("", *dict(mistake.bases)):
                            failed = self._first_failure(setup, mistake, base)
                            yield from _explanation_problems(mistake, failed, f" in {base}" if base else "")

    def _first_failure(self, setup: Setup, mistake: Mistake, base: str) -> Result | None:
        handed = self._handed(mistake.part, self.topic.mistaken(mistake, base))
        with contextlib.closing(open_part(setup, mistake.part, handed)) as opened:
            return next((result for result in opened.results() if not result.passed), None)

    def _judged(self, setup: Setup, part: str, text: str) -> Report:
        handed = self._handed(part, text)
        return judge(dataclasses.replace(setup, parts=(part,)), {part: handed}, name=handed.file)

    def _handed(self, part: str, text: str) -> Handed:
        file = self.topic.file_name(part)
        return Handed(file, ((file, text),), {})


def _folder(topic: Topic) -> Path:
    if topic.secret_folder is None:
        raise GraderError(f"{topic.name} has no solution here: verify needs it")
    return topic.secret_folder


def _not_passed(code: str, report: Report) -> Iterator[str]:
    for result in report.results:
        if result.status is not Status.PASSED:
            yield f"{code}: {result.status} in {result.name}: {result.message}"


def _explanation_problems(mistake: Mistake, failed: Result | None, where: str) -> Iterator[str]:
    if failed is None:
        yield f"mistake {mistake.id}{where} passes every check"
    elif failed.name != mistake.check:
        yield f"mistake {mistake.id}{where} should fail {mistake.check} first, but fails {failed.name} ({failed.message})"
    elif [cause.id for cause in failed.causes if cause.named] != [mistake.id]:
        diagnosis = " or ".join(failed.cause_ids) or "no known cause"
        yield f"mistake {mistake.id}{where} is diagnosed as {diagnosis} in {failed.name} ({failed.message})"
