"""Record a topic: ask every public check of the solution, and note the answers, the mistakes and the curves of each part."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Collection

from ..checks.check import Check
from ..checks.inputs import Curves
from ..checks.picture import Figure, Picture, blank, can_draw, svg
from ..checks.proxies import ModuleProxy
from ..checks.seeds import Rng, Seeds
from ..judging.curves import thinned
from ..judging.diagnosis.causes import MOST_SHOWN
from ..judging.reference.recording import Call, Recording, key_of, load
from ..judging.reference.replay import Recorder, arrays_in
from ..judging.reference.sources import LiveSource
from ..judging.reference.trimming import trimmed
from ..judging.run_check import run_check
from ..topics.topic import Topic
from ..values.errors import RecordingError, TopicError
from ..values.parts import PARTS
from ..values.report import Status
from ..worker.protocol.replies import Reply
from ..worker.protocol.requests import Drive, MakeGenerator, Question, Used


def record(topic: Topic, parts: Collection[str] = PARTS) -> dict[str, Recording]:
    """A recording of each of these parts: every public check is run on the public seed with the reference as the student.

    Raises TopicError, which names all checks that the reference itself fails.
    """
    source, seeds = LiveSource(topic), Seeds()
    fresh, broken = {part: Recording() for part in topic.parts if part in parts}, []
    for mistake in topic.mistakes:
        if mistake.part not in fresh:
            continue
        fresh[mistake.part].hints[mistake.id] = mistake.hint
        fresh[mistake.part].own_checks[mistake.id] = mistake.check
    for check in Topic(topic.name, topic.folder).checks:  # without the secret folder, so no hidden check is recorded
        if check.part not in fresh:
            continue
        made = fresh[check.part]
        try:
            full, curves = _run(topic, source, check)
            small, _ = _run(topic, source, check, small=True)
        except TopicError as error:
            broken.append(str(error))
            continue
        made.calls[key_of(check.name, small=False)] = full.trimmed
        if curves:
            made.curves[check.name] = {name: thinned(heights) for name, heights in curves.items()}
        if small.trimmed == full.trimmed or _is_worth_showing(small, full):
            made.calls[key_of(check.name, small=True)] = small.trimmed
        made.mistakes[check.name] = source.mistakes(check, seeds)
    if broken:
        raise TopicError("\n".join(broken))
    pictures = [picture for picture in topic.pictures if picture.part in fresh]
    if not can_draw():
        for picture in pictures:
            _keep(topic, picture, fresh[picture.part])
        return fresh
    for picture in pictures:
        figure = blank(picture.size)
        check = picture.as_check(figure)

        def drawn(
            student: ModuleProxy, reference: ModuleProxy, rng: Rng, check: Check = check, figure: Figure = figure
        ) -> None:
            check.function(student, reference, rng)
            svg(figure)  # matplotlib looks at some data only now

        asked, _ = _run(topic, source, dataclasses.replace(check, function=drawn))
        fresh[check.part].calls[key_of(check.name, small=False)] = asked.trimmed
    return fresh


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
