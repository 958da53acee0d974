"""Find the checks that give points to code which is not written: to stubs, and to answers that compute nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..checks.check import Check, pieces
from ..checks.proxies import Answerer
from ..judging.reference.live import Live
from ..judging.run_check import Outcome, run_check
from ..judging.setup import Setup
from ..values.parts import TABLE
from ..values.report import Status
from ..worker.protocol.replies import Reply
from ..worker.runtimes import make_runtime
from .stub_answers import FEWER, FORGED, NOT_WRITTEN, SORTS, Sort
from .stubs import Forged, Stubs

SHOWN = 3  # sorts of stubs that one sentence names


def problems(setup: Setup, part: str) -> Iterator[str]:
    """One sentence for each check of a part that passes for unwritten code or is broken by it, whatever it waits for.

    `setup` has the live solution. The stubs run in this process.
    """
    passed: dict[str, list[str]] = {}
    broken: dict[str, str] = {}
    for code, check, outcome in _endings(setup, part):
        if outcome.status is Status.PASSED:
            passed.setdefault(check.name, []).append(code)
        elif outcome.status is Status.BROKEN:
            broken.setdefault(check.name, f"{code} ({outcome.message})")
    for name, codes in passed.items():
        more = f", and for {len(codes) - SHOWN} more" if len(codes) > SHOWN else ""
        yield (
            f"{name} gives its points for {'; for '.join(codes[:SHOWN])}{more}: it asks too little of the answers. "
            "Compare the answer with the reference's too"
        )
    yield from (f"{name} is broken by {code}" for name, code in broken.items())


def _endings(setup: Setup, part: str) -> Iterator[tuple[str, Check, Outcome]]:
    """How each check ends for each sort of unwritten code. The code is described in words.

    If the constructors are written, a check that asks them alone is earned: such checks are left out.
    """
    asker = _Asker(setup, part)
    with asker.runtime.forbidden(setup.topic.forbidden(part), lambda name: None):  # once, not for every check
        for sort in SORTS:
            for check, outcome in asker.ask_stubs(sort, constructors=False):
                yield f"functions that {sort.name}", check, outcome
        if asker.has_classes:
            endings = asker.ask_stubs(NOT_WRITTEN, constructors=True)
            earned = {check.name for check, outcome in endings if outcome.status is Status.PASSED}
            for sort in FEWER:
                for check, outcome in asker.ask_stubs(sort, constructors=True):
                    if check.name not in earned:
                        yield f"written constructors and methods that {sort.name}", check, outcome
        solution, known = asker.solution(), dict[str, Reply]()
        for sort in FORGED:
            for check in asker.checks:
                outcome = asker.ask(check, Forged(solution, sort, known))
                yield f"a process in which all calls, those of drivers too, {sort.name}", check, outcome


class _Asker:
    """Asks the checks of one part, without regard to what they wait for."""

    def __init__(self, setup: Setup, part: str) -> None:
        self._setup = setup
        self._part = part
        self._source = setup.source(part)
        self._names = tuple(setup.topic.exercises(part))
        self.checks = pieces(setup.topic.checks_of(part))
        self.runtime = make_runtime(TABLE[part].runtime, setup.device)
        self.has_classes = False  # set by `ask_stubs`

    def solution(self) -> Live:
        topic = self._setup.topic
        cells = [(topic.file_name(self._part), topic.solution(self._part))]
        return Live(self.runtime, topic.load_request(self._part, cells))

    def ask(self, check: Check, student: Answerer) -> Outcome:
        reference = self._source.reference(check, self._setup.seeds, small=False)
        return run_check(check, student, reference, self._setup.seeds, device=self._setup.device)

    def ask_stubs(self, sort: Sort, *, constructors: bool) -> Iterable[tuple[Check, Outcome]]:
        live = self.solution()
        stubs = Stubs(live.module, self._names, sort, self.runtime, constructors=constructors)
        self.has_classes = stubs.has_classes
        live.module = stubs.module
        for check in self.checks:
            stubs.calls = 0
            yield check, self.ask(check, live)
