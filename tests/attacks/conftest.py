"""`judged` hands a submission to `grader judge` in this process."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.grounds import Grounds

from grader.cli.main import main
from grader.sandbox import isolation, worker_process
from grader.sandbox.isolation import Isolation


@dataclasses.dataclass(frozen=True)
class Judged:
    """What came of a submission: the report, unless it was refused, and all that the command printed."""

    report: dict[str, Any] | None
    exit_code: int
    said: str
    seconds: float  # of the judge's processor, which no slow machine stretches

    @property
    def earned(self) -> set[str]:
        return {result["name"] for result in (self.report or {"results": []})["results"] if result["score"]}


@pytest.fixture
def judged(grounds: Grounds, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Judged]:
    """`judged(path, "strict")`, or with an Isolation of the test's own."""

    def judge(path: Path, level: str | Isolation, part: str = "numpy") -> Judged:
        if isinstance(level, Isolation):
            monkeypatch.setitem(isolation.LEVELS, "best", level)
            level = "best"
        monkeypatch.setattr(worker_process, "LOAD_LIMIT", 5.0 if part == "torch" else 1.0)
        command = ["judge", str(path), "--topic", "toy", "--secret-file", str(grounds.root / "course.secret")]
        command += ["--part", part, "--isolation", level, "--format", "json"]
        command += ["--exercises", str(grounds.root / "exercises"), "--solutions", str(grounds.root / "solutions")]
        before = Path.cwd()
        start = time.process_time()
        result = CliRunner().invoke(main, command)
        assert Path.cwd() == before
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        report = json.loads(result.stdout) if result.stdout else None
        return Judged(report, result.exit_code, result.output, time.process_time() - start)

    return judge
