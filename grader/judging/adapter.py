"""Judge another course's code: an adapter file maps the names and conventions of that course onto the exercises.

An adapter is a public Python file. It runs in the worker, after the submission. If it defines the name of an exercise, the
checks call this definition. It reaches the submission as `submission`; a name that the submission lacks is not written yet.
Two names are optional. FILES = {"conv_numpy": "layers.py"} maps a part to its file name in the other course. HINTS maps a
mistake's id to a hint in the conventions of that course.

If a check asks for a feature that the other course does not have, the adapter raises NotImplementedError before it uses the
submission. Such checks are left out. They are found before the run, with the solution, so that no submission can decide which
checks count. For that purpose the adapter runs in the judge's process too: it is the course's own code and holds no secret.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any, NoReturn

from ..checks.check import Check
from ..checks.seeds import Seeds
from ..submissions import intake
from ..submissions.code_lines import Cell
from ..submissions.intake import Handed
from ..topics.topic import Topic
from ..values.errors import TopicError, UsageError
from ..values.parts import TABLE
from ..values.report import Status
from ..worker import loading
from ..worker.runtimes import make_runtime
from .reference.live import Live
from .reference.sources import LiveSource, Source
from .run_check import run_check
from .setup import Setup

Function = Callable[..., object]
Names = Mapping[str, Any]  # functions, classes and constants of an adapter; the course chooses their types


@dataclasses.dataclass(frozen=True)
class Adapter:
    """An adapter file: its text, and the names that it defines."""

    cell: Cell
    names: Names

    def onto(self, setup: Setup) -> Setup:
        """The setup with this adapter. It asks only the checks that the adapter covers, and says why the others are left out.

        Raises UsageError if there is no solution, which is needed to find these checks.
        """
        topic = setup.topic
        if topic.secret_folder is None:
            raise UsageError(
                f"the solution of {topic.name} is needed to find the checks that an adapter covers: name the folder that "
                "holds it with --solutions"
            )
        left_out = {name: why for part in setup.topic_parts for name, why in self.left_out(topic, part).items()}
        course = topic.course.leaving_out(topic.name, topic.checks, left_out)
        return dataclasses.replace(
            setup,
            topic=dataclasses.replace(topic, course=course),
            source=self._reworded(setup.source),
            adapter=self.cell,
            find_parts=self.find_parts,
            left_out=left_out,
        )

    def _reworded(self, source: Callable[[str], Source]) -> Callable[[str], Source]:
        """The same source with the hints of the adapter."""

        @functools.cache
        def reworded(part: str) -> Source:
            clone = copy.copy(source(part))
            clone.hints = {**clone.hints, **self.names.get("HINTS", {})}
            return clone

        return reworded

    def left_out(self, topic: Topic, part: str) -> dict[str, str]:
        """The checks of a part that the adapter does not cover, each with the first feature that it lacks.

        If it covers some items of a check, the pieces about the others are named.
        """
        checks, exercises = topic.checks_of(part), topic.exercises(part)
        if not self.names.keys() & exercises.keys():
            return {check.name: f"nothing of {topic.file_name(part)}" for check in checks}
        source, solution = LiveSource(topic), _ObservedSolution(topic, part, self.names)
        found: dict[str, str] = {}
        for check in checks:
            lacking = {piece.name: _lacking(piece, source, solution) for piece in check.pieces}
            uncovered = {name: feature for name, feature in lacking.items() if feature}
            found |= {check.name: next(iter(uncovered.values()))} if len(uncovered) == len(lacking) else uncovered
        return found

    def find_parts(self, files: dict[str, bytes], topic: Topic) -> dict[str, Handed]:
        """Find the parts as intake.find_parts does, by the names that the files have in the other course."""
        files_by_our_names, other_names = dict(files), {}
        for part in topic.parts:
            other_name = self.names.get("FILES", {}).get(f"{topic.name}_{part}")
            for path in (path for path in files if PurePosixPath(path).name == other_name):
                renamed = str(PurePosixPath(path).with_name(topic.file_name(part)))
                if renamed not in files:
                    files_by_our_names[renamed], other_names[topic.file_name(part)] = files[path], other_name
        parts = intake.find_parts(files_by_our_names, topic)
        return {part: _rename(handed, other_names.get(handed.file, handed.file)) for part, handed in parts.items()}


def _rename(handed: Handed, file: str) -> Handed:
    """The part under the name that its file has in the submission."""
    cells = tuple((file if name == handed.file else name, text) for name, text in handed.cells)
    return dataclasses.replace(handed, file=file, cells=cells)


def read(path: Path) -> Adapter:
    """Read an adapter file. Raises UsageError if the file cannot be read or does not load."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the adapter {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"the adapter {path} is not a text file in UTF-8: save it as UTF-8") from None
    cell = (f"<adapter {path.name}>", text)  # a name that no student's file can have
    names: dict[str, object] = {"__name__": path.stem, "submission": _SubmissionStandIn()}
    try:
        loading.execute(cell, names)
    except Exception as error:
        raise UsageError(f"the adapter {path} does not load: {type(error).__name__}: {error}") from None
    return Adapter(cell, names)


def adapted(setup: Setup, path: Path | None) -> Setup:
    """The setup with the adapter in the file `path`. Without a path, the setup itself."""
    return setup if path is None else read(path).onto(setup)


class SubmissionUsed(Exception):
    """The adapter used the submission, so it covers the call that it got."""


class _SubmissionStandIn:
    """Takes the place of a submission while the checks are found that an adapter covers."""

    def __getattr__(self, name: str) -> NoReturn:
        raise SubmissionUsed(name)


class _ObservedSolution(Live):
    """The solution in the student's place. Each call of an exercise is tried with the adapter first.

    `lacking` collects the features that the adapter lacks.
    """

    def __init__(self, topic: Topic, part: str, names: Names) -> None:
        runtime = make_runtime(TABLE[part].runtime)
        super().__init__(runtime, topic.load_request(part, [(topic.file_name(part), topic.solution(part))]))
        self.lacking: list[str] = []
        module = self._servant.module
        observed = {name: self._observe(name, getattr(module, name), names.get(name)) for name in topic.exercises(part)}
        self._servant.module = SimpleNamespace(**observed)  # type: ignore[assignment]

    def _observe(self, name: str, exercise: Function, adapter: Function | None) -> Function:
        def call(*args: object, **kwargs: object) -> object:
            try:
                if adapter is None:
                    self.lacking.append(name)
                else:
                    adapter(*args, **kwargs)
            except NotImplementedError as error:
                self.lacking.append(f"{name}: {error}")
            except Exception:  # it used the submission, or it got a cache that the solution made and cannot read it
                pass
            return exercise(*args, **kwargs)

        return call


def _lacking(piece: Check, source: LiveSource, solution: _ObservedSolution) -> str:
    """The first feature that the adapter lacks for a piece of a check; "" if it covers the piece."""
    solution.lacking.clear()
    outcome = run_check(piece, solution, source.solution(piece.part), Seeds())
    if outcome.status is not Status.PASSED:
        raise TopicError(f"the solution itself fails {piece.name}: {outcome.message}")
    return next(iter(solution.lacking), "")
