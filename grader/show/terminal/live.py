"""Render the screen of `grader watch`: the first failing check in full, a line for each other check, curves, keys."""

from __future__ import annotations

from typing import Protocol

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from ...topics.topic import Topic
from ...values.report import Result, Status
from ...values.status import SIGNS
from ...values.text import plural, points, visible
from . import sparks


class Screen(Protocol):
    """The values that the screen shows; see watching.View."""

    topic: Topic
    part: str
    results: list[Result]
    curves: dict[str, list[float]]
    running: bool
    everything: bool
    hint: str
    problem: str
    builds_on: tuple[str, ...]


def screen(view: Screen) -> RenderableType:
    """The whole screen."""
    results, checks = list(view.results), view.topic.checks_of(view.part)
    earned, possible = sum(result.score for result in results), sum(check.points for check in checks)
    state = f"{len(results)} of {len(checks)} checks" if view.running else "saved and checked" if results else ""
    head = (
        Text(view.topic.title, "bold")
        .append(f"  {view.part} part  ", "not bold")
        .append(f"{points(earned)}/{points(possible)}")
    )
    parts: list[RenderableType] = [head.append(f"   {state}", "dim"), Text("")]
    if view.problem:
        parts.append(Panel(Text(view.problem), title="the grader", border_style="magenta"))
    parts += [Text(visible(sentence, 500), "dim") for sentence in view.builds_on]
    failed = next((result for result in results if not result.passed), None)
    if failed is not None:
        parts.append(_large(failed, view.hint))
    elif not view.running and results:
        parts.append(Panel(Text("All checks pass.", "bold green"), border_style="green", box=box.ROUNDED))
    for name, heights in view.curves.items() if view.running else ():
        parts.append(Text("\n".join(sparks.lines({name: {"yours": heights}})), "cyan"))
    parts += [_small(result) for result in results if view.everything or not result.passed][
        : None if view.everything else 12
    ]
    passed = sum(result.passed for result in results)
    if passed and not view.everything:
        parts.append(Text(f"✓ {plural(passed, 'check')} passed", "green"))
    parts.append(Padding(Text("save to check again   h hint   a all   q quit", "dim"), (1, 0, 0, 0)))
    return Group(*parts)


def _large(result: Result, hint: str) -> Panel:
    _, style, word = SIGNS[result.status]
    lines: list[RenderableType] = [Text(result.claim, "bold"), Text("")]
    if result.message:
        lines.append(Text(visible(result.message, 3000)))
    if result.hint:
        lines.append(Text("\nHint: ", "bold cyan").append(result.hint, "not bold cyan"))
    if hint:
        lines.append(Text(f"\n{hint}", "cyan"))
    if result.curves:
        lines.append(Text("\n" + "\n".join(sparks.lines(result.curves)), "dim"))
    if result.output and result.status is not Status.PASSED:
        lines.append(Text("\nYour code printed:\n" + visible(result.output.rstrip(), 600), "dim"))
    return Panel(Group(*lines), title=word, border_style=style, box=box.ROUNDED, padding=(1, 2))


def _small(result: Result) -> Text:
    sign, style, _ = SIGNS[result.status]
    return Text(f"{sign} ", style, no_wrap=True, overflow="ellipsis").append(result.claim, "default")
