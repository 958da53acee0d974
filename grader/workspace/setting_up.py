"""`grader start`, `grader update` and `grader reset`: bring exercises into a workspace. A student's work is never lost.

folder.py copies the files and decides which files may be replaced. This module chooses topics and prints the outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.text import Text

from ..show.terminal.console import out
from ..submissions.notebooks import text as notebook_text
from ..topics import catalog
from ..topics.topic import Topic
from ..values.errors import UsageError
from ..values.files import write_whole
from ..values.parts import PARTS
from ..values.text import plural
from .folder import FileAction, Workspace, packaged, todo
from .overview import relative
from .progress import course_order


def start(folder: Path, topics: tuple[str, ...], source: Path | None, *, notebooks: bool = False) -> None:
    """Set up a workspace with the topics, or with all topics of `source` (default: the packaged exercises).

    With `notebooks=True` each topic gets one notebook in place of its Python files. Existing files are never overwritten.
    """
    source = source or packaged("exercises")
    chosen = course_order(source, topics) if topics else catalog.names(source)
    actions = list(Workspace(folder).lay_out(chosen, source, skeletons=not notebooks))
    if notebooks:
        actions += _write_notebooks(folder, chosen, source)
    for action in actions:
        if action.what != "wrote":
            _print_action(action, folder)
    written = sum(action.what == "wrote" for action in actions)
    out.print(
        Text(f"{plural(len(chosen), 'topic')} in {folder / 'exercises'}: wrote {plural(written, 'file')}"),
        soft_wrap=True,
    )
    files = (Workspace(folder).file(chosen[0], part) for part in PARTS)
    first = next((unwritten for file in files if (unwritten := todo(file))), None)
    readme = folder / "exercises" / chosen[0] / "README.md"
    out.print(Text(f"Begin with {readme}" + (f", then `{first.name}`" if first else "")), soft_wrap=True)


def update(workspace: Workspace, source: Path | None) -> None:
    """Bring newer versions of the workspace's topics from `source` (default: the packaged exercises)."""
    source = source or packaged("exercises")
    if source.resolve() == workspace.exercises.resolve():
        raise UsageError(f"{source} is the folder to update: name the folder with newer exercises with --from")
    existing = [name for name in catalog.names(source) if (workspace.exercises / name).is_dir()]
    actions = list(workspace.update(existing, source))
    for action in actions:
        _print_action(action, workspace.root)
    out.print(Text("everything is current" if not actions else f"{plural(len(actions), 'file')} changed"))
    if new := [name for name in catalog.names(source) if name not in existing]:
        command = f"`grader start . --topics {','.join(new)}`"
        out.print(Text(f"new topics: {', '.join(new)}. {command} adds them"), soft_wrap=True)


def reset(workspace: Workspace, topic: str, part: str | None, confirm: Callable[[str], bool]) -> None:
    """Restore the skeleton of one part, or of every part of a topic (part=None).

    `confirm` gets a question for each existing file. A file stays as it is if the answer is False.
    """
    [topic] = course_order(workspace.exercises, [topic])
    for name in [part] if part else Topic(topic, workspace.exercises / topic).parts:
        file = workspace.file(topic, name)
        if file.exists() and not confirm(f"Put the skeleton of {relative(file)} back? Your file is kept as a backup."):
            out.print(Text(f"kept: {relative(file)}"))
            continue
        file, backup = workspace.reset(topic, name)
        kept = f"; your file is kept as {relative(backup)}" if backup else ""
        out.print(Text(f"the skeleton is back in {relative(file)}{kept}"), soft_wrap=True)


def _write_notebooks(folder: Path, topics: Iterable[str], source: Path) -> Iterator[FileAction]:
    """Write a notebook for each topic that has none yet."""
    for name in topics:
        path = folder / "exercises" / name / f"{name}.ipynb"
        if path.exists():
            yield FileAction(path, "kept", "it is there already")
        else:
            write_whole(path, notebook_text(Topic(name, source / name)))
            yield FileAction(path, "wrote")


def _print_action(action: FileAction, root: Path) -> None:
    path = action.path.relative_to(root) if action.path.is_relative_to(root) else action.path
    out.print(Text(f"{action.what}: {path}" + (f" ({action.note})" if action.note else "")), soft_wrap=True)
