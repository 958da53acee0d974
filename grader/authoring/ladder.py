"""The ladder: the proofs that one topic is sound, each in pieces that can be done by themselves."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from ..judging.judge import judge
from ..judging.opening import open_part
from ..judging.reference.sources import LiveSource
from ..judging.setup import Setup, at_home, for_the_record, in_process
from ..submissions.intake import Handed
from ..topics import hints
from ..topics.mistakes import Mistake
from ..topics.topic import Topic
from ..values.errors import GraderError
from ..values.parts import TABLE
from ..values.report import Report, Result, Status
from ..values.text import listed
from ..worker.runtimes import make_runtime
from . import build, other_draws, unwritten
from .fairness import Fairness
from .mutation import SLICES, Mutation
from .record import public

# The live rungs draw other inputs with this secret than the public seed gives.
VERIFY_SECRET = b"grader verify: any secret will do"

GROUPS = 8  # into which the mistakes of a part are divided, to compare their signatures with those on disk
WHOLE = ""  # the piece of a rung that is not split, and what of a split rung belongs to no other piece


class Ladder:
    """The proofs for one topic. Each proof takes a part and a piece, and yields its problems as sentences.

    `mistakes` are the ids of the mistakes to prove; without ids all are proved.
    """

    def __init__(self, topic: Topic, parts: tuple[str, ...], mistakes: Collection[str] = ()) -> None:
        self.topic = topic
        self.parts = parts
        self.mistakes = [mistake for mistake in topic.mistakes if not mistakes or mistake.id in mistakes]
        # A student has no secret folder. So judging by the recording is tried without it, and without hidden checks.
        self.public = public(topic)
        self.source = LiveSource(topic)
        self.setups = {
            "live": for_the_record(topic, VERIFY_SECRET, isolation="best"),
            "recorded": at_home(self.public),
        }

    def groups_of_mistakes(self, part: str) -> list[str]:
        """The pieces of `files_are_current`."""
        return [WHOLE, *(str(number) for number in range(GROUPS) if self._group(part, number))]

    def _group(self, part: str, number: int) -> list[str]:
        return [mistake.id for mistake in self.topic.mistakes if mistake.part == part][number::GROUPS]

    def files_are_current(self, part: str, piece: str) -> Iterator[str]:
        if piece == WHOLE:
            found = build.apart_from_mistakes(self.topic, part, self.source)
        else:
            found = build.of_mistakes(self.topic, part, self.source, self._group(part, int(piece)))
        for file in found:
            yield f"{file.path}: {file.what}; run `grader build {self.topic.name}`"

    def reference_earns_everything(self, part: str, piece: str) -> Iterator[str]:
        solution = self.topic.solution(part)
        for where, setup in self.setups.items():
            yield from _not_passed(f"the reference, {where}", self._judged(setup, part, solution))

    def skeleton_earns_nothing(self, part: str, piece: str) -> Iterator[str]:
        path = self.topic.folder / self.topic.file_name(part)
        if not path.exists():
            yield f"{path} is missing; run `grader build {self.topic.name}`"
            return
        skeleton = path.read_text(encoding="utf-8")
        results = self._judged(self.setups["recorded"], part, skeleton).results
        for result in results:
            if result.score or result.status not in (Status.NOT_WRITTEN, Status.WAITING):
                yield f"the skeleton of the {part} part is {result.status} in {result.name}: {result.message}"
        if not any(result.status is Status.NOT_WRITTEN for result in results):
            yield f"the skeleton of the {part} part is never told that it is not written yet"

    def unwritten_earns_nothing(self, part: str, piece: str) -> Iterator[str]:
        with warnings.catch_warnings():
            # Stubs return empty arrays and infinities, of which NumPy warns.
            warnings.simplefilter("ignore")
            yield from unwritten.problems(self.setups["live"], part)

    def right_files(self, part: str) -> list[str]:
        """The pieces of `variants_earn_everything`."""
        return [path.name for path in self._right(part)] or [WHOLE]

    def _right(self, part: str) -> list[Path]:
        return sorted(_folder(self.topic).glob(f"right/*_{part}.py"))

    def variants_earn_everything(self, part: str, piece: str) -> Iterator[str]:
        if piece == WHOLE:
            yield f"there is no right/*_{part}.py beside the solution: write the solution in another way"
            return
        text = (_folder(self.topic) / "right" / piece).read_text(encoding="utf-8")
        for where, setup in self.setups.items():
            report = self._judged(dataclasses.replace(setup, start=in_process()), part, text)
            yield from _not_passed(f"right/{piece}, {where}", report)

    def draws_are_free(self, part: str, piece: str) -> Iterator[str] | None:
        right = {f"right/{path.name}": path.read_text(encoding="utf-8") for path in self._right(part)}
        return other_draws.problems(self.setups["live"], part, right)

    def checks_are_explained(self, part: str, piece: str) -> Iterator[str]:
        names = [check.name for check in self.public.checks if check.part == part]
        if hints_by_check := hints.load(self.topic):  # a topic may have no hints
            yield from (f"hints.toml has no hints for {name}" for name in names if name not in hints_by_check)
            if part == self.parts[0]:
                yield from self._hints_of_no_check(hints_by_check)
        caught = {mistake.check for mistake in self.topic.mistakes}
        for check in self.topic.checks_of(part):
            if check.name not in caught:
                yield f"no mistake must fail {check.name}: write one in the topic's folder mistakes/"

    def _hints_of_no_check(self, hints_by_check: Collection[str]) -> Iterator[str]:
        known = {check.name for check in self.public.checks}
        for name in hints_by_check:
            if name not in known:
                new = self.topic.renamed.get(name)
                yield f"hints.toml has hints for {name}, " + (
                    f"which is now {listed(new)}" if new else "but there is no such check"
                )

    def checks_with_mistakes(self, part: str) -> list[str]:
        """The pieces of the two rungs of mistakes. Mistakes of one check are compared with each other, so they stay together."""
        return list(dict.fromkeys(mistake.check for mistake in self.mistakes if mistake.part == part))

    def mistakes_are_explained_live(self, part: str, piece: str) -> Iterator[str]:
        yield from self._explained(self.setups["live"], part, piece)

    def mistakes_are_explained_recorded(self, part: str, piece: str) -> Iterator[str]:
        if piece in {check.name for check in self.public.checks}:  # hidden checks are not recorded
            yield from self._explained(self.setups["recorded"], part, piece)

    def _explained(self, setup: Setup, part: str, check: str) -> Iterator[str]:
        setup = dataclasses.replace(setup, start=in_process())
        runtime = make_runtime(TABLE[part].runtime, setup.device)
        # To replace torch's kernels for every check of every mistake would take a third of the time.
        with runtime.forbidden(self.topic.forbidden(part), lambda name: None):
            for mistake in self.mistakes:
                if (mistake.part, mistake.check) == (part, check):
                    for base in ("", *dict(mistake.bases)):
                        failed = self._first_failure(setup, mistake, base)
                        yield from _explanation_problems(mistake, failed, f" in {base}" if base else "")

    def _first_failure(self, setup: Setup, mistake: Mistake, base: str) -> Result | None:
        handed = self._handed(mistake.part, self.topic.mistaken(mistake, base))
        with contextlib.closing(open_part(setup, mistake.part, handed)) as opened:
            return next((result for result in opened.results() if not result.passed), None)

    def slices(self, part: str) -> list[str]:
        """The pieces of `mutants_are_rejected`."""
        return list(map(str, range(SLICES)))

    @functools.cached_property
    def _mutation(self) -> Mutation:
        return Mutation(self.topic)

    def mutants_are_rejected(self, part: str, piece: str) -> Iterator[str]:
        return self._mutation.problems(part, int(piece))

    @functools.cached_property
    def _fairness(self) -> Fairness:
        return Fairness(self.setups["live"])

    def exercises(self, part: str) -> list[str]:
        """The pieces of `exercises_earn_alone`."""
        return self._fairness.exercises(part)

    def nothing_waits_for_others(self, part: str, piece: str) -> Iterator[str]:
        return self._fairness.waits(part)

    def exercises_earn_alone(self, part: str, piece: str) -> Iterator[str]:
        return self._fairness.alone(part, piece)

    def strict_checks(self, part: str) -> list[str]:
        """The pieces of `strict_claims_cost_themselves`."""
        return self._fairness.strict_checks(part)

    def strict_claims_cost_themselves(self, part: str, piece: str) -> Iterator[str]:
        return self._fairness.strict(part, piece)

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


def _undivided(ladder: Ladder, part: str) -> Sequence[str]:
    return [WHOLE]


@dataclasses.dataclass(frozen=True)
class Claim:
    """One rung: the claim, its proof for a piece of a part, and the pieces. The proof is None if there is nothing to prove."""

    text: str
    prove: Callable[[Ladder, str, str], Iterator[str] | None]
    pieces: Callable[[Ladder, str], Sequence[str]] = _undivided
    of_mistakes: bool = False  # whether it is proved where single mistakes are named


CLAIMS = {
    "current": Claim("generated files are current", Ladder.files_are_current, Ladder.groups_of_mistakes),
    "reference": Claim("the reference earns everything, live and recorded", Ladder.reference_earns_everything),
    "skeleton": Claim(
        "the skeleton earns nothing and is told that it is not written yet", Ladder.skeleton_earns_nothing
    ),
    "unwritten": Claim("code that is not written earns nothing, whatever it answers", Ladder.unwritten_earns_nothing),
    "right": Claim(
        "right code written differently earns everything", Ladder.variants_earn_everything, Ladder.right_files
    ),
    "draws": Claim("other draws are right, and a generator that is ignored is noticed", Ladder.draws_are_free),
    "waits": Claim("a check waits only for checks of exercises that it asks for", Ladder.nothing_waits_for_others),
    "alone": Claim("one exercise alone earns its points", Ladder.exercises_earn_alone, Ladder.exercises),
    "strict": Claim(
        "one strict item costs its own claim alone", Ladder.strict_claims_cost_themselves, Ladder.strict_checks
    ),
    "explained": Claim("every check has a mistake", Ladder.checks_are_explained),
    "live": Claim(
        "each mistake fails its own check first and gets its own hint, live",
        Ladder.mistakes_are_explained_live,
        Ladder.checks_with_mistakes,
        of_mistakes=True,
    ),
    "recorded": Claim(
        "the same on the recording",
        Ladder.mistakes_are_explained_recorded,
        Ladder.checks_with_mistakes,
        of_mistakes=True,
    ),
    "mutants": Claim(
        "every mutant of the solution fails a check or is listed as right code",
        Ladder.mutants_are_rejected,
        Ladder.slices,
    ),
}
