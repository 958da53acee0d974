"""Store a student's history in a small SQLite file of the workspace.

The history contains every check run, every version that passed all checks, and the hints that were shown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    time TEXT, topic TEXT, part TEXT, sha TEXT, score REAL, max_score REAL, passed INTEGER, checks INTEGER, first TEXT
);
CREATE INDEX IF NOT EXISTS by_part ON runs (topic, part);
CREATE TABLE IF NOT EXISTS solved (time TEXT, topic TEXT, part TEXT, sha TEXT, text TEXT, PRIMARY KEY (topic, part, sha));
CREATE TABLE IF NOT EXISTS hints (time TEXT, topic TEXT, name TEXT, stage INTEGER, PRIMARY KEY (topic, name, stage));
"""
_LOST = (OSError, sqlite3.Error)  # a read-only folder, a damaged file


@dataclasses.dataclass(frozen=True)
class CheckRun:
    """One run of the checks of one part: the version of the file, its score, and the first check that did not pass."""

    time: str  # ISO 8601, local
    topic: str
    part: str
    sha: str  # of the file's bytes
    score: float
    max_score: float
    passed: int
    checks: int
    first: str  # the claim of the first check that did not pass; empty if all passed


@dataclasses.dataclass(frozen=True)
class Solved:
    """A version of a part that passed every check."""

    time: str
    topic: str
    part: str
    sha: str
    text: str


class History:
    """The history of one workspace. No work is lost with it, so errors of its file are ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(self._path, timeout=2.0)) as connection, connection:
            connection.executescript(_TABLES)
            yield connection

    def add(self, run: CheckRun, text: bytes) -> None:
        """Store a run. The text of the file is stored too if this version passed all checks for the first time."""
        with contextlib.suppress(*_LOST), self._open() as connection:
            values = dataclasses.astuple(run)
            connection.execute(f"INSERT INTO runs VALUES ({', '.join('?' * len(values))})", values)
            if run.passed == run.checks:
                version = (run.time, run.topic, run.part, run.sha, text.decode("utf-8", "replace"))
                connection.execute("INSERT OR IGNORE INTO solved VALUES (?, ?, ?, ?, ?)", version)

    def latest(self) -> dict[tuple[str, str], CheckRun]:
        """Return the last run of every part, by topic and part."""
        last = "SELECT * FROM runs WHERE rowid IN (SELECT max(rowid) FROM runs GROUP BY topic, part)"
        return {(run.topic, run.part): run for run in (CheckRun(*row) for row in self._rows(last))}

    def reveal(self, topic: str, check: str, stages: int) -> int:
        """Record that one more hint of a check is shown, at most `stages`. Returns the number of hints shown so far."""
        shown = min(self.revealed().get((topic, check), 0) + 1, stages)
        with contextlib.suppress(*_LOST), self._open() as connection:
            connection.execute("INSERT OR IGNORE INTO hints VALUES (?, ?, ?, ?)", (now(), topic, check, shown))
        return shown

    def revealed(self) -> dict[tuple[str, str], int]:
        """Return the number of hints that were shown, by topic and check."""
        rows = self._rows("SELECT topic, name, max(stage) FROM hints GROUP BY topic, name")
        return {(topic, name): stage for topic, name, stage in rows}

    def solved(self, topic: str = "") -> list[Solved]:
        """Return the versions that passed all checks, oldest first. Without `topic`, those of all topics."""
        rows = self._rows("SELECT * FROM solved WHERE ? IN ('', topic) ORDER BY time, rowid", topic)
        return [Solved(*row) for row in rows]

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:  # the columns that the query names
        if self._path.exists():
            with contextlib.suppress(*_LOST), self._open() as connection:
                return connection.execute(query, values).fetchall()
        return []


def now() -> str:
    """Return the local time in ISO 8601, to the second."""
    return datetime.datetime.now().isoformat(timespec="seconds")


def sha(data: bytes) -> str:
    """Return the SHA-256 fingerprint of a file's content."""
    return hashlib.sha256(data).hexdigest()
