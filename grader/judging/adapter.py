"""Another course's code: an adapter file that maps its names and conventions onto the exercises, and what it leaves out.

An adapter is a public Python file that runs beside the submission, after it. What it defines under the name of an exercise
is asked in that exercise's place; the submission is there as `submission`, and what that lacks is not written yet.
Optional: FILES = {"conv_numpy": "layers.py"} maps a part to its file name in the other course; HINTS maps a mistake's id
to a hint in that course's conventions.

Where an adapter is asked for what the other course does not know, it raises NotImplementedError before it turns to the
submission. Which checks ask for that is found out before the run, with the solution: no submission can have a say in it.
For that the file is run in the judge's process too: it is the course's own code, and holds nothing secret.
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
from ..submissions.intake import Cell, Handed
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

Exercise = Callable[..., object]
Names = Mapping[str, Any]  # of an adapter: functions, classes, constants, as the course wrote them


@dataclasses.dataclass(frozen=True)
class Adapter:
    """An adapter file: its text, and the names that it defines."""

    cell: Cell
    names: Names

    def onto(self, setup: Setup) -> Setup:
        """The setup for code that this adapter fits: it asks what the adapter covers, and knows what is left out and why.

        Raises UsageError where there is no solution to find that out with.
        """
        topic = setup.topic
        if topic.secret_folder is None:
            raise UsageError(
                f"what an adapter covers is found out with the solution of {topic.name}: name the folder that "
                "holds it with --solutions"
            )
        left_out = {name: why for part in setup.topic_parts for name, why in self.left_out(topic, part).items()}
        course = topic.course.only(topic.name, topic.checks, lambda check: check.name not in left_out)
        return dataclasses.replace(
            setup,
            topic=dataclasses.replace(topic, course=course),
            source=self._reworded(setup.source),
            adapter=self.cell,
            find_parts=self.find_parts,
            left_out=left_out,
        )

    def _reworded(self, source: Callable[[], Source]) -> Callable[[], Source]:
        """The same source with the adapter's hints."""

        @functools.cache
        def reworded() -> Source:
            made = copy.copy(source())
            made.hints = {**made.hints, **self.names.get("HINTS", {})}
            return made

        return reworded

    def left_out(self, topic: Topic, part: str) -> dict[str, str]:
        """The checks of a part that ask for what the adapter does not cover, each with the first such thing."""
        checks, exercises = topic.checks_of(part), topic.exercises(part)
        if not self.names.keys() & exercises.keys():
            return {check.name: f"nothing of {topic.file_name(part)}" for check in checks}
        source, solution = LiveSource(topic), _Overheard(topic, part, self.names)
        return {check.name: lacking[0] for check in checks if (lacking := _lacking(check, source, solution))}

    def find_parts(self, files: dict[str, bytes], topic: Topic) -> dict[str, Handed]:
        """As intake.find_parts, by the names that the files have in the other course."""
        here, elsewhere = dict(files), {}
        for part in topic.parts:
            wanted = self.names.get("FILES", {}).get(f"{topic.name}_{part}")
            for path in (path for path in files if PurePosixPath(path).name == wanted):
                renamed = str(PurePosixPath(path).with_name(topic.file_name(part)))
                if renamed not in files:
                    here[renamed], elsewhere[topic.file_name(part)] = files[path], wanted
        found = intake.find_parts(here, topic)
        return {part: _called(elsewhere.get(handed.file, handed.file), handed) for part, handed in found.items()}


def _called(file: str, handed: Handed) -> Handed:
    """A part under the name that its file has in the submission."""
    cells = tuple((file if name == handed.file else name, text) for name, text in handed.cells)
    return dataclasses.replace(handed, file=file, cells=cells)


def read(path: Path) -> Adapter:
    """An adapter from its file; raises UsageError where it is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the adapter {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"the adapter {path} is no text: save it as UTF-8") from None
    cell = (f"<adapter {path.name}>", text)  # no file of a student's is called so
    names: dict[str, object] = {"__name__": path.stem, "submission": _Reached()}
    try:
        loading.run(cell, names)
    except Exception as error:
        raise UsageError(f"the adapter {path} does not load: {type(error).__name__}: {error}") from None
    return Adapter(cell, names)


def adapted(setup: Setup, path: Path | None) -> Setup:
    """The setup for code that the adapter in a file fits; without a file the setup itself."""
    return setup if path is None else read(path).onto(setup)


class Reached(Exception):
    """The adapter turned to the submission: it covers what it was asked for."""


class _Reached:
    """Stands for a submission while it is found out what an adapter covers."""

    def __getattr__(self, name: str) -> NoReturn:
        raise Reached(name)


class _Overheard(Live):
    """The solution as a student's code, every use of whose exercises is shown to the adapter first."""

    def __init__(self, topic: Topic, part: str, names: Names) -> None:
        runtime = make_runtime(TABLE[part].runtime)
        super().__init__(runtime, topic.load_request(part, [(topic.file_name(part), topic.solution(part))]))
        self.lacking: list[str] = []
        module = self._servant.module
        shown = {name: self._shown(name, getattr(module, name), names.get(name)) for name in topic.exercises(part)}
        self._servant.module = SimpleNamespace(**shown)  # type: ignore[assignment]

    def _shown(self, name: str, exercise: Exercise, adapter: Exercise | None) -> Exercise:
        def asked(*args: object, **kwargs: object) -> object:
            try:
                if adapter is None:
                    self.lacking.append(name)
                else:
                    adapter(*args, **kwargs)
            except NotImplementedError as error:
                self.lacking.append(f"{name}: {error}")
            except Exception:  # it turned to the submission, or stumbled over a cache that is not one of its own
                pass
            return exercise(*args, **kwargs)

        return asked


def _lacking(check: Check, source: LiveSource, solution: _Overheard) -> list[str]:
    solution.lacking.clear()
    outcome = run_check(check, solution, source.solution(check.part), Seeds())
    if outcome.status is not Status.PASSED:
        raise TopicError(f"the solution itself fails {check.name}: {outcome.message}")
    return solution.lacking.copy()
