"""`grader watch`: check a part again whenever its file is saved, and show the first check that does not pass."""

from __future__ import annotations

import ast
import dataclasses
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import watchfiles
from rich.live import Live

from ..checks.check import Check
from ..judging.judge import judge
from ..judging.setup import at_home
from ..show.terminal import live, tables
from ..show.terminal.console import note, out
from ..submissions import home
from ..topics.topic import Topic
from ..values.errors import GraderError
from ..values.report import Report, Result
from . import keys, progress
from .folder import Workspace

STEP, DEBOUNCE = 10, 50  # ms; an editor saves a file with a few events in quick succession
LOOK_EVERY = 2000  # ms
FRAMES = 15  # per second


@dataclasses.dataclass
class View:
    """The content of the screen. It changes while a part is checked and when the student presses a key."""

    topic: Topic
    part: str
    results: list[Result] = dataclasses.field(default_factory=list)  # of the checks that have run
    curves: dict[str, list[float]] = dataclasses.field(default_factory=dict)  # "check: curve" -> heights
    running: bool = True
    everything: bool = False  # show all results, not only the first that failed
    hint: str = ""  # shown if not empty
    problem: str = ""  # why the part could not be checked
    builds_on: tuple[str, ...] = ()  # whose code the part was built on, in sentences


class Watch:
    """One run of the command: the files that it watches, and the view that it keeps up to date."""

    def __init__(
        self, workspace: Workspace, topics: list[Topic], *, parts: tuple[str, ...], device: str, isolation: str
    ) -> None:
        self._workspace = workspace
        self._files = {
            workspace.file(topic.name, part).resolve(): (topic, part)
            for topic in topics
            for part in topic.parts
            if part in parts
        }
        self._checked: dict[Path, str] = {}  # the code of each file when it was last checked; see _code
        self._events: queue.Queue[str | set[Path]] = queue.Queue()  # a key, or the files that were saved
        self._stop = threading.Event()
        self._device = device
        self._isolation = isolation
        self.view = View(topics[0], next((part for part in topics[0].parts if part in parts), parts[0]))

    def run(self) -> None:
        """Watch until q, Ctrl-C, or the end of the input."""
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            if out.is_terminal and sys.stdin.isatty() and not wants_plain_text():
                with (
                    keys.heard(self._events.put),
                    Live(
                        console=out,
                        screen=True,
                        refresh_per_second=FRAMES,
                        get_renderable=lambda: live.screen(self.view),
                    ),
                ):
                    self._follow(lambda report: None)
            else:
                self._follow(lambda report: out.print(tables.report(report, self.view.topic.title)))
        except KeyboardInterrupt:
            pass
        finally:
            self._stop.set()

    def _follow(self, show: Callable[[Report], None]) -> None:
        """Check the first files, then each file whose code changes, until the last key."""
        for path in self._first_files():
            self._check(path, show)
        for event in iter(self._events.get, keys.END):
            if isinstance(event, str):
                self._key(event)
                continue
            for path in sorted(event & self._files.keys()):
                if _code(path) != self._checked.get(path):
                    self._check(path, show)

    def _first_files(self) -> Iterator[Path]:
        """Yield the files to check at the start: all of a single topic, or only the next unfinished part of several topics."""
        if len({topic.name for topic, _ in self._files.values()}) == 1:
            yield from self._files
            return
        undone = [part.file.resolve() for part in progress.all_parts(self._workspace) if not part.done]
        yield from [path for path in undone if path in self._files][:1]

    def _watch(self) -> None:
        folders = sorted({path.parent for path in self._files})
        for changes in watchfiles.watch(
            *folders,
            step=STEP,
            debounce=DEBOUNCE,
            rust_timeout=LOOK_EVERY,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
        ):
            # Without any event for LOOK_EVERY, look at all files: a save before watching began, or an event that the
            # system dropped, is found in this way.
            self._events.put({Path(path).resolve() for _, path in changes} or set(self._files))

    def _key(self, key: str) -> None:
        if key == "a":
            self.view.everything = not self.view.everything
        elif key == "h":
            failed = next((result for result in self.view.results if not result.passed), None)
            self.view.hint = (
                "" if self.view.hint or failed is None else progress.next_hint(self._workspace, self.view.topic, failed)
            )

    def _check(self, path: Path, show: Callable[[Report], None]) -> None:
        topic, part = self._files[path]
        self._checked[path] = _code(path)
        self.view = View(topic, part, everything=self.view.everything)
        setup = at_home(topic, parts=(part,), device=self._device, isolation=self._isolation)
        try:
            handed, problem = home.of_workspace(topic)
            report = judge(
                setup,
                handed,
                name=str(topic.folder),
                problem=problem,
                on_result=self.view.results.append,
                on_point=self._on_point,
            )
        except GraderError as error:  # the screen shows the message, and the next save may remove the cause
            self.view.problem = str(error)
            if not out.is_terminal:
                note(str(error))
            return
        finally:
            self.view.running = False
        self.view.builds_on = tuple(sentence for one in report.parts for sentence in one.builds_on)
        progress.record(self._workspace, report)
        show(report)

    def _on_point(self, check: Check, point: Mapping[str, float]) -> None:
        """Add one point to the curves of a check. The curves of the check before disappear."""
        if not any(f"{check.name}: " in name for name in self.view.curves):
            self.view.curves = {}
        for name, height in point.items():
            self.view.curves.setdefault(f"{check.name}: {name}", []).append(height)


def _code(path: Path) -> str:
    """Return the code of a file without comments and layout. If the file is not valid Python, return its text."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return text
    except OSError:
        return ""


def wants_plain_text() -> bool:
    """Return True if the screen should not be redrawn: for a screen reader, or for a terminal that cannot redraw."""
    return bool(os.environ.get("GRADER_PLAIN")) or os.environ.get("TERM") == "dumb"
