"""Verify topics: prove that their checks accept right code, and that they reject wrong code with the right reason.

The proofs are the rungs of a ladder, which every topic must climb. Each rung is proved in pieces. The caller decides whether this
process proves them, or several processes. The rungs, their problems and their order are the same in both cases.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from ..topics import hints
from ..topics.topic import Topic
from ..values.errors import GraderError
from ..values.parts import PARTS
from .ladder import CLAIMS, Ladder

ON_DEMAND = ("mutants",)  # rungs that take minutes
LADDERS = 4  # that a process keeps: it proves pieces of few topics at a time


@dataclasses.dataclass(frozen=True)
class Rung:
    """One step of the ladder: the claim that it proves, and the problems that it found."""

    claim: str
    problems: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Piece:
    """A piece of one rung of one topic: the rung's key in `CLAIMS`, the part, and the name of the piece.

    It holds only data, so that another process can prove it.
    """

    topic: str
    folder: Path
    secret_folder: Path | None
    parts: tuple[str, ...]
    mistakes: tuple[str, ...]
    rung: str
    part: str
    name: str

    def ladder(self) -> Ladder:
        """Make the ladder of the topic."""
        return Ladder(Topic(self.topic, self.folder, self.secret_folder), self.parts, self.mistakes)


Found = tuple[str, ...] | None  # the problems of a piece, or None if it has nothing to prove
Work = Callable[[Sequence[Piece]], Iterable[tuple[Piece, Found | BaseException]]]  # proves pieces, in any order


def climb(
    topic: Topic, parts: Collection[str] = PARTS, mistakes: Sequence[str] = (), *, mutants: bool = False
) -> Iterator[Rung]:
    """Climb the ladder of one topic in this process, rung by rung. See `climb_all`."""
    kept = functools.cache(lambda _: Ladder(topic, _chosen(topic, parts), mistakes))

    def work(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Found]]:
        return ((piece, _proved(kept(topic.name), piece)) for piece in pieces)

    for _, rung in climb_all([topic], parts, mistakes, mutants=mutants, work=work):
        yield rung


def climb_all(
    topics: Iterable[Topic],
    parts: Collection[str] = PARTS,
    mistakes: Sequence[str] = (),
    *,
    mutants: bool = False,
    work: Work,
) -> Iterator[tuple[Topic, Rung]]:
    """Yield each topic with each of its rungs, as soon as the rung and all before it are proved.

    If a proof raises GraderError, its message is a problem of its rung. With ids of `mistakes`, only the two rungs of mistakes
    are climbed, with these mistakes alone. With `mutants` the rung of mutants is climbed too. A rung is left out if a topic
    has nothing that it could prove. Raises TopicError if a topic cannot be read.
    """
    plans = [(topic, key, pieces) for topic in topics for key, pieces in _plan(topic, parts, mistakes, mutants)]
    results = iter(work([piece for _, _, pieces in plans for piece in pieces]))
    found: dict[Piece, Found] = {}
    for topic, key, pieces in plans:
        while not found.keys() >= set(pieces):
            piece, result = next(results)
            found[piece] = (f"{piece.name or piece.part}: {result}",) if isinstance(result, BaseException) else result
        proved = [found.pop(piece) for piece in pieces]
        if any(problems is not None for problems in proved) or not proved:
            problems = tuple(dict.fromkeys(problem for problems in proved for problem in problems or ()))
            yield topic, Rung(_text(topic, key), problems)


def prove(piece: Piece) -> Found:
    """Prove one piece in a process that proves several. It keeps topics as they were when it read them first.

    Any exception becomes a problem, so that it does not look like a lost process.
    """
    try:
        return _proved(_ladder(dataclasses.replace(piece, rung="", part="", name="")), piece)
    except Exception as error:
        return (f"the proof broke off: {type(error).__name__}: {error}",)


@functools.lru_cache(LADDERS)
def _ladder(of_topic: Piece) -> Ladder:
    return of_topic.ladder()


def _proved(ladder: Ladder, piece: Piece) -> Found:
    try:
        found = CLAIMS[piece.rung].prove(ladder, piece.part, piece.name)
        return None if found is None else tuple(found)
    except GraderError as error:
        return (str(error),)


def _plan(
    topic: Topic, parts: Collection[str], mistakes: Sequence[str], mutants: bool
) -> Iterator[tuple[str, list[Piece]]]:
    """The rungs of a topic, each with its pieces."""
    chosen = _chosen(topic, parts)
    ladder = Ladder(topic, chosen, mistakes)
    for key, claim in CLAIMS.items():
        if (key in ON_DEMAND and not mutants) or (mistakes and not claim.of_mistakes):
            continue
        place = (topic.name, topic.folder, topic.secret_folder, chosen, tuple(mistakes))
        yield key, [Piece(*place, key, part, name) for part in chosen for name in claim.pieces(ladder, part)]


def _chosen(topic: Topic, parts: Collection[str]) -> tuple[str, ...]:
    return tuple(part for part in topic.parts if part in parts)


def _text(topic: Topic, key: str) -> str:
    has_hints = key == "explained" and hints.load(topic)
    return CLAIMS[key].text + (" and hints" if has_hints else "")
