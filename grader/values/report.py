"""The outcome of judging as frozen values: a Report on a submission in a topic, its PartReports, and their Results."""

from __future__ import annotations

import dataclasses
import enum
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping

from .finding import Cause, Finding
from .old_reports import upgraded
from .parsed import Parsed


class Status(enum.StrEnum):
    """How one check ended. Only PASSED earns points. BROKEN means that the check is at fault, never the student."""

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
    """The outcome of one check. `finding` is None if the check passed, or if its reader may not learn why it failed."""

    name: str
    claim: str
    part: str
    status: Status
    score: float
    max_score: float
    finding: Finding | None = None
    seconds: float = 0.0
    output: str = ""
    # The curves of a training check by name: the student's ("yours") and, if it is known, the reference's
    # ("reference").
    curves: dict[str, dict[str, list[float | None]]] = dataclasses.field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the check passed."""
        return self.status is Status.PASSED

    @property
    def message(self) -> str:
        """All that is known but the hint, in lines."""
        return self.finding.message if self.finding else ""

    @property
    def hint(self) -> str:
        """The hints of the named mistakes."""
        return self.finding.hint if self.finding else ""

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes that fit; several fit equally well."""
        return self.finding.causes if self.finding else ()

    @property
    def cause_ids(self) -> tuple[str, ...]:
        """The id of each kind of cause, once."""
        return tuple(dict.fromkeys(cause.id for cause in self.causes))

    def as_dict(self) -> dict[str, Parsed]:
        """The result as JSON writes it, with curves only if there are any.

        `message`, `hint` and `mistake` repeat texts of the finding, for programs that read reports without findings.
        """
        content = {
            "name": self.name,
            "claim": self.claim,
            "part": self.part,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "message": self.message,
            "hint": self.hint,
            "mistake": self.finding.mistake if self.finding else None,
            "seconds": round(self.seconds, 4),
            "output": self.output,
            "finding": self.finding.as_dict() if self.finding else None,
        }
        return content | ({"curves": self.curves} if self.curves else {})

    @classmethod
    def from_dict(cls, content: Mapping[str, Parsed]) -> Result:
        """The inverse of `as_dict`."""
        finding = Finding.from_dict(content["finding"]) if content["finding"] else None
        plain = ("name", "claim", "part", "score", "max_score", "seconds", "output")
        fields = {name: content[name] for name in plain}
        return cls(**fields, status=Status(content["status"]), finding=finding, curves=content.get("curves", {}))


@dataclasses.dataclass(frozen=True)
class PartReport:
    """The outcomes of one part. `isolation` names the layers that confined its code; empty if none of it was run."""

    part: str
    isolation: tuple[str, ...]
    device: str
    seconds: float
    results: tuple[Result, ...]
    # For each topic that the part uses, a sentence that says whose code it was built on.
    builds_on: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return sum(result.score for result in self.results)

    @property
    def max_score(self) -> float:
        return sum(result.max_score for result in self.results)

    @property
    def asked(self) -> bool:
        """Whether a check was asked. No check is asked if the part's file is missing or does not load."""
        return any(result.seconds or result.status is Status.BROKEN for result in self.results)


@dataclasses.dataclass(frozen=True)
class Report:
    """All outcomes of one submission in one topic, part by part."""

    topic: str
    submission: str
    parts: tuple[PartReport, ...]

    @classmethod
    def of(cls, topic: str, submission: str, results: Iterable[Result], *, device: str = "cpu") -> Report:
        """A report on results, grouped by part, without isolation."""
        parts = (
            PartReport(name, (), device, sum(result.seconds for result in part_results), part_results)
            for name, part_results in _by_part(results).items()
        )
        return cls(topic, submission, tuple(parts))

    @property
    def results(self) -> tuple[Result, ...]:
        return tuple(itertools.chain.from_iterable(part.results for part in self.parts))

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.parts)

    @property
    def isolation(self) -> tuple[str, ...]:
        """The layers that confined every part that was run; empty if no part was run."""
        return in_common(part.isolation for part in self.parts if part.isolation)

    @property
    def confinement(self) -> str:
        """The layers in words, part by part if the parts differ; empty if no part was run."""
        layers = {part.part: ", ".join(part.isolation) for part in self.parts if part.isolation}
        if len(set(layers.values())) == 1:
            return next(iter(layers.values()))
        return "; ".join(f"{part}: {words}" for part, words in layers.items())

    @property
    def device(self) -> str:
        """The accelerator if a part ran on one, else the CPU."""
        devices = [part.device for part in self.parts]
        return next((device for device in devices if device != "cpu"), "cpu")

    @property
    def misconceptions(self) -> Iterator[tuple[Result, tuple[Cause, ...]]]:
        """The results whose causes count for a class, with these causes.

        A cause counts in the first check of the report that has it: in later checks it is the same slip. Behind a recognised
        mistake of the same part, a generic cause is most often its consequence, so it does not count. An answer of None is no
        misconception.
        """
        counted: set[tuple[str, bool]] = set()
        for part in self.parts:
            is_explained = False  # by a mistake in an earlier check of the part
            for result in part.results:
                if result.finding and result.finding.is_of_none:
                    continue
                fresh = tuple(
                    cause
                    for cause in result.causes
                    if (cause.id, cause.named) not in counted and (cause.named or not is_explained)
                )
                if fresh:
                    yield result, fresh
                counted |= {(cause.id, cause.named) for cause in result.causes}
                is_explained = is_explained or any(cause.named for cause in result.causes)

    @property
    def score(self) -> float:
        return sum(part.score for part in self.parts)

    @property
    def max_score(self) -> float:
        return sum(part.max_score for part in self.parts)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.results)

    @property
    def broken(self) -> bool:
        """Whether a check is broken, which is not the student's fault."""
        return any(result.status is Status.BROKEN for result in self.results)

    def changed(self, change: Callable[[Result], Result]) -> Report:
        """The same report with each result replaced by `change(result)`."""
        parts = (dataclasses.replace(part, results=tuple(map(change, part.results))) for part in self.parts)
        return dataclasses.replace(self, parts=tuple(parts))

    def as_dict(self) -> dict[str, Parsed]:
        """The report as JSON writes it, schema 1."""
        parts: list[dict[str, Parsed]] = [
            {
                "part": part.part,
                "isolation": list(part.isolation),
                "device": part.device,
                "seconds": round(part.seconds, 4),
                **({"builds_on": list(part.builds_on)} if part.builds_on else {}),
            }
            for part in self.parts
        ]
        return {
            "schema": 1,
            "topic": self.topic,
            "submission": self.submission,
            "score": self.score,
            "max_score": self.max_score,
            "seconds": round(sum(part["seconds"] for part in parts), 4),
            "isolation": list(self.isolation),
            "device": self.device,
            "parts": parts,
            "results": [result.as_dict() for result in self.results],
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Parsed]) -> Report:
        """The inverse of `as_dict`. It also reads reports that were written before reports had parts and findings."""
        if "parts" not in content:
            content = upgraded(content)
        results = _by_part(map(Result.from_dict, content["results"]))
        parts = (
            PartReport(
                part["part"],
                tuple(part["isolation"]),
                part["device"],
                part["seconds"],
                results.get(part["part"], ()),
                tuple(part.get("builds_on", ())),
            )
            for part in content["parts"]
        )
        return cls(content["topic"], content["submission"], tuple(parts))


def in_common(layers: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The layers of isolation that all of `layers` contain, in order; ("none",) if no layer is in all of them."""
    first, *others = [*layers] or [()]
    shared = tuple(name for name in first if all(name in names for names in others))
    return shared if shared or not first else ("none",)


def _by_part(results: Iterable[Result]) -> dict[str, tuple[Result, ...]]:
    parts: dict[str, tuple[Result, ...]] = {}
    for result in results:
        parts[result.part] = (*parts.get(result.part, ()), result)
    return parts


def exit_code(reports: list[Report]) -> int:
    """0 if every check passed, 1 if a check did not pass, 3 if a check is broken."""
    if any(report.broken for report in reports):
        return 3
    return 0 if all(report.passed for report in reports) else 1
