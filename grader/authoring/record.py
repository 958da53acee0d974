"""Record a topic: ask every public check of the solution, and note the answers, the mistakes and the curves of each part."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Collection

from ..checks.check import Check, pieces
from ..checks.inputs import Curves
from ..checks.picture import Picture, blank, can_draw, svg
from ..checks.proxies import ModuleProxy
from ..checks.seeds import Rng, Seeds
from ..judging.curves import thinned
from ..judging.diagnosis.calls import MOST_SHOWN
from ..judging.diagnosis.signature import Signature
from ..judging.reference.recording import Call, Recording, key_of, load
from ..judging.reference.replay import Recorder, arrays_in
from ..judging.reference.sources import LiveSource
from ..judging.reference.trimming import trimmed
from ..judging.run_check import run_check
from ..topics.mutants import mutants
from ..topics.topic import Topic
from ..values.errors import RecordingError, TopicError
from ..values.parts import PARTS, TABLE
from ..values.report import Status
from ..worker.protocol.replies import Reply
from ..worker.protocol.requests import Drive, MakeGenerator, Question, Used
from ..worker.runtimes import make_runtime


def public(topic: Topic) -> Topic:
    """The topic as students have it: without the secret folder it has no hidden checks."""
    return Topic(topic.name, topic.folder)


def record(topic: Topic, parts: Collection[str] = PARTS) -> dict[str, Recording]:
    """A recording of each of these parts: every public check is run on the public seed with the reference as the student.

    Raises TopicError, which names all checks and pictures that the reference itself fails.
    """
    source = LiveSource(topic)
    fresh = record_answers(topic, parts, source)
    for part, made in fresh.items():
        made.mistakes = record_mistakes(topic, part, source)
        made.slips_of = slips_of(topic, part, made)
    return fresh


def slips_of(topic: Topic, part: str, made: Recording) -> str:
    """Identifies all on which the slips of a part depend: the variants of its solution, its checks, and the right answers."""
    skeletons = {topic.file_name(other) for other in topic.parts}
    sources = sorted(path for path in topic.folder.glob("*.py") if path.name not in skeletons)
    content = [
        [[mutant.name, mutant.slip] for mutant in mutants(topic.solution(part))],
        [path.read_text(encoding="utf-8") for path in sources],
        {name: [hashlib.sha256(call.frame).hexdigest() for call in calls] for name, calls in made.calls.items()},
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


def record_answers(topic: Topic, parts: Collection[str], source: LiveSource) -> dict[str, Recording]:
    """The same without the signatures of mistakes. `source` is the live solution."""
    fresh = {part: Recording() for part in topic.parts if part in parts}
    broken: list[str] = []
    for mistake in topic.mistakes:
        if mistake.part not in fresh:
            continue
        fresh[mistake.part].hints[mistake.id] = mistake.hint
        fresh[mistake.part].own_checks[mistake.id] = mistake.check
    for part, made in fresh.items():
        for check in pieces(public(topic).checks_of(part)):
            _collected(broken, functools.partial(_record_check, topic, source, check, made))
    for picture in topic.pictures:
        if picture.part in fresh:
            _collected(broken, functools.partial(_record_picture, topic, source, picture, fresh[picture.part]))
    if broken:
        raise TopicError("\n".join(broken))
    return fresh


def record_mistakes(
    topic: Topic, part: str, source: LiveSource, only: Collection[str] | None = None
) -> dict[str, dict[str, Signature]]:
    """The signatures of the mistakes of a part, or `only` of those with these ids, by check and mistake.

    A mistake goes through all checks in their order, since it may leave something behind that a later check sees.
    """
    without = [] if only is None else [mistake.id for mistake in topic.mistakes if mistake.id not in only]
    # To replace torch's kernels for every check of every mistake would take a tenth of the time.
    with make_runtime(TABLE[part].runtime).forbidden(topic.forbidden(part), lambda name: None):
        return {check.name: source.mistakes(check, Seeds(), without) for check in pieces(public(topic).checks_of(part))}


def _collected(broken: list[str], step: Callable[[], None]) -> None:
    """Take a step. If it raises TopicError, add the message to `broken`."""
    try:
        step()
    except TopicError as error:
        broken.append(str(error))


def _record_check(topic: Topic, source: LiveSource, check: Check, made: Recording) -> None:
    full, curves = _run(topic, source, check)
    small, _ = _run(topic, source, check, small=True)
    made.calls[key_of(check.name, small=False)] = full.trimmed
    if curves:
        made.curves[check.name] = {name: thinned(heights) for name, heights in curves.items()}
    if small.trimmed == full.trimmed or _is_worth_showing(small, full):
        made.calls[key_of(check.name, small=True)] = small.trimmed


def _record_picture(topic: Topic, source: LiveSource, picture: Picture, made: Recording) -> None:
    if not can_draw():
        _keep(topic, picture, made)
        return
    figure = blank(picture.size)
    check = picture.as_check(figure)

    def drawn(student: ModuleProxy, reference: ModuleProxy, rng: Rng) -> None:
        check.function(student, reference, rng)
        svg(figure)  # matplotlib looks at some data only now

    asked, _ = _run(topic, source, dataclasses.replace(check, function=drawn))
    made.calls[key_of(check.name, small=False)] = asked.trimmed


def _keep(topic: Topic, picture: Picture, fresh: Recording) -> None:
    """Take the calls of a picture from the recording on disk, if there is one: without matplotlib nothing is drawn."""
    key = key_of(picture.as_check(None).name, small=False)
    with contextlib.suppress(RecordingError, OSError):
        kept = load(topic.folder, picture.part).calls
        if key in kept:
            fresh.calls[key] = kept[key]


@dataclasses.dataclass(frozen=True)
class _Run:
    """The calls of one check to the reference.

    `numbers` is the number of entries of all arrays that were asked and answered, and `shown` the number of those arrays that
    are small enough to be shown in a message. `calls` says whether the student's functions are called, and not by
    drivers alone, whose calls are never shown.
    """

    trimmed: list[Call]
    calls: bool
    shown: int
    numbers: int


def _run(topic: Topic, source: LiveSource, check: Check, *, small: bool = False) -> tuple[_Run, Curves]:
    student, reference = (_Counted(source.solution(check.part, role)) for role in ("student", "reference"))
    outcome = run_check(check, student, reference, Seeds(), small=small)
    if outcome.status is not Status.PASSED:
        size = " with small sizes, where rng.sizes(7, 5) is (3, 2) and rng.sizes(7) is 2" if small else ""
        raise TopicError(f"{topic.name}: the reference itself fails {check.name}{size}: {outcome.message}")
    calls = trimmed(check, Seeds(), student.calls, reference.calls, small=small)
    return _Run(
        calls, student.shows, student.shown + reference.shown, student.numbers + reference.numbers
    ), outcome.curves


def _is_worth_showing(small: _Run, full: _Run) -> bool:
    """Whether a message shows more of the small case, or shows fewer numbers."""
    return small.calls and (small.shown > full.shown or 2 * small.numbers <= full.numbers)


class _Counted(Recorder):
    """A recorder that counts numbers, and the arrays that are small enough to be shown, in questions and replies."""

    shows = False  # a call in a message
    shown = numbers = 0

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer."""
        reply = super().ask(question, proxy, seconds)
        self.shows = self.shows or not isinstance(question, Drive | MakeGenerator | Used)
        for array in arrays_in([question.identity(), reply.to_wire()]):
            self.numbers += array.size
            self.shown += array.size <= MOST_SHOWN
        return reply
