"""A run: one SQLite file with everything that grading a class has found, written as it is found.

A run can be cut off at any moment and taken up again: what is there is not judged twice, and what went wrong on our side is
kept beside, never over, what was good.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from ..course.students import Student
from ..values.errors import UsageError
from ..values.parsed import Parsed
from ..values.report import Report

FILE = "run.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS submissions (
    name TEXT PRIMARY KEY, id TEXT NOT NULL, person TEXT NOT NULL, email TEXT NOT NULL, handed_in TEXT, number INTEGER NOT NULL,
    sha TEXT NOT NULL, files BLOB NOT NULL, problem TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS reports (
    submission TEXT NOT NULL, topic TEXT NOT NULL, sha TEXT NOT NULL, key TEXT NOT NULL, broken INTEGER NOT NULL,
    time TEXT NOT NULL, report BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_submission ON reports (submission, topic);
CREATE UNIQUE INDEX IF NOT EXISTS once ON reports (submission, topic, sha, key) WHERE NOT broken;
"""


@dataclasses.dataclass(frozen=True)
class Submission:
    """One attempt of one student, as it was read; `problem` says why nothing of it can be graded."""

    name: str
    student: Student
    files: dict[str, bytes]
    problem: str = ""
    when: datetime.datetime | None = None  # it was handed in, where that is known
    number: int = 1  # of this student's attempts

    @property
    def sha(self) -> str:
        """The fingerprint of what was handed in."""
        return hashlib.sha256(_text(self.files) + self.problem.encode("utf-8", "backslashreplace")).hexdigest()


class Run:
    """The run in one folder. A context manager; one process writes to it at a time, others may read."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise UsageError(f"{folder} holds no run: name the --out folder of a `grader grade`")
        try:
            self._db = sqlite3.connect(self.path, timeout=10.0)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute(
                "PRAGMA synchronous=NORMAL"
            )  # a killed process loses nothing; a power cut may lose seconds
            self._db.executescript(_TABLES)
        except sqlite3.Error as error:
            raise UsageError(f"the run {self.path} cannot be opened: {error}. Choose another --out folder") from None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the run against other graders; the system lets go of it when this process ends, however it ends."""
        lock = sqlite3.connect(self.path.with_name(".run.lock"), timeout=0.0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            raise UsageError(
                f"another grader is at work on {self.path.parent}: wait for it, or choose another --out folder"
            ) from None
        with contextlib.closing(lock):
            yield

    def note(self, facts: Mapping[str, object]) -> None:
        """Keep facts about the run (JSON values) under their names; they replace what these names held."""
        with self._db:
            rows = [(name, json.dumps(value)) for name, value in facts.items()]
            self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    def facts(self) -> dict[str, Parsed]:
        """What was noted."""
        return {name: json.loads(value) for name, value in self._db.execute("SELECT name, value FROM facts")}

    def hand_in(self, submission: Submission) -> None:
        """Keep a submission; one of the same name is replaced, and so are its reports if it has other files."""
        student, when = submission.student, submission.when
        row = (submission.name, student.id, student.name, student.email, when and when.isoformat(), submission.number)
        content = (submission.sha, zlib.compress(_text(submission.files)), submission.problem)
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, *content))

    def submissions(self, name: str | None = None) -> Iterator[Submission]:
        """All submissions in the order of their names, or that of this name."""
        columns = "name, id, person, email, handed_in, number, files, problem"
        query = f"SELECT {columns} FROM submissions WHERE ?1 IS NULL OR name = ?1 ORDER BY name"
        for found, id_, person, email, when, number, files, problem in self._db.execute(query, (name,)):
            moment = datetime.datetime.fromisoformat(when) if when else None
            yield Submission(found, Student(id_, person, email), _unpacked(files), problem, moment, number)

    def shas(self) -> dict[str, str]:
        """The fingerprint of each submission's files, by name."""
        return dict(self._db.execute("SELECT name, sha FROM submissions"))

    def done(self, name: str, sha: str, keys: Mapping[str, str]) -> set[str]:
        """The topics, of those in `keys` (topic to key, see `add`), in which this has been judged and nothing of ours broke."""
        rows = self._db.execute(
            "SELECT topic, key FROM reports WHERE submission = ? AND sha = ? AND NOT broken", (name, sha)
        )
        return {topic for topic, key in rows if keys.get(topic) == key}

    def add(self, reports: Collection[Report], sha: str, keys: Mapping[str, str]) -> None:
        """Keep what was found on one submission with these files. `keys` say with what each topic was judged."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        rows = [
            (r.submission, r.topic, sha, keys[r.topic], r.broken, now, zlib.compress(json.dumps(r.as_dict()).encode()))
            for r in reports
        ]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def reports(self) -> dict[str, dict[str, Report]]:
        """By submission and topic what counts: the newest report on its files in which nothing of ours broke, if there is one."""
        rows = self._db.execute(
            "SELECT submission, topic, report FROM reports JOIN submissions ON name = submission "
            "WHERE reports.sha = submissions.sha ORDER BY submission, topic, NOT broken, reports.rowid"
        )
        found: dict[str, dict[str, bytes]] = {}
        for name, topic, report in rows:  # what is read last counts
            found.setdefault(name, {})[topic] = report
        return {
            name: {topic: Report.from_dict(json.loads(zlib.decompress(report))) for topic, report in mine.items()}
            for name, mine in found.items()
        }


def _text(files: Mapping[str, bytes]) -> bytes:
    return json.dumps({path: data.decode("latin-1") for path, data in sorted(files.items())}).encode()


def _unpacked(packed: bytes) -> dict[str, bytes]:
    return {path: text.encode("latin-1") for path, text in json.loads(zlib.decompress(packed)).items()}
