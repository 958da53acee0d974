"""What each topic asks of a machine: one right submission on one core, beyond start-up.

The libraries are imported and the process that forks workers is there. The solution is not loaded: it answers, and trains,
for the first time, as it does where a platform judges a single submission.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.judging.judge import judge
from grader.judging.setup import for_the_record
from grader.sandbox.spawn import installed
from grader.submissions.intake import find_parts
from grader.topics.catalog import find_topic, names
from grader.topics.topic import Topic

from .figures import Figure, median_seconds, one_core

ROOT = Path(__file__).parent.parent
RUNS = 3
BOUNDS = {"numpy": 1.0, "torch": 3.0}  # seconds


def measure() -> Iterator[Figure]:
    """Each topic's parts."""
    with one_core():
        for part in filter(installed, BOUNDS):
            for name in names(ROOT / "exercises"):
                topic = find_topic(name, ROOT / "exercises", ROOT / "solutions")
                _judge(topic, part)  # everything is imported from now on
                seconds = median_seconds(lambda topic=topic, part=part: _judge(topic, part), RUNS)
                yield Figure(f"{name}, {part}: a right submission, one core", seconds, "s", f"<= {BOUNDS[part]:g}")


def _judge(topic: Topic, part: str) -> None:
    handed = find_parts({topic.file_name(part): topic.solution(part).encode()}, topic)
    setup = for_the_record(topic, b"a secret", parts=(part,), isolation="best")
    report = judge(setup, handed, name="somebody")
    assert report.passed, report
