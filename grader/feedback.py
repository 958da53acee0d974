"""What students get back: a page and a Markdown file each, with no more of the hidden checks than the course reveals."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from .classpage.code import Code
from .classpage.student import ShownTopic, topics
from .errors import UsageError
from .files import write_whole
from .fronts import sparks
from .fronts.markdown import as_code, escaped, fenced
from .fronts.terminal import SIGNS
from .gradebook import Entry
from .names import safe_names
from .options import REVEALED
from .pages import points, render
from .report import Report, Result, Status
from .text import visible

LEVELS = REVEALED


def revealed(report: Report, level: str, *, hidden: Collection[str] | None = None) -> Report:
    """The report as its student may see it; scores stay.

    `hidden` names the checks that the level is about; None: all of them. Of these, "nothing" leaves one line a part with
    its points, "category" how each ended and its claim, "hint" also the hint, "numbers" everything. What the code printed,
    messages and curves may hold the inputs of a hidden check, so they count as numbers; not so what is wrong with the file
    as a whole. Raises UsageError for another level.
    """
    _refuse_unknown(level)
    if level == "numbers":
        return report
    results: list[Result] = []
    for part in dict.fromkeys(result.part for result in report.results):
        of_part = [result for result in report.results if result.part == part]
        secret = {result.name for result in of_part if hidden is None or result.name in hidden}
        # A file that is missing or does not load was asked nothing: what is said of it holds no input of a check.
        asked = any(result.seconds or result.status is Status.BROKEN for result in of_part)
        if level == "nothing" and secret:
            results += [result for result in of_part if result.name not in secret]
            results.append(_sum(part, [result for result in of_part if result.name in secret], asked=asked))
        elif asked:
            results += [_without_numbers(r, hint=level == "hint") if r.name in secret else r for r in of_part]
        else:
            results += of_part
    return dataclasses.replace(report, results=tuple(results))


def _refuse_unknown(level: str) -> None:
    if level not in LEVELS:
        raise UsageError(f"there is no level {level!r} of feedback: choose one of {', '.join(LEVELS)}")


def _sum(part: str, results: Sequence[Result], *, asked: bool) -> Result:
    """The line that stands for all of them."""
    statuses = {result.status for result in results}
    status = Status.PASSED if statuses == {Status.PASSED} else Status.FAILED
    return Result(
        "hidden_checks",
        "Checks that are not shown.",
        part,
        Status.BROKEN if Status.BROKEN in statuses else status if asked else results[0].status,
        sum(result.score for result in results),
        sum(result.max_score for result in results),
        "" if asked else results[0].message,
    )


def _without_numbers(result: Result, *, hint: bool) -> Result:
    kept = dataclasses.replace(result, message="", output="", curves={}, seconds=0.0)
    return kept if hint else dataclasses.replace(kept, hint="", mistake=None)


def write(
    entries: Sequence[Entry],
    folder: Path,
    reveal: str,
    *,
    hidden: Mapping[str, Collection[str]] | None = None,
    titles: Mapping[str, str] | None = None,
) -> None:
    """Write FOLDER/<name>.html and FOLDER/<name>.md for each student; `hidden` and `titles` go by topic, see `revealed`."""
    _refuse_unknown(reveal)
    pages = []
    for entry in entries:
        reports = tuple(
            revealed(report, reveal, hidden=None if hidden is None else hidden.get(report.topic, ()))
            for report in entry.reports
        )
        entry = dataclasses.replace(entry, reports=reports, signs=(), sources={})
        shown = topics(entry, titles or {}, Code({}))
        html = render("feedback.html", entry=entry, topics=shown, late=lateness(entry), script_policy="'none'")
        pages.append((html, markdown(entry, shown)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, (html, text) in zip(safe_names(entry.student.id for entry in entries), pages, strict=True):
        write_whole(folder / f"{name}.html", html)
        write_whole(folder / f"{name}.md", text)


def markdown(entry: Entry, shown: Sequence[ShownTopic]) -> str:
    """The feedback as Markdown; what students wrote stands in code, where no renderer takes it for markup or a mention."""
    who = " ".join(visible(entry.student.shown, 200).split())
    lines = [f"# Feedback for {as_code(who)}", ""]
    if not entry.reports:
        lines.append("Nothing was handed in.")
    else:
        lines += [f"**{points(entry.score)} of {points(entry.max_score)} points**{lateness(entry)}.", ""]
    for topic in shown:
        score = f"{points(topic.report.score)} of {points(topic.report.max_score)}"
        lines += [f"## {_plain(topic.title)}: {score}", ""]
        for part in topic.parts:
            lines += [f"### {_plain(part.name)} part: {points(part.score)} of {points(part.possible)}", ""]
            lines += [_block(part.problem), ""] if part.problem else []
            for one in part.results:
                lines += _result(one.result, told="".join(piece.text for piece in one.message))
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def lateness(entry: Entry) -> str:
    """What lateness left of the score, as the end of a sentence; "" where it took nothing."""
    return f", {points(100 * entry.factor)} % of what was earned, since it was late" if entry.factor != 1 else ""


def _result(result: Result, *, told: str) -> Iterator[str]:
    sign, _, word = SIGNS[result.status]
    yield f"- {sign} {_plain(result.claim)} ({word}, {points(result.score)}/{points(result.max_score)})"
    if told and not result.passed:
        yield _block(told, "  ")
    if result.hint:
        yield f"\n  **Hint:** {_plain(result.hint)}\n"
    if result.curves and not result.passed:
        yield _block("\n".join(sparks.lines(result.curves)), "  ")
    if result.output and not result.passed:
        yield _block("Your code printed:\n" + result.output.rstrip(), "  ")


def _plain(text: str) -> str:
    """Text of ours on one line that means nothing but itself."""
    return escaped(" ".join(visible(text).split()))


def _block(text: str, indent: str = "") -> str:
    """A text from outside in lines of its own."""
    return textwrap.indent(fenced(visible(text)), indent, lambda _: True)
