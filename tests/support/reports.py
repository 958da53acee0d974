"""Results and reports that tests make up."""

from grader.values.finding import Cause, Finding, Frame, Kind
from grader.values.report import PartReport, Report, Result, Status


def mistake(name: str, hint: str = "") -> Cause:
    """A named mistake of a topic."""
    return Cause(name, hint, named=True)


def finding(
    status: Status, says: str, causes: tuple[Cause, ...] = (), frames: tuple[Frame, ...] = ()
) -> Finding | None:
    """The finding of a result with this status; a failure is of a kind whose sentence says all."""
    kind = Kind.BOUND if status in (Status.FAILED, Status.PASSED) else Kind(status)
    return Finding(kind, says, causes=causes, frames=frames) if says or causes else None


def result(
    name: str,
    status: Status,
    *,
    says: str = "",
    causes: tuple[Cause, ...] = (),
    frames: tuple[Frame, ...] = (),
    **more: object,
) -> Result:
    """One result of the NumPy part; only a passed result earns."""
    found = finding(status, says, causes, frames)
    settings = {"claim": f"{name}.", "part": "numpy", "max_score": 2.0} | more
    settings = {"score": settings["max_score"] if status is Status.PASSED else 0.0} | settings
    return Result(name=name, status=status, finding=found, **settings)  # type: ignore[arg-type]


def report(
    topic: str,
    submission: str,
    *results: Result,
    isolation: tuple[str, ...] = ("process",),
    seconds: float = 0.25,
    device: str = "cpu",
    builds_on: tuple[str, ...] = (),
) -> Report:
    """One submission's report on one topic; all parts alike, the first with all the seconds and with what it builds on."""
    names = list(dict.fromkeys(one.part for one in results))
    parts = (
        PartReport(
            name,
            isolation,
            device,
            0.0 if at else seconds,
            tuple(one for one in results if one.part == name),
            () if at else builds_on,
        )
        for at, name in enumerate(names)
    )
    return Report(topic, submission, tuple(parts))
