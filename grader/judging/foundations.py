"""Find the code on which a part builds: a student's own files of other topics if they pass there, else the given files."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping

from ..submissions.intake import MAX_SENT, Handed
from ..topics.topic import Topic
from ..values.report import Result, Status
from ..values.text import visible
from ..worker.loading import Cell, Dependency
from .setup import Setup


@dataclasses.dataclass(frozen=True)
class Foundation:
    """What stands beside a student's part: modules by name, and the student's own files of topics on which it builds.

    `sentences` say of each of these topics whose code was used, and why.
    """

    modules: Mapping[str, Cell]
    dependencies: Mapping[str, Dependency] = dataclasses.field(default_factory=dict)
    sentences: tuple[str, ...] = ()


# Judges a part that stands on a foundation, and returns the first result that is not passed; None if all are.
FirstFailure = Callable[[Setup, str, Handed, Foundation], Result | None]


def lay(setup: Setup, part: str, handed: Handed, first_failure: FirstFailure) -> Foundation:
    """The foundation of a part that was handed in. `first_failure` judges the student's own files of the topics below.

    Each of these files is judged once at most. A file builds in turn on the student's own files that pass, and else on the given
    file of its topic. No solution is in the foundation: it goes to the process that runs the student's code.
    """
    return _Ground(setup, part, handed, first_failure).foundation(setup.topic, handed)


class _Ground:
    """The topics below one part of one submission, and what was found out about the student's own files of them."""

    def __init__(self, setup: Setup, part: str, handed: Handed, first_failure: FirstFailure) -> None:
        self._setup = setup
        self._part = part
        self._handed = handed
        self._first_failure = first_failure
        self._below = {topic.name: topic for topic in setup.topic.beneath(part)}
        self._reasons: dict[
            str, str
        ] = {}  # why the given code serves for a topic, as a clause; "" if the own file does

    def foundation(self, topic: Topic, handed: Handed) -> Foundation:
        """The foundation of the student's file of one topic."""
        reached = self._reached(topic, handed)
        own = {name for name in reached if not self._reasons[name]}
        return Foundation(
            topic.beside(self._part, own, handed.others).files,
            {f"{name}_{self._part}": self._dependency(self._below[name], own) for name in reached if name in own},
            (
                *(self._sentence(self._below[name]) for name in reached),
                *(
                    f"The given {name} was used, because there is no folder {name} beside the topic {topic.name}."
                    for name in topic.lacking(self._part)
                ),
            ),
        )

    def _reached(self, topic: Topic, handed: Handed) -> dict[str, None]:
        """The topics on which a file builds, in the order of `USES`: also those on which its dependencies build."""
        reached: dict[str, None] = {}
        for used in topic.used(self._part):
            if used.name not in self._reasons:
                self._reasons[used.name] = self._why_given(self._below[used.name])
            reached[used.name] = None
            if not self._reasons[used.name]:
                reached |= self._reached(self._below[used.name], self._handed.uses[used.name])
        own = [self._handed.uses[name] for name in reached if not self._reasons[name]]
        if own and len(json.dumps([[one.cells, one.others] for one in (handed, *own)])) > MAX_SENT:
            for name in reached:
                self._reasons[name] = self._reasons[name] or "your files together are too large"
            return self._reached(topic, handed)
        return reached

    def _why_given(self, topic: Topic) -> str:
        """Why a student's own file of a topic cannot serve, as a clause; "" if it can."""
        theirs, setup = self._handed.uses.get(topic.name), self._setup.of_used(topic.name)
        if theirs is None or setup is None:
            return f"your {topic.file_name(self._part)} was not found"
        file = f"your {visible(theirs.file, 80)}"
        if theirs.problem:
            return f"{file} cannot be read"
        # Its code must also get by without what is forbidden where it will be used.
        user = self._setup.topic
        forbidden = tuple(name for name in user.forbidden(self._part) if name not in topic.forbidden(self._part))
        setup = dataclasses.replace(
            setup,
            seeds=self._setup.seeds,
            until=self._setup.shared(len(self._below) + 1).until,  # the part itself must have time left
            start=self._setup.start,
            also_forbidden=forbidden,
        )
        failed = self._first_failure(setup, self._part, theirs, self.foundation(topic, theirs))
        if failed is None:
            return ""
        if failed.status is Status.NOT_WRITTEN:
            return f"{file} is not written yet"
        without = f" without the operations that {user.name} forbids" if forbidden else ""
        return f"{file} does not pass every check{without}"

    def _dependency(self, topic: Topic, own: set[str]) -> Dependency:
        theirs = self._handed.uses[topic.name]
        cells = theirs.without_computations().cells if theirs.notebook else theirs.cells
        return Dependency(cells, topic.beside(self._part, own, theirs.others), theirs.notebook)

    def _sentence(self, topic: Topic) -> str:
        if reason := self._reasons[topic.name]:
            return f"The given {topic.name} was used, because {reason}."
        return f"Your file {visible(self._handed.uses[topic.name].file, 80)} was used."
