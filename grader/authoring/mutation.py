"""The proof by mutants: every machine-made variant of a solution fails a check, or is listed with the reason why it is right.

The list stands in solutions/TOPIC/right/equivalent_mutants.toml.
"""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import threading
import time
import tomllib
import types
import warnings
from collections.abc import Iterable, Iterator

from ..checks.check import Check, pieces
from ..checks.seeds import Seeds
from ..judging.reference.live import Live
from ..judging.reference.sources import LiveSource
from ..judging.run_check import Outcome, run_check
from ..topics.mistakes import read_text
from ..topics.mutants import Mutant, mutants
from ..topics.topic import Topic
from ..values.errors import TopicError
from ..values.parts import TABLE
from ..values.report import Status
from ..worker.runtimes import make_runtime

FILE = "right/equivalent_mutants.toml"  # beside the solution, in the folder of right code
MOST_LISTED = 0.03  # share of a part's mutants
SLICES = 16  # into which the mutants of a part are divided
SEEDS = Seeds(b"a secret for mutants")
# A check of a mutant ends after so many times the seconds of the same check of the solution, and so many seconds more.
TIMES, MORE = 20.0, 5.0


@dataclasses.dataclass(frozen=True)
class Failed:
    """The check that a mutant failed, and how; None if it computed for too long."""

    check: str
    outcome: Outcome | None


class Mutation:
    """The mutants of a topic's solution. Each part's mutants are put through the checks in slices."""

    def __init__(self, topic: Topic, seeds: Seeds = SEEDS) -> None:
        self._topic = topic
        self._seeds = seeds
        self._source = LiveSource(topic)
        self._made: dict[str, list[Mutant]] = {}
        self._seconds: dict[str, float] = {}  # that the solution takes in a check

    def mutants(self, part: str) -> list[Mutant]:
        """All mutants of a part's solution."""
        if part not in self._made:
            self._made[part] = mutants(self._topic.solution(part))
        return self._made[part]

    def listed(self, part: str) -> list[str]:
        """The names of the mutants of a part that are listed as right code. Raises TopicError if the list has another form."""
        if self._topic.secret_folder is None or not (path := self._topic.secret_folder / FILE).exists():
            return []
        try:
            content = tomllib.loads(read_text(path))
            entries = content.pop("equivalent", [])
            names = [entry["mutant"] for entry in entries if entry["part"] == part]
            reasons = [entry["reason"] for entry in entries]
        except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
            raise TopicError(f"{path}: each [[equivalent]] has a part, a mutant and a reason ({error})") from None
        if content or not all(isinstance(text, str) and text.strip() for text in [*names, *reasons]):
            raise TopicError(
                f"{path}: each [[equivalent]] has a part, a mutant and a reason, and nothing else stands there"
            )
        return names

    def problems(self, part: str, slice: int) -> Iterator[str]:
        """One sentence for each mutant of a slice that passes every check and is not listed, or is listed and fails one.

        With the first slice come sentences about the list as a whole.
        """
        made, listed = self.mutants(part), self.listed(part)
        if slice == 0:
            yield from self._problems_of_list(part)
        for mutant in made[slice::SLICES]:
            survives = self.survives(part, mutant)
            if survives and mutant.name not in listed:
                yield f"no check of the {part} part fails this mutant: {mutant.name}"
            elif not survives and mutant.name in listed:
                yield f"{FILE} lists a mutant of the {part} part that fails a check: {mutant.name}"

    def _problems_of_list(self, part: str) -> Iterator[str]:
        made, listed = self.mutants(part), self.listed(part)
        known = {mutant.name for mutant in made}
        yield from (
            f"{FILE} lists a mutant of the {part} part that is none: {name}" for name in listed if name not in known
        )
        # A squeezed number is right code, however short the solution is.
        counted = [name for name in listed if not name.endswith(".squeeze()")]
        if len(counted) > MOST_LISTED * len(made):
            yield (
                f"{FILE} lists {len(counted)} of {len(made)} mutants of the {part} part, and {MOST_LISTED:.0%} are allowed: "
                "make the checks stricter or the solution shorter"
            )

    def survives(self, part: str, mutant: Mutant) -> bool:
        """Whether a mutant passes every check. A broken check counts as passing, since it rejects nothing."""
        return self.first_failure(part, mutant, pieces(self._topic.checks_of(part))) is None

    def first_failure(self, part: str, mutant: Mutant, checks: Iterable[Check]) -> Failed | None:
        """The first of these checks that a mutant fails; None if there is none."""
        topic = self._topic
        runtime = make_runtime(TABLE[part].runtime)
        with warnings.catch_warnings(), runtime.forbidden(topic.forbidden(part), lambda name: None):
            # Mutants divide by zero and overflow as they like.
            warnings.simplefilter("ignore")
            live = Live(runtime, topic.load_request(part, [(topic.file_name(part), mutant.text)]))
            return next(filter(None, (self._failed(check, live) for check in checks)), None)

    def _failed(self, check: Check, live: Live) -> Failed | None:
        reference = self._source.reference(check, self._seeds, small=False)
        if check.name not in self._seconds:
            start = time.process_time()
            run_check(check, self._source.solution(check.part, "student"), reference, self._seeds)
            self._seconds[check.name] = time.process_time() - start
            reference = self._source.reference(check, self._seeds, small=False)
        outcome = None
        with _ended_after(TIMES * self._seconds[check.name] + MORE) as limit:
            outcome = run_check(check, live, reference, self._seeds)
        if outcome is None or limit.reached:
            return Failed(check.name, None)
        return None if outcome.status in (Status.PASSED, Status.BROKEN) else Failed(check.name, outcome)


class _Limit:
    """Whether a time limit was reached."""

    reached = False


@contextlib.contextmanager
def _ended_after(seconds: float) -> Iterator[_Limit]:
    """End the code in this block with an exception after so many seconds of this process's computing.

    The limit holds in the main thread of a process of Unix. Elsewhere there is none.
    """
    limit = _Limit()
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGVTALRM"):
        yield limit
        return

    def end(number: int, frame: types.FrameType | None) -> None:
        limit.reached = True
        raise TimeoutError("this mutant computes for too long")

    before = signal.signal(signal.SIGVTALRM, end)
    # The code may catch the exception, and then the next one comes.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield limit
    except TimeoutError:
        if not limit.reached:
            raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)
