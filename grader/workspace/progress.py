"""What the student's commands do: a workspace laid out, where one is in it, hand in, start again. Starts without NumPy."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.table import Table
from rich.text import Text

from ..course import course as courses
from ..show.terminal.console import out
from ..submissions import notebooks
from ..topics import catalog, hints
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.files import write_whole
from ..values.parts import CHECK_FILES, PARTS
from ..values.report import Report, Result
from ..values.text import plural, points
from .folder import FileAction, Workspace, packaged, todo
from .history import Run, now, sha

BAR = 20  # characters
WIDE = 80  # characters of a terminal that shows it


@dataclasses.dataclass(frozen=True)
class Part:
    """One part of a topic as it stands in a workspace."""

    topic: str
    part: str
    file: Path
    points: float
    run: Run | None
    current: bool  # whether the run was of the file as it is now

    @property
    def done(self) -> bool:
        return self.run is not None and self.run.passed == self.run.checks and self.current


def order(exercises: Path, wanted: Iterable[str] = ()) -> list[str]:
    """The topics asked for, or all: those of the course file in its order, then, where it names none, the others."""
    known = catalog.names(exercises)
    for name in wanted:
        catalog.find_topic(name, exercises, None)  # says which is meant where there is none
    if chosen := list(wanted):
        return chosen
    listed = [name for name in courses.find(None, exercises).topics if name in known]
    return listed or known


def start(folder: Path, wanted: tuple[str, ...], source: Path | None, *, notebooks: bool = False) -> None:
    """Lay out a workspace, if asked with a notebook beside each topic's files."""
    source = source or packaged("exercises")
    template = packaged("student_template") / courses.FILE
    listed = courses.read(template).topics if template.is_file() else ()
    known = catalog.names(source)
    chosen = order(source, wanted) if wanted else [name for name in listed if name in known] or known
    chosen += [] if wanted else [name for name in known if name not in chosen]
    actions = list(Workspace(folder).lay_out(chosen, source, skeletons=not notebooks))
    actions += _notebooks(folder, chosen, source) if notebooks else []
    written = sum(action.what == "wrote" for action in actions)
    for action in actions:
        if action.what != "wrote":
            _say(action, folder)
    out.print(
        Text(f"{plural(len(chosen), 'topic')} in {folder / 'exercises'}: wrote {plural(written, 'file')}"),
        soft_wrap=True,
    )
    files = (Workspace(folder).file(chosen[0], part) for part in PARTS)
    first = next((unwritten for file in files if (unwritten := todo(file))), None)
    readme = folder / "exercises" / chosen[0] / "README.md"
    out.print(Text(f"Begin with {readme}" + (f", then `{first.name}`" if first else "")), soft_wrap=True)


def _notebooks(folder: Path, chosen: Iterable[str], source: Path) -> Iterator[FileAction]:
    for name in chosen:
        path = folder / "exercises" / name / f"{name}.ipynb"
        if path.exists():
            yield FileAction(path, "kept", "it is there already")
        else:
            write_whole(path, notebooks.text(Topic(name, source / name)))
            yield FileAction(path, "wrote")


def update(workspace: Workspace, source: Path | None) -> None:
    """Bring newer exercises beside the student's code."""
    source = source or packaged("exercises")
    if source.resolve() == workspace.exercises.resolve():
        raise UsageError("these are the exercises that came with the package: there is nothing to update them from")
    wanted = [name for name in catalog.names(source) if (workspace.exercises / name).is_dir()]
    actions = list(workspace.update(wanted, source))
    for action in actions:
        _say(action, workspace.root)
    more = [name for name in catalog.names(source) if name not in wanted]
    out.print(Text("everything is current" if not actions else f"{plural(len(actions), 'file')} changed"))
    if more:
        out.print(
            Text(f"new topics: {', '.join(more)}. `grader start . --topics {','.join(more)}` adds them"), soft_wrap=True
        )


def _say(action: FileAction, root: Path) -> None:
    path = action.path.relative_to(root) if action.path.is_relative_to(root) else action.path
    out.print(Text(f"{action.what}: {path}" + (f" ({action.note})" if action.note else "")), soft_wrap=True)


def parts(workspace: Workspace) -> list[Part]:
    """Every part of every topic, in the order of the course."""
    latest, totals = workspace.history.latest(), _totals(workspace)
    found = []
    for name in order(workspace.exercises):
        for part, worth in totals[name].items():
            file = workspace.file(name, part)
            run = latest.get((name, part))
            current = run is not None and file.exists() and sha(file.read_bytes()) == run.sha
            found.append(Part(name, part, file, worth, run, current))
    return found


def status(workspace: Workspace) -> None:
    """Where the student is: a bar for each topic, and the next thing to do."""
    found = parts(workspace)
    rows = []
    for name in dict.fromkeys(part.topic for part in found):
        mine = [part for part in found if part.topic == name]
        earned, possible = sum(part.run.score for part in mine if part.run), sum(part.points for part in mine)
        bar = _bar(earned / possible if possible else 0.0)
        rows.append([Text(name, "bold"), Text(f"{points(earned)}/{points(possible)}"), bar, _where(mine)])
    if out.width < WIDE:  # the bar gives way, then the words
        rows = [[*row[:2], row[3]] for row in rows]
    table = Table.grid(padding=(0, 2))
    taken = sum(2 + max(row[column].cell_len for row in rows) for column in range(len(rows[0]) - 1)) if rows else 0
    for row in rows:
        row[-1].truncate(max(out.width - taken, 1), overflow="ellipsis")
        table.add_row(*row)
    out.print(table)
    out.print(_next(workspace, found), soft_wrap=True)


def _bar(share: float) -> Text:
    full = int(share * BAR + 1e-9)
    return Text("█" * full, "green").append("░" * (BAR - full), "dim")


def _where(mine: list[Part]) -> Text:
    said = []
    if all(part.run is None for part in mine):
        return Text("not checked yet", "dim")
    for part in mine:
        if part.run is None:
            said.append(f"{part.part} not checked")
        elif not part.done:
            changed = "" if part.current else ", changed since"
            said.append(f"{part.part} {part.run.passed} of {part.run.checks} checks{changed}")
    return Text("; ".join(said) or "done", "dim" if said else "green")


def _next(workspace: Workspace, found: list[Part]) -> Text:
    """The first part that is not done: what is not written yet, or the first claim that does not hold."""
    open_parts = [part for part in found if not part.done]
    if not open_parts:
        return Text("All done. `grader submit` makes the zip to hand in.", "bold green")
    part = open_parts[0]
    where = _relative(part.file)
    if not part.file.exists():
        return Text(
            f"Next: {where} is missing; `grader reset {part.topic} --part {part.part}` brings its skeleton back"
        )
    if part.run is not None and part.current and part.run.first and not (unwritten := todo(part.file)):
        return Text(f"Next: {where}: {part.run.first}\n      grader check {part.topic} --part {part.part}")
    if unwritten := todo(part.file):
        return Text(
            f"Next: {where}:{unwritten.line} {unwritten.name}; the task is in {_relative(part.file.parent / 'README.md')}"
        )
    return Text(f"Next: grader check {part.topic} --part {part.part}")


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def listing(workspace: Workspace) -> None:
    """All topics with their parts and points, whether they are written and how the last check went."""
    table = Table.grid(padding=(0, 2))
    for name in order(workspace.exercises):
        topic = Topic(name, workspace.exercises / name)
        row = [f"{part} {points(worth)}" for part, worth in _totals(workspace)[name].items()]
        table.add_row(Text(name, "bold"), Text(topic.title), Text(", ".join(row) + " points", "dim"))
    out.print(table)


def reset(workspace: Workspace, topic: str, part: str | None, confirmed: Callable[[str], bool]) -> None:
    """Put skeletons back, after asking."""
    [topic] = order(workspace.exercises, [topic])
    for name in [part] if part else Topic(topic, workspace.exercises / topic).parts:
        file = workspace.file(topic, name)
        if file.exists() and not confirmed(f"Put the skeleton of {_relative(file)} back? Yours is kept as a backup."):
            out.print(Text(f"kept: {_relative(file)}"))
            continue
        file, backup = workspace.reset(topic, name)
        kept = f"; yours is {_relative(backup)}" if backup else ""
        out.print(Text(f"the skeleton is back in {_relative(file)}{kept}"), soft_wrap=True)


def solved(workspace: Workspace, topic: str, show: int | None) -> None:
    """List versions that passed, or print one of them."""
    found = workspace.history.solved(topic and order(workspace.exercises, [topic])[0])
    if show is not None:
        if not 1 <= show <= len(found):
            raise UsageError(f"there is no version {show}: `grader solved` lists {plural(len(found), 'version')}")
        out.print(Text(found[show - 1].text), soft_wrap=True)
        return
    if not found:
        out.print(Text("nothing is solved yet: a version that passes every check of its part is kept here"))
    for number, version in enumerate(found, 1):
        lines = plural(len(version.text.splitlines()), "line")
        out.print(Text(f"{number:3}  {version.time.replace('T', ' ')}  {version.topic} {version.part}  {lines}"))


def next_hint(workspace: Workspace, topic: Topic, result: Result) -> str:
    """What helps with a check that did not pass: the hint of the mistake that was recognized, else one stage more."""
    if result.hint:
        return f"The mistake is a known one. {result.hint}"
    if not topic.course.hints:
        return "This course gives no hints."
    found = hints.load(topic).get(result.name)
    if found is None:
        return "There is no hint for this check: its message and the README are all there is."
    shown = workspace.history.reveal(topic.name, result.name, len(hints.STAGES))
    more = "" if shown == len(hints.STAGES) else f"\n({len(hints.STAGES) - shown} more: ask again)"
    return "\n".join(found.upto(shown)) + more


def plain() -> bool:
    """Whether a screen that redraws itself is unwelcome: to a screen reader, or to a terminal that cannot."""
    return bool(os.environ.get("GRADER_PLAIN")) or os.environ.get("TERM") == "dumb"


def note(workspace: Workspace, report: Report) -> None:
    """Keep what a run found in the history."""
    for part in report.parts:
        file = workspace.file(report.topic, part.part)
        if not file.exists():
            continue
        text = file.read_bytes()
        open_claims = [result.claim for result in part.results if not result.passed]
        run = Run(
            now(),
            report.topic,
            part.part,
            sha(text),
            part.score,
            part.max_score,
            passed=len(part.results) - len(open_claims),
            checks=len(part.results),
            first=next(iter(open_claims), ""),
        )
        workspace.history.add(run, text)


def _totals(workspace: Workspace) -> dict[str, dict[str, float]]:
    """Points of each part of each topic. What the checks are is read once and kept, since that imports NumPy."""
    kept = workspace.state / "points.json"
    names = catalog.names(workspace.exercises)
    state = [[str(path), path.stat().st_mtime_ns] for path in _sources(workspace, names) if path.exists()]
    try:
        content = json.loads(kept.read_text(encoding="utf-8"))
        if content["state"] == state:
            return dict(content["points"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    course = courses.find(None, workspace.exercises)
    found: dict[str, dict[str, float]] = {}
    for name in names:
        topic = Topic(name, workspace.exercises / name, None, course)
        found[name] = {part: sum(check.points for check in topic.checks_of(part)) for part in topic.parts}
    try:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps({"state": state, "points": found}), encoding="utf-8")
    except OSError:
        pass  # a folder that cannot be written to is no reason to show nothing
    return found


def _sources(workspace: Workspace, names: list[str]) -> list[Path]:
    files = [workspace.exercises / name / file for name in names for file in CHECK_FILES]
    return [workspace.root / courses.FILE, *files]
