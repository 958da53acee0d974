"""The pytest plugin: in a workspace every check is a test item, which editors show.

Every pytest run of an environment loads this file. So it imports other modules only when there is a topic to collect.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..checks.check import Check
    from ..judging.blocked import Blocked
    from ..judging.session import PartSession
    from ..topics.topic import Topic
    from ..values.report import Result


class NotPassed(Exception):
    """Raised for a check that did not pass. pytest's report shows its result."""

    def __init__(self, result: Result, builds_on: tuple[str, ...]) -> None:
        super().__init__(result.message)
        self.result = result
        self.builds_on = builds_on  # whose code the part was built on, in sentences


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return a collector for a file of checks with a recording beside it."""
    if file_path.name.startswith("checks") and (file_path.parent / "answers").is_dir():
        from ..values.parts import CHECK_FILES

        if file_path.name in CHECK_FILES:
            return ChecksFile.from_parent(parent, path=file_path)
    return None


class ChecksFile(pytest.File):
    """The collector for the checks of one file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each check, with the changes of the course file."""
        from ..course.course import find
        from ..topics.topic import Topic
        from ..values.errors import GraderError

        folder = self.path.parent
        try:
            topic = Topic(folder.name, folder, course=find(None, folder.parent))
            checks = [check for check in topic.checks if check.function.__code__.co_filename == str(self.path)]
        except GraderError as error:
            raise self.CollectError(str(error)) from None
        for check in checks:
            yield CheckItem.from_parent(self, name=check.name, topic=topic, check=check)


class CheckItem(pytest.Item):
    """The test item of one check, which judges the student's file beside the checks."""

    def __init__(self, *, topic: Topic, check: Check, **more: Any) -> None:  # the arguments of pytest.Item
        super().__init__(**more)
        self.topic = topic
        self.check = check

    def runtest(self) -> None:
        """Run the check. It is skipped if its library is not installed, or if it waits for a check that did not pass."""
        from ..sandbox.spawn import missing
        from ..values.report import Status

        if libraries := missing(self.check.part):
            pytest.skip(f"{libraries} is not installed: pip install 'chainrule[{self.check.part}]'")
        result, builds_on = _sessions(self.config).ask(self.topic, self.check)
        if result.status is Status.WAITING:
            pytest.skip(result.message)
        if not result.passed:
            raise NotPassed(result, builds_on)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the claim, the message and the hint. For an error of the grader, return its message.

        The types that are Any here are not exported by pytest.
        """
        from ..show.terminal import plain
        from ..values.errors import GraderError

        if isinstance(excinfo.value, NotPassed):
            return "\n".join([plain.result(excinfo.value.result), *excinfo.value.builds_on])
        if isinstance(excinfo.value, GraderError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the check's file and line, and its claim as the title."""
        return self.path, self.check.function.__code__.co_firstlineno - 1, f"{self.topic.name}: {self.check.claim}"


class Sessions:
    """The open sessions: one for each part, from its first check to the end of the pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._open: dict[tuple[Path, str], PartSession | Blocked] = {}
        self._results: dict[Path, dict[str, Result]] = {}  # of all parts of a topic, by check

    def ask(self, topic: Topic, check: Check) -> tuple[Result, tuple[str, ...]]:
        """Return the result of one check, and sentences that say whose code its part was built on."""
        key = (topic.folder, check.part)
        if key not in self._open:
            self._open[key] = self._open_part(topic, check.part)
        result = self._open[key].ask(check)
        self._results[topic.folder][check.name] = result
        return result, self._open[key].builds_on

    def _open_part(self, topic: Topic, part: str) -> PartSession | Blocked:
        from ..judging.opening import open_part
        from ..judging.setup import at_home, in_process
        from ..submissions import home

        setup = at_home(topic)
        if self._config.getoption("usepdb"):
            setup = at_home(topic, start=in_process(functools.partial(_debug, self._config)))
        handed, problem = home.of_workspace(topic)
        earlier = self._results.setdefault(topic.folder, {})
        return open_part(setup, part, handed.get(part), problem=problem, earlier=earlier)

    def close(self) -> None:
        """End all workers."""
        for session in self._open.values():
            session.close()
        self._open.clear()


def _sessions(config: pytest.Config) -> Sessions:
    sessions: Sessions | None = config.pluginmanager.get_plugin("chainrule-sessions")
    if sessions is None:
        sessions = Sessions(config)
        config.pluginmanager.register(sessions, "chainrule-sessions")
    return sessions


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the sessions at the end of the pytest run."""
    if sessions := config.pluginmanager.get_plugin("chainrule-sessions"):
        sessions.close()


def _debug(config: pytest.Config, error: BaseException) -> None:
    """Open the debugger where the student's code raised. With `--pdb` the code runs in this process and has no limits."""
    import pdb

    if not isinstance(error, NotImplementedError):
        capture = config.pluginmanager.get_plugin("capturemanager")
        if capture:
            capture.suspend_global_capture(in_=True)
        pdb.post_mortem(error.__traceback__)
        if capture:
            capture.resume_global_capture()
