"""The outcome of a run as frozen values: one Result a check, one Report a submission and topic."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any


class Status(enum.StrEnum):
    """How one check ended. Only PASSED earns; BROKEN is our fault and never the student's."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "not_written"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    WAITING = "waiting"
    BROKEN = "broken"


@dataclasses.dataclass(frozen=True)
class Result:
    """The outcome of one check. `mistake` is the id of the cause that was recognised; two that fit equally stand as "a|b"."""

    name: str
    claim: str
    part: str
    status: Status
    score: float
    max_score: float
    message: str = ""
    hint: str = ""
    mistake: str | None = None
    seconds: float = 0.0
    output: str = ""
    # Of a training check: by name, the student's curve ("yours") and, where it is known, the reference's.
    curves: dict[str, dict[str, list[float | None]]] = dataclasses.field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether it holds."""
        return self.status is Status.PASSED

    def as_dict(self) -> dict[str, Any]:
        """As JSON writes it; curves only where there are any."""
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "curves" or self.curves
        } | {"seconds": round(self.seconds, 4)}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Result:
        """What `as_dict` gave."""
        return cls(**(dict(said) | {"status": Status(said["status"])}))


@dataclasses.dataclass(frozen=True)
class Report:
    """All outcomes of one submission in one topic. `isolation` names what confined the student's code."""

    topic: str
    submission: str
    seconds: float
    isolation: tuple[str, ...]
    device: str
    results: tuple[Result, ...]

    @property
    def score(self) -> float:
        return sum(result.score for result in self.results)

    @property
    def max_score(self) -> float:
        return sum(result.max_score for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.results)

    @property
    def broken(self) -> bool:
        """Whether any check failed through our own fault."""
        return any(result.status is Status.BROKEN for result in self.results)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON writes it, schema 1."""
        return {
            "schema": 1,
            "topic": self.topic,
            "submission": self.submission,
            "score": self.score,
            "max_score": self.max_score,
            "seconds": round(self.seconds, 4),
            "isolation": list(self.isolation),
            "device": self.device,
            "results": [result.as_dict() for result in self.results],
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Report:
        """What `as_dict` gave."""
        results = tuple(map(Result.from_dict, said["results"]))
        return cls(
            said["topic"], said["submission"], said["seconds"], tuple(said["isolation"]), said["device"], results
        )


def exit_code(reports: list[Report]) -> int:
    """0: everything passed; 1: not everything; 3: a check of ours is broken."""
    if any(report.broken for report in reports):
        return 3
    return 0 if all(report.passed for report in reports) else 1
