"""How many wrong variants of solutions get a cause: of the reference, from which slips are made, and of other right files.

The share of the other right files is the honest one: they share no code with the reference, and no slip is made from them.
`python -m benchmarks.causes 200` prints that many causes beside the edits that they explain, drawn at random, for reading.
"""

from __future__ import annotations

import collections
import dataclasses
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.authoring.mutation import Mutation
from grader.authoring.record import public
from grader.checks.check import pieces
from grader.checks.seeds import Seeds
from grader.judging.diagnosis import slips
from grader.judging.diagnosis.causes import diagnose
from grader.judging.reference.sources import RecordedSource
from grader.sandbox.spawn import installed
from grader.topics.catalog import find_topic, names
from grader.topics.mutants import mutants
from grader.topics.topic import Topic
from grader.values.finding import Cause, Kind
from grader.values.parts import PARTS

from .figures import Figure

ROOT = Path(__file__).parent.parent
MOST, MOST_OF_RIGHT = 120, 20  # variants of one file


@dataclasses.dataclass(frozen=True)
class Explained:
    """One wrong variant: the file, the edit, the check that it fails first, the sentence about it, and its causes."""

    file: str
    edit: str
    check: str
    says: str
    causes: tuple[Cause, ...]

    @property
    def kind(self) -> str:
        """How the variant is explained, in one word."""
        if not self.causes:
            return "none"
        first = self.causes[0]
        return "mistake" if first.named else "slip" if first.id == "slip" else "cause"


def measure() -> Iterator[Figure]:
    """The share of variants with a cause."""
    for what, bound, found in (
        ("the reference", ">= 0.8", _of_references()),
        ("other right files", "", _of_right_files()),
    ):
        counts = collections.Counter(one.kind for one in found)
        share = 1 - counts["none"] / counts.total()
        yield Figure(f"wrong variants of {what} with a cause, of {counts.total()}", share, "", bound)
        for kind, count in sorted(counts.items()):
            yield Figure(f"wrong variants of {what}: {kind}", count, "", "")


def _topics() -> Iterator[tuple[Topic, str]]:
    for name in names(ROOT / "exercises"):
        topic = find_topic(name, ROOT / "exercises", ROOT / "solutions")
        for part in filter(installed, PARTS):
            if part in topic.parts:
                yield topic, part


def _of_references() -> Iterator[Explained]:
    for topic, part in _topics():
        yield from _explained(topic, part, topic.file_name(part), topic.solution(part), MOST)


def _of_right_files() -> Iterator[Explained]:
    for topic, part in _topics():
        for path in sorted((ROOT / "solutions" / topic.name / "right").glob(f"*_{part}.py")):
            yield from _explained(topic, part, path.name, path.read_text(encoding="utf-8"), MOST_OF_RIGHT)


def _explained(topic: Topic, part: str, file: str, text: str, most: int) -> Iterator[Explained]:
    """The wrong variants of a right file, at most so many, drawn at random."""
    source = RecordedSource(topic.folder, part)
    checks = pieces(public(topic).checks_of(part))
    mutation = Mutation(topic, Seeds())
    made = mutants(text)
    for mutant in random.Random(file).sample(made, min(most, len(made))):
        failed = mutation.first_failure(part, mutant, checks)
        if failed is None or failed.outcome is None or failed.outcome.finding is None:
            continue
        outcome, finding = failed.outcome, failed.outcome.finding
        if finding.kind is Kind.NOT_WRITTEN:
            continue
        check = next(check for check in checks if check.name == failed.check)
        causes = diagnose(outcome, source.mistakes(check, Seeds()), source.hints)
        causes = causes or slips.probable(outcome, source.slips(check, Seeds()))
        yield Explained(f"{topic.name}/{file}", mutant.name, check.name, finding.sentence, causes)


def table(count: int) -> Iterator[str]:
    """So many explained variants, half of them of other right files, as rows of a Markdown table without verdicts."""
    yield "| file | edit | message | cause | true? |\n|---|---|---|---|---|"
    for found in (_of_references(), _of_right_files()):
        explained = [one for one in found if one.causes]
        for one in random.Random(0).sample(explained, count // 2):
            cells = (one.file, one.edit.replace(" -> ", " → "), one.says, one.causes[0].words)
            yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " | |"


if __name__ == "__main__":
    print("\n".join(table(int(sys.argv[1]))))
