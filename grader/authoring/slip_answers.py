"""Note how each machine-made slip of a solution fails: the check that it fails first, and the signature of its answer there."""

from __future__ import annotations

from ..checks.check import pieces
from ..checks.seeds import Seeds
from ..judging.diagnosis import slips
from ..judging.diagnosis.signature import Slip
from ..judging.reference.recording import Recording
from ..topics.topic import Topic
from .mutation import Mutation
from .record import public


def record_slips(topic: Topic, part: str, made: Recording) -> dict[str, list[Slip]]:
    """The slips of a part by the check that they fail first, on the public seed.

    A slip is left out if a loop could go on for ever, if its answer is not evidence, and if it is a named mistake.
    """
    mutation = Mutation(topic, Seeds())
    checks = list(pieces(public(topic).checks_of(part)))
    found: dict[str, list[Slip]] = {}
    for number, mutant in enumerate(mutation.mutants(part)):
        if not mutant.slip or not mutant.ends:
            continue
        failure = mutation.first_failure(part, mutant, checks)
        if failure is None or failure.outcome is None or not slips.is_evidence(failure.outcome):
            continue
        signature = failure.outcome.signature
        assert signature
        named = made.mistakes.get(failure.check, {}).values()
        if any(signature.like(other, slips.EQUAL) for other in named):
            continue
        found.setdefault(failure.check, []).append(Slip(number, mutant.slip, slips.shortened(signature)))
    return found
