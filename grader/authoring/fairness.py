"""Prove that right code earns its points: who waits for whom, one exercise alone, and one strict item that is broken."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
import types
from collections.abc import Collection, Iterator, Mapping

from ..checks.check import pieces
from ..checks.seeds import Seeds
from ..judging.opening import open_part
from ..judging.reference.sources import LiveSource
from ..judging.run_check import run_check
from ..judging.session import PartSession
from ..judging.setup import Setup, in_process
from ..submissions.intake import Handed
from ..topics.topic import Topic
from ..values.text import listed
from .strip import strip

SEEDS = Seeds(b"a secret for fairness")


class Fairness:
    """The proofs for one topic. `setup` judges against the live solution."""

    def __init__(self, setup: Setup) -> None:
        self._setup = dataclasses.replace(setup, start=in_process())
        self._topic = setup.topic
        self._asked: dict[str, Mapping[str, frozenset[str]]] = {}

    def asked(self, part: str) -> Mapping[str, frozenset[str]]:
        """The exercises that each check of a part asks the student for, by the name of the check and by those of its pieces.

        Exercises that the solution calls itself do not count.
        """
        if part not in self._asked:
            noted = _noted(self._topic, part)
            whole = {
                check.name: frozenset().union(*(noted[piece.name] for piece in check.pieces))
                for check in self._topic.checks_of(part)
            }
            self._asked[part] = {**noted, **whole}
        return self._asked[part]

    def waits(self, part: str) -> Iterator[str]:
        """A sentence for each check that waits for a check of an exercise for which it does not ask itself."""
        asked = self.asked(part)
        for piece in pieces(self._topic.checks_of(part)):
            for name in piece.after:
                if others := asked.get(name, frozenset()) - asked[piece.name]:
                    yield (
                        f"{piece.name} waits for {name}, which asks for {listed(sorted(others))}, and {piece.name} asks for "
                        f"{listed(sorted(asked[piece.name])) or 'no exercise'} alone: name {name} in look_first"
                    )

    def exercises(self, part: str) -> list[str]:
        """The exercises of a part that the student has to write."""
        texts = _Texts(self._topic, part)
        return [name for name in self._topic.exercises(part) if texts.is_stripped(name)]

    def alone(self, part: str, exercise: str) -> Iterator[str]:
        """A sentence for each check that only asks for this exercise, or for those that it calls, and does not pass.

        The submission has these exercises as the solution has them, and no other.
        """
        texts = _Texts(self._topic, part)
        written = texts.needed(exercise)
        with self._judged(part, texts.with_only(written)) as session:
            for piece in pieces(self._topic.checks_of(part)):
                result = session.found(piece.name)
                if self.asked(part)[piece.name] <= written and not (result and result.passed):
                    ended = f"{result.status}: {result.message}" if result else "not asked"
                    yield f"with {listed(sorted(written))} alone, {piece.name} does not pass ({ended})"

    def strict_checks(self, part: str) -> list[str]:
        """The names of the strict checks of a part."""
        return [check.name for check in self._topic.checks_of(part) if check.strict]

    def strict(self, part: str, name: str) -> Iterator[str]:
        """A sentence if no mistake fails a strict check and nothing but strict checks of its kind."""
        kinds = {check.name: check.strict for check in self._topic.checks_of(part)}
        others: list[str] = []
        for mistake in (mistake for mistake in self._topic.mistakes if mistake.check == name):
            with self._judged(part, self._topic.mistaken(mistake)) as session:
                failed = [check for check in kinds if not ((result := session.found(check)) and result.passed)]
            if not (beyond := [check for check in failed if kinds[check] != kinds[name]]):
                return
            others.append(f"{mistake.id} also costs {listed(beyond)}")
        yield (
            f"no mistake costs the strict claim {name} alone, so one strict item may cost right code more: "
            f"{'; '.join(others) or 'it has no mistake'}"
        )

    @contextlib.contextmanager
    def _judged(self, part: str, text: str) -> Iterator[PartSession]:
        file = self._topic.file_name(part)
        with contextlib.closing(open_part(self._setup, part, Handed(file, ((file, text),), {}))) as opened:
            assert isinstance(opened, PartSession), "a part of a solution loads"
            for _ in opened.results():  # asks every check
                pass
            yield opened


def _noting(module: types.ModuleType, names: Collection[str], noted: set[str]) -> types.ModuleType:
    """A module that adds to `noted` the names of the exercises that are asked for. Calls of its own functions do not count."""

    def get(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        noted.add(name)
        return getattr(module, name)

    noting = types.ModuleType(module.__name__)
    vars(noting).update((name, value) for name, value in vars(module).items() if name not in names)
    vars(noting)["__getattr__"] = get
    return noting


def _noted(topic: Topic, part: str) -> dict[str, frozenset[str]]:
    source = LiveSource(topic)
    student = source.solution(part, "student")
    noted = set[str]()
    student.module = _noting(student.module, topic.exercises(part), noted)
    found = {}
    for piece in pieces(topic.checks_of(part)):
        noted.clear()
        run_check(piece, student, source.solution(part), SEEDS)
        found[piece.name] = frozenset(noted)
    return found


class _Texts:
    """The solution of one part and its skeleton, definition by definition."""

    def __init__(self, topic: Topic, part: str) -> None:
        text, self._names = topic.solution(part), frozenset(topic.exercises(part))
        self._lines = text.splitlines(keepends=True)
        skeleton = strip(text, topic.file_name(part))
        self._skeleton_lines = skeleton.splitlines(keepends=True)
        self._solved, self._stripped = _definitions(text), _definitions(skeleton)

    def is_stripped(self, name: str) -> bool:
        """Whether the skeleton has another definition than the solution."""
        return self._text(self._stripped[name], self._skeleton_lines) != self._text(self._solved[name], self._lines)

    def needed(self, exercise: str) -> frozenset[str]:
        """This exercise and the exercises that its solution calls, directly or not."""
        found, left = set[str](), [exercise]
        while left:
            name = left.pop()
            if name not in found:
                found.add(name)
                left += self._mentioned(name)
        return frozenset(found & self._names)

    @functools.cache  # noqa: B019
    def _mentioned(self, name: str) -> tuple[str, ...]:
        mentioned = (node.id for node in ast.walk(self._solved[name]) if isinstance(node, ast.Name))
        return tuple(other for other in mentioned if other in self._solved)

    def with_only(self, exercises: Collection[str]) -> str:
        """The solution, in which all exercises but these are those of the skeleton."""
        lines = list(self._lines)
        others = [name for name in self._solved if name in self._names and name not in exercises]
        for name in sorted(others, key=lambda name: self._solved[name].lineno, reverse=True):
            first, last = _span(self._solved[name])
            lines[first:last] = [self._text(self._stripped[name], self._skeleton_lines)]
        return "".join(lines)

    @staticmethod
    def _text(node: ast.stmt, lines: list[str]) -> str:
        first, last = _span(node)
        return "".join(lines[first:last])


def _definitions(text: str) -> dict[str, ast.stmt]:
    """The statements at the top level that define names, by name."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def _span(node: ast.stmt) -> tuple[int, int]:
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return first - 1, node.end_lineno or node.lineno
