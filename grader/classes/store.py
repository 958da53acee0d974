"""Store a run in one SQLite file: the submissions of a class and their reports. Each report is written at once.

Only its owner may read the files: they hold names, marks and submissions.

A run can be interrupted at any moment and continued later. A submission with a good report is not judged again. A report in
which the grader broke is stored beside a good one and never replaces it. Each topic has its own set of submissions, because
the topics of a course are handed in one after another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import hashlib
import json
import math
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..course.students import Student
from ..judging.gate import cleaned
from ..values.errors import UsageError
from ..values.finding import Finding, Kind
from ..values.parsed import Parsed
from ..values.report import Report, Result, Status

FILE = "run.sqlite"
LOCK = ".run.lock"
PRIVATE = 0o600  # SQLite gives the files beside it the same mode
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (
    name TEXT NOT NULL, sha TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, email TEXT NOT NULL, handed_in TEXT,
    number INTEGER NOT NULL, files BLOB NOT NULL, problem TEXT NOT NULL, PRIMARY KEY (name, sha)
);
CREATE TABLE IF NOT EXISTS sets (
    topic TEXT NOT NULL, name TEXT NOT NULL, sha TEXT NOT NULL, gone INTEGER NOT NULL, PRIMARY KEY (topic, name)
);
CREATE TABLE IF NOT EXISTS reports (
    submission TEXT NOT NULL, topic TEXT NOT NULL, sha TEXT NOT NULL, key TEXT NOT NULL, broken INTEGER NOT NULL,
    time TEXT NOT NULL, report BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_submission ON reports (submission, topic);
CREATE UNIQUE INDEX IF NOT EXISTS once ON reports (submission, topic, sha, key) WHERE NOT broken;
"""
_COLUMNS = "attempts.name, id, person, email, handed_in, number, files, problem"
_ONE_SET = """
INSERT INTO attempts SELECT name, sha, id, person, email, handed_in, number, files, problem FROM submissions;
INSERT INTO sets SELECT topics.value, submissions.name, sha, 0 FROM submissions, facts, json_each(facts.value) AS topics
    WHERE facts.name = 'topics';
DROP TABLE submissions;
"""  # for a run of a version that had one set for all topics


@dataclasses.dataclass(frozen=True)
class Submission:
    """One attempt of one student. If nothing of it can be graded, `problem` is the reason."""

    name: str
    student: Student
    files: dict[str, bytes]
    problem: str = ""
    when: datetime.datetime | None = None  # the time of handing in; None if it is not known
    number: int = 1  # counted per student

    @property
    def sha(self) -> str:
        """The fingerprint of the files and the problem."""
        return hashlib.sha256(_text(self.files) + self.problem.encode("utf-8", "backslashreplace")).hexdigest()


def _close_to_others(folder: Path) -> None:
    """Let only the owner read the files of a run, also of a run that an earlier version made."""
    for file in (*folder.glob(f"{FILE}*"), folder / LOCK):
        with contextlib.suppress(FileNotFoundError, PermissionError):  # PermissionError: it is another user's run
            if not file.is_symlink() and file.stat().st_mode & 0o077:
                file.chmod(PRIVATE)


class Run:
    """The run in one folder, as a context manager. One process writes at a time; other processes may read."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise UsageError(f"{folder} contains no run: name the --out folder of a `grader grade`")
        try:
            if create:
                self.path.touch(PRIVATE)
            _close_to_others(folder)
            self._db = sqlite3.connect(self.path, timeout=10.0)
            self._db.execute("PRAGMA journal_mode=WAL")
            # With NORMAL a killed process loses nothing. A power cut may lose the last seconds.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
            if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'submissions'").fetchone():
                self._db.executescript(f"BEGIN IMMEDIATE; {_ONE_SET} COMMIT;")
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"the run {self.path} cannot be opened: {error}. Choose another --out folder") from None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Lock the run against other graders. The system releases the lock when this process ends, in whatever way."""
        self.path.with_name(LOCK).touch(PRIVATE)
        lock = sqlite3.connect(self.path.with_name(LOCK), timeout=0.0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            raise UsageError(
                f"another grader is working on {self.path.parent}: wait until it ends, or choose another --out folder"
            ) from None
        with contextlib.closing(lock):
            yield

    def note(self, facts: Mapping[str, object]) -> None:
        """Store facts about the run (JSON values) by name. A new value replaces the old value of its name."""
        with self._db:
            rows = [(name, json.dumps(value)) for name, value in facts.items()]
            self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    def facts(self) -> dict[str, Parsed]:
        """Return the stored facts by name."""
        return {name: json.loads(value) for name, value in self._db.execute("SELECT name, value FROM facts")}

    def hand_in(self, submission: Submission, topics: Iterable[str]) -> None:
        """Store a submission in the set of each topic, in the place of an earlier one of the same name."""
        student, when, sha = submission.student, submission.when, submission.sha
        person = (student.id, student.name, student.email, when and when.isoformat(), submission.number)
        files = zlib.compress(_text(submission.files))
        with self._db:
            row = (submission.name, sha, *person, files, submission.problem)
            self._db.execute("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            rows = [(topic, submission.name, sha) for topic in topics]
            self._db.executemany("INSERT OR REPLACE INTO sets VALUES (?, ?, ?, 0)", rows)

    def withdraw(self, topics: Sequence[str], kept: Collection[str]) -> None:
        """Mark every submission of the topics as gone, except those whose names are `kept`. Their reports stay stored."""
        with self._db:
            rows = self._db.execute("SELECT topic, name FROM sets").fetchall()
            gone = [row for row in rows if row[0] in topics and row[1] not in kept]
            self._db.executemany("UPDATE sets SET gone = 1 WHERE topic = ? AND name = ?", gone)
            unused = "NOT EXISTS (SELECT 1 FROM sets WHERE sets.name = attempts.name AND sets.sha = attempts.sha)"
            self._db.execute(f"DELETE FROM attempts WHERE {unused}")

    def submissions(self, topic: str, name: str | None = None, *, gone: bool = False) -> Iterator[Submission]:
        """Yield the submissions of a topic in the order of their names, or only the one with this name.

        With `gone`, yield those that were there earlier instead.
        """
        query = (
            f"SELECT {_COLUMNS} FROM attempts JOIN sets USING (name, sha) "
            "WHERE topic = ? AND gone = ? AND (?3 IS NULL OR name = ?3) ORDER BY name"
        )
        for stored_name, id_, person, email, when, number, files, problem in self._db.execute(
            query, (topic, gone, name)
        ):
            moment = datetime.datetime.fromisoformat(when) if when else None
            yield Submission(stored_name, Student(id_, person, email), _unpacked(files), problem, moment, number)

    def shas(self, *, gone: bool = False) -> dict[tuple[str, str], str]:
        """Return the fingerprint of each submission that is there, by name and topic; or of those that were there earlier."""
        rows = self._db.execute("SELECT name, topic, sha FROM sets WHERE gone = ?", (gone,))
        return {(name, topic): sha for name, topic, sha in rows}

    def done(self, name: str, sha: str, keys: Mapping[str, str]) -> set[str]:
        """Return the topics in which this submission already has a report without a broken check.

        `keys` maps topics to keys, as in `add`. Only reports with these keys count.
        """
        rows = self._db.execute(
            "SELECT topic, key FROM reports WHERE submission = ? AND sha = ? AND NOT broken", (name, sha)
        )
        return {topic for topic, key in rows if keys.get(topic) == key}

    def add(self, reports: Collection[Report], sha: str, keys: Mapping[str, str]) -> None:
        """Store the reports on a submission with the fingerprint `sha`.

        `keys` gives for each topic the fingerprint of everything else that the report depends on.
        """
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        rows = [
            (r.submission, r.topic, sha, keys[r.topic], r.broken, now, zlib.compress(json.dumps(r.as_dict()).encode()))
            for r in reports
        ]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def reports(self) -> dict[str, dict[str, Report]]:
        """Return the report that counts, by submission and topic, of each submission that is there.

        It is the newest report on the current files without a broken check. If every report has one, it is the newest.
        """
        rows = self._db.execute(
            "SELECT submission, reports.topic, report FROM reports "
            "JOIN sets ON sets.name = submission AND sets.topic = reports.topic AND sets.sha = reports.sha "
            "WHERE NOT gone ORDER BY submission, reports.topic, NOT broken, reports.rowid"
        )
        packed: dict[str, dict[str, bytes]] = {}
        for name, topic, report in rows:  # the report that is read last counts
            packed.setdefault(name, {})[topic] = report
        return {
            name: {topic: _report(packed_report, name, topic) for topic, packed_report in by_topic.items()}
            for name, by_topic in packed.items()
        }


def _report(packed: bytes, name: str, topic: str) -> Report:
    """The stored report. In the place of a report that cannot be shown stands a broken report that says so."""
    try:
        report = Report.from_dict(json.loads(zlib.decompress(packed))).changed(cleaned)
        if not all(math.isfinite(result.score) and result.score <= result.max_score for result in report.results):
            raise ValueError("a score is not a number up to its maximum")
        return report
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, zlib.error) as error:
        message = f"the stored report cannot be read, so `grader grade` must judge again with --again: {error}"
        finding = Finding(Kind.BROKEN, message)
        result = Result("report", "The report can be read.", "", Status.BROKEN, 0.0, 0.0, finding)
        return Report.of(topic, name, [cleaned(result)])


def _text(files: Mapping[str, bytes]) -> bytes:
    return json.dumps({path: data.decode("latin-1") for path, data in sorted(files.items())}).encode()


def _unpacked(packed: bytes) -> dict[str, bytes]:
    return {path: text.encode("latin-1") for path, text in json.loads(zlib.decompress(packed)).items()}
