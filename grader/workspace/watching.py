"""`grader watch`: on every save the part that changed is checked again in a warm worker, and the first failure shown large."""

from __future__ import annotations

import ast
import dataclasses
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
from ..submissions import intake
from ..topics.topic import Topic
from ..values.errors import GraderError
from ..values.report import Report, Result
from . import keys, progress
from .folder import Workspace

STEP, DEBOUNCE = 10, 50  # ms: an editor's save is a few events close together
LOOK_EVERY = 2000  # ms
FRAMES = 15  # a second


@dataclasses.dataclass
class View:
    """What is on the screen: the part at hand, its checks so far, curves that grow, and what the keys have chosen."""

    topic: Topic
    part: str
    results: list[Result] = dataclasses.field(default_factory=list)
    curves: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    running: bool = True
    everything: bool = False
    hint: str = ""
    problem: str = ""


class Watch:
    """One run of the command: what it watches, and the view that it keeps up to date."""

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
        self._known: dict[Path, str] = {}
        self._events: queue.Queue[str | set[Path]] = queue.Queue()
        self._stop = threading.Event()
        self._device = device
        self._isolation = isolation
        self.view = View(topics[0], next((part for part in topics[0].parts if part in parts), parts[0]))

    def run(self) -> None:
        """Watch until q, Ctrl-C, or the end of the input."""
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            if out.is_terminal and sys.stdin.isatty() and not progress.plain():
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
        """Check what was not checked yet as it is, then whatever changes."""
        for path in self._first():
            self._check(path, show)
        for event in iter(self._events.get, keys.END):
            if isinstance(event, str):
                self._key(event)
                continue
            for path in sorted(event & self._files.keys()):
                if self._meaning(path) != self._known.get(path):
                    self._check(path, show)

    def _first(self) -> Iterator[Path]:
        """What to check at the start: everything of one topic, of many the part that comes next."""
        if len({topic.name for topic, _ in self._files.values()}) == 1:
            yield from self._files
            return
        undone = [part.file.resolve() for part in progress.parts(self._workspace) if not part.done]
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
            # Nothing happened for a while: what was saved before watching began, or went unheard, is seen now.
            self._events.put({Path(path).resolve() for _, path in changes} or set(self._files))

    def _key(self, key: str) -> None:
        if key == "a":
            self.view.everything = not self.view.everything
        elif key == "h":
            failed = next((result for result in self.view.results if not result.passed), None)
            self.view.hint = (
                "" if self.view.hint or failed is None else progress.next_hint(self._workspace, self.view.topic, failed)
            )

    def _meaning(self, path: Path) -> str:
        """The code of a file, whatever its comments and its layout; the text where it is no Python."""
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
            return ast.dump(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError):
            return text
        except OSError:
            return ""

    def _check(self, path: Path, show: Callable[[Report], None]) -> None:
        topic, part = self._files[path]
        self._known[path] = self._meaning(path)
        self.view = View(topic, part, everything=self.view.everything)
        setup = at_home(topic, parts=(part,), device=self._device, isolation=self._isolation)
        try:
            handed, problem = intake.of_workspace(topic)
            report = judge(
                setup,
                handed,
                name=str(topic.folder),
                problem=problem,
                on_result=self.view.results.append,
                on_point=self._on_point,
            )
        except GraderError as error:  # said on the screen: the next save may mend it
            self.view.problem = str(error)
            if not out.is_terminal:
                note(str(error))
            return
        finally:
            self.view.running = False
        progress.note(self._workspace, report)
        show(report)

    def _on_point(self, check: Check, point: Mapping[str, float]) -> None:
        if not any(f"{check.name}: " in name for name in self.view.curves):
            self.view.curves = {}
        for name, height in point.items():
            self.view.curves.setdefault(f"{check.name}: {name}", []).append(height)
