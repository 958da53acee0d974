"""Right code on many secret seeds: nobody who is right is rejected. And what each mistake does to the training checks.

    PYTHONPATH=tests python -m programs.many_seeds [--seeds 200] [--mistakes 20] [--only training|others]
        [--write FILE] [--jobs 2] [TOPIC …]

A training check is one whose name says `trains` or that judges with `at_least`; its values are collected.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import dataclasses
import itertools
import sys
from pathlib import Path

import numpy as np
from rich.progress import Progress
from support.places import ROOT

from grader.checks.check import Check
from grader.checks.seeds import Seeds
from grader.judging.reference.live import Live
from grader.judging.reference.sources import LiveSource
from grader.judging.run_check import run_check
from grader.topics import catalog
from grader.topics.topic import Topic
from grader.values.report import Status
from grader.worker.runtimes import make_runtime

HEAD = """\
# Training checks: how often they fail, and whom

`make seeds` writes this page, a topic at a time. Every right variant of every topic goes through
these checks on as many secret seeds as the lines say, every mistake on a few. A check that trains towards known weights
compares them at the tolerances of the one table, so chance has no part in it. A check with a threshold shows what was reached.

A mistake that trains as well as right code is no defect here: an earlier, exact check catches it, and says why.
"""


@dataclasses.dataclass
class Tally:
    """What one piece of code did on all seeds: failures by check, with the first message, and what training reached."""

    failures: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    messages: dict[str, str] = dataclasses.field(default_factory=dict)
    values: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    bounds: dict[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Work:
    """One piece of code to put through checks."""

    topic: str
    part: str
    who: str  # "the reference", a file in right/, or a mistake
    seeds: int
    only: str = ""  # "training" or "others": which checks right code goes through

    @property
    def is_right(self) -> bool:
        return self.who == "the reference" or self.who.endswith(".py")


def find_topic(name: str) -> Topic:
    return Topic(name, ROOT / "exercises" / name, ROOT / "solutions" / name)


def is_training(check: Check) -> bool:
    """Whether a check trains something."""
    return "trains" in check.name or "at_least" in check.function.__code__.co_names


def text_of(topic: Topic, work: Work) -> str:
    """The code that is put to the test."""
    if work.who == "the reference":
        return topic.solution(work.part)
    if work.is_right:
        assert topic.secret_folder
        return (topic.secret_folder / "right" / work.who).read_text(encoding="utf-8")
    return topic.mistaken(next(mistake for mistake in topic.mistakes if mistake.id == work.who))


def tally(work: Work) -> Tally:
    """Run one piece of code on its seeds; right code through all checks, a mistake through those that train."""
    topic, found = find_topic(work.topic), Tally()
    source = LiveSource(topic)
    live = Live(make_runtime(work.part), topic.load_request(work.part, [("submission.py", text_of(topic, work))]))
    for check in topic.checks_of(work.part):
        kind = "training" if is_training(check) else "others"
        if kind != ((work.only or kind) if work.is_right else "training"):
            continue
        judged = check.function.__globals__
        inner = judged.get("at_least")

        def noted(actual, least, name, inner=inner, check=check):
            found.values.setdefault(check.name, []).append(float(actual))
            found.bounds[check.name] = float(least)
            inner(actual, least, name)

        judged["at_least"] = noted
        for seed, piece in itertools.product(range(work.seeds), check.pieces):
            seeds = Seeds(b"many seeds %d" % seed)
            outcome = run_check(piece, live, source.reference(piece, seeds, small=False), seeds)
            if outcome.status is not Status.PASSED:
                found.failures[check.name] += 1
                found.messages.setdefault(check.name, f"seed {seed}: {outcome.message}")
        judged["at_least"] = inner
    return found


def jobs(names: list[str], seeds: int, few: int, *, only: str) -> list[Work]:
    """What there is to do; the long ones first."""
    work = []
    for topic in map(find_topic, names):
        assert topic.secret_folder
        for part in topic.parts:
            right = ["the reference", *sorted(p.name for p in topic.secret_folder.glob(f"right/*_{part}.py"))]
            work += [Work(topic.name, part, who, seeds, only) for who in right]
            if few and any(map(is_training, topic.checks_of(part))):
                work += [Work(topic.name, part, m.id, few) for m in topic.mistakes if m.part == part]
    return sorted(work, key=lambda w: not w.is_right)


def spread(values: list[float]) -> str:
    """Least, median and greatest."""
    return "{:.3f} / {:.3f} / {:.3f}".format(*np.quantile(values, [0.0, 0.5, 1.0])) if values else ""


def page(done: dict[Work, Tally], others: str) -> str:
    """The tables, as Markdown; of topics that did not run now, those that the page held before."""
    ran = {work.topic for work in done}
    sections = [part.rstrip().split("\n") for part in ("\n" + others).split("\n## ")[1:]]
    sections = [["## " + first, *rest, ""] for first, *rest in sections if first.partition(",")[0] not in ran]
    for topic in ran:
        for part in {work.part for work in done if work.topic == topic}:
            mine = {work: found for work, found in done.items() if (work.topic, work.part) == (topic, part)}
            for check in find_topic(topic).checks_of(part):
                if is_training(check):
                    sections.append(section(f"{topic}, {part}: `{check.name}`", check, mine))
    return "\n".join([HEAD, *("\n".join(lines) for lines in sorted(sections))])


def section(title: str, check: Check, mine: dict[Work, Tally]) -> list[str]:
    """One check: who of the right fails it, and what the mistakes come to."""
    lines = [f"## {title}", "", check.claim, ""]
    right, wrong = ([work for work in mine if work.is_right is sort] for sort in (True, False))
    bounds = {found.bounds[check.name] for found in mine.values() if check.name in found.bounds}
    if not bounds:
        failed = sum(mine[work].failures[check.name] for work in right)
        runs = sum(work.seeds for work in right)
        lines += [f"{len(right)} pieces of right code: {failed} of {runs} runs failed.", ""]
    else:
        lines += [f"The bound is {max(bounds):g}; what was reached is least / median / greatest.", ""]
        lines += ["| code | failed | of | reached |", "|---|---|---|---|"]
        failing = [work for work in wrong if mine[work].failures[check.name] and mine[work].values.get(check.name)]
        lines += [row(work, mine[work], check) for work in (*right, *failing)]
        lines.append("")
    if wrong:
        always = sum(mine[work].failures[check.name] == work.seeds for work in wrong)
        some = [
            f"`{work.who}` ({mine[work].failures[check.name]})" for work in wrong if sometimes(mine[work], work, check)
        ]
        never = len(wrong) - always - len(some)
        lines += [f"{len(wrong)} mistakes: {always} fail on every seed, {never} on none, {len(some)} on some.", ""]
        lines += [f"On some: {', '.join(some)}.", ""] if some else []
    return lines


def sometimes(found: Tally, work: Work, check: Check) -> bool:
    """Whether chance decides."""
    return 0 < found.failures[check.name] < work.seeds


def row(work: Work, found: Tally, check: Check) -> str:
    """One line of a table."""
    who = work.who if work.is_right else f"`{work.who}`"
    return f"| {who} | {found.failures[check.name]} | {work.seeds} | {spread(found.values.get(check.name, []))} |"


def main() -> int:
    """Run what was asked for; the exit status says whether right code was ever rejected."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topics", nargs="*", default=catalog.names(ROOT / "exercises"))
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--mistakes", type=int, default=0, metavar="SEEDS")
    parser.add_argument("--write", type=Path)
    parser.add_argument(
        "--only", choices=["training", "others"], default="", help="of right code: checks that train, or the others"
    )
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    work = jobs(chosen.topics, chosen.seeds, chosen.mistakes, only=chosen.only)
    with Progress() as progress, concurrent.futures.ProcessPoolExecutor(chosen.jobs) as pool:
        done = dict(zip(work, progress.track(pool.map(tally, work), total=len(work)), strict=True))
    if chosen.write:
        others = chosen.write.read_text(encoding="utf-8") if chosen.write.exists() else ""
        chosen.write.write_text(page(done, others), encoding="utf-8")
    rejected = [
        f"{one.topic}, {one.part}: {one.who} failed {check} {times} times of {one.seeds}; {found.messages[check]}"
        for one, found in done.items()
        if one.is_right
        for check, times in found.failures.items()
    ]
    right = sum(one.is_right for one in done)
    print("\n".join(rejected) or f"{right} pieces of right code, {chosen.seeds} seeds each: none rejected")
    return bool(rejected)


if __name__ == "__main__":
    sys.exit(main())
