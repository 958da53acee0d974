"""Carry out the commands judge, build, verify and new. main.py reads their options and exits with their status."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from rich.text import Text

from ..authoring import sizes
from ..authoring.build import StaleFile
from ..authoring.build import build as build_topic
from ..authoring.scaffold import write_like, write_topic
from ..authoring.verify import climb_all, prove
from ..checks.picture import can_draw
from ..checks.seeds import PUBLIC
from ..classes.secret import read_secret
from ..judging.adapter import adapted
from ..judging.setup import for_the_record
from ..show.terminal.console import note, out
from ..show.terminal.progress import Show, judged
from ..submissions import intake
from ..topics.catalog import find_topic
from ..topics.topic import Topic
from ..values.errors import GraderError, SubmissionError, TopicError, UsageError
from ..values.parts import PARTS
from ..values.report import Report
from ..values.text import listed, nearest, visible
from .processes import Processes


def judge(
    submission: Path,
    topic: Topic,
    *,
    secret: Path | None,
    parts: tuple[str, ...],
    device: str,
    isolation: str,
    adapter: Path | None,
    show: Show,
) -> Report:
    """Judge one submission against the live reference, and print the report. Without a secret, inputs are the public ones.

    If the submission cannot be read or has no part of the topic, the report says why. Raises SubmissionError if there is none.
    """
    if not submission.exists():
        raise SubmissionError(f"there is no {submission}: check the path")
    for remark in topic.outdated:
        note(remark)
    if secret is None:
        note("without --secret-file the inputs are the public ones, which students have too")
    key = read_secret(secret) if secret else PUBLIC
    setup = for_the_record(topic, key, parts=parts, device=device, isolation=isolation)
    setup = adapted(setup, adapter)
    for check, reason in setup.left_out.items():
        note(f"not part of this run: {check} ({reason})")
    handed, problem = intake.parts_or_problem(submission, topic, setup.find_parts)
    report = judged(setup, handed, name=visible(submission.name, 200), problem=problem, show=show)
    show.report(report, topic.title)
    return report


def build(topics: list[Topic], *, write: bool, jobs: int | None = None) -> int:
    """Write the generated files that are not current, or (write=False) only list them, and print the sizes of recordings.

    `jobs` is the number of processes, by default one for each core. Returns the exit status. Raises TopicError with all that is
    broken, after the other topics were built.
    """
    stale, broken = 0, list[str]()
    if not can_draw():
        note("pictures stay as they are, since they need matplotlib: pip install 'chainrule[show]'")
    processes = Processes(jobs, "topic")
    places = [(topic.name, topic.folder, topic.secret_folder) for topic in topics]
    results = processes.shown(processes.in_order(functools.partial(_built, write), places))
    for topic, result in zip(topics, results, strict=True):
        if not isinstance(result, list):
            broken.append(str(result))
            continue
        stale += len(result)
        for change in result:
            out.print(Text(f"{'wrote' if write else 'not current'}: {change.path} ({change.what})"), soft_wrap=True)
        if not result:
            out.print(Text(f"{topic.name}: current", "green"))
        for line in sizes.lines(topic):
            out.print(Text(f"  {line}"), soft_wrap=True)
    if broken:
        raise TopicError("\n".join(broken))
    return 1 if stale and not write else 0


def _built(write: bool, place: tuple[str, Path, Path | None]) -> list[StaleFile] | str:
    """Build one topic. Returns the files that were not current, or the reasons why it cannot be built."""
    try:
        return build_topic(Topic(*place), write=write)
    except GraderError as error:
        return str(error)


def verify(
    topics: list[Topic],
    parts: tuple[str, ...],
    mistakes: tuple[str, ...] = (),
    *,
    mutants: bool = False,
    jobs: int | None = None,
) -> int:
    """Prove the claims of each topic and print every claim with its problems. Returns the exit status.

    With ids of `mistakes`, only the topics that have them are proved, and only with these mistakes. With `mutants` the mutants
    of the solutions are put through the checks too. `jobs` is the number of processes, by default one for each core. Raises
    UsageError for an unknown id.
    """
    known = {mistake.id: topic for topic in topics for mistake in topic.mistakes if mistake.part in parts}
    for name in mistakes:
        if name not in known:
            where = ", ".join(topic.name for topic in topics)
            raise UsageError(f"no mistake is called {name} in {where}{nearest(name, known)}")
    named = [known[name] for name in mistakes]
    chosen = [topic for topic in topics if topic in named] if mistakes else topics
    processes = Processes(jobs, "proof")
    rungs = climb_all(chosen, parts, mistakes, mutants=mutants, work=functools.partial(processes.work, prove))
    sound, shown = True, None
    for topic, rung in processes.shown(rungs):
        if topic is not shown:
            shown = topic
            left_out = [part for part in topic.parts if part not in parts]
            scope = f", the {listed([part for part in topic.parts if part in parts])} part alone" if left_out else ""
            out.print(Text(topic.name + scope, "bold"))
        sound = sound and not rung.problems
        mark = Text("✗ ", "red") if rung.problems else Text("✓ ", "green")
        out.print(mark.append(rung.claim, "default"))
        for problem in rung.problems:
            out.print(Text("    " + problem.replace("\n", "\n      ")), soft_wrap=True)
    return 0 if sound else 1


def new(name: str, *, parts: tuple[str, ...], like: str, exercises: Path | None, solutions: Path | None) -> int:
    """Write and build a new topic, and print the next step. Returns the exit status.

    With `like`, the topic is a copy of another one; its parts are those of the other. Raises UsageError for `parts` beside
    `like`.
    """
    root = (exercises or Path.cwd() / "exercises").resolve()
    secret = (solutions or root.parent / "solutions").resolve()
    if like and parts:
        raise UsageError("with --like the new topic has the parts of the other topic: leave --part out")
    if like:
        paths = write_like(name, find_topic(like, root, secret), root, secret)
    else:
        paths = write_topic(name, root, secret, parts or PARTS)
    for path in paths:
        out.print(Text(f"wrote {os.path.relpath(path)}"), soft_wrap=True)
    try:
        build([Topic(name, root / name, secret / name)], write=True, jobs=1)
    except GraderError as error:
        note(f"not built yet: {error}")
        return 1
    out.print(
        Text(f"Next: `grader verify {name}` passes. Replace the example step by step: see docs/authoring.md"),
        soft_wrap=True,
    )
    return 0
