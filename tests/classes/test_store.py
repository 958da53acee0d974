"""The store: nothing is judged twice, nothing good is overwritten, and a second grader is kept out."""

import datetime
import json
import os
import sqlite3
import sys
import zlib

import pytest
from support import reports

from grader.classes.store import FILE, LOCK, Run, Submission
from grader.course.students import Student
from grader.values.errors import UsageError
from grader.values.report import Status

KEYS = {"conv": "key of conv", "lstm": "key of lstm"}


def submission(name="ada", text=b"x = 1\n", **more):
    return Submission(name, Student(name, "Ada", "ada@example.org"), {"conv_numpy.py": text}, **more)


def report(topic="conv", status=Status.PASSED, score=1.0, name="ada"):
    one = reports.result(
        "pads", status, claim="It pads.", score=score, max_score=1.0, says="a\\udc80 message", output="é\n"
    )
    return reports.report(topic, name, one, isolation=("process", "seccomp"), seconds=0.5)


@pytest.fixture
def run(tmp_path):
    with Run(tmp_path, create=True) as run:
        yield run


def test_a_submission_comes_back_as_it_was(run):
    """Bytes that are no text, a time zone, and a problem included."""
    when = datetime.datetime(2026, 11, 2, 23, 59, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    handed = submission(text=bytes(range(256)), problem="it is a link", when=when, number=3)
    run.hand_in(handed, ["conv"])
    assert list(run.submissions("conv")) == [handed] == list(run.submissions("conv", "ada"))
    assert list(run.submissions("conv", "grace")) == [] == list(run.submissions("lstm"))


def test_a_report_comes_back_as_it_was(run):
    """To the letter."""
    run.hand_in(submission(), ["conv"])
    run.add([report()], submission().sha, KEYS)
    assert run.reports() == {"ada": {"conv": report()}}


def test_a_stored_report_is_made_safe_again(run):
    """Characters that an older version has let through."""
    run.hand_in(submission(), ["conv"])
    strange = reports.result(
        "pads", Status.FAILED, says="a\ud800\x00", output="é\u202e", curves={"loss": {"yours": [1e308]}}
    )
    run.add([reports.report("conv", "ada", strange)], submission().sha, KEYS)
    (result,) = run.reports()["ada"]["conv"].results
    assert (result.message, result.output, result.curves) == ("a\\ud800\\x00", "é\\u202e", {"loss": {"yours": [None]}})


DAMAGE = {
    "not packed": b"x",
    "not JSON": zlib.compress(b"{"),
    "another form": zlib.compress(b"[]"),
    "without an entry": zlib.compress(b'{"parts": [], "results": [{}], "topic": "conv", "submission": "ada"}'),
    "a score above its maximum": None,
    "a score of infinity": None,
    "a score in words": None,
}
SCORES = {"a score above its maximum": 2.0, "a score of infinity": float("inf"), "a score in words": "many"}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_report_is_a_row_that_says_so(run, damage):
    """The reports of the others are read."""
    content = report().as_dict()
    content["results"][0]["score"] = SCORES.get(damage)
    packed = DAMAGE[damage] or zlib.compress(json.dumps(content).encode())
    for name in ("ada", "eve"):
        run.hand_in(submission(name), ["conv"])
        run.add([report(name=name)], submission(name).sha, KEYS)
    with sqlite3.connect(run.path) as db:
        db.execute("UPDATE reports SET report = ? WHERE submission = 'eve'", (packed,))
    kept = run.reports()
    assert kept["ada"] == {"conv": report()}
    assert kept["eve"]["conv"].broken and kept["eve"]["conv"].score == 0
    assert "grader grade` must judge again with --again" in kept["eve"]["conv"].results[0].message


def test_what_was_judged_is_known_by_its_files_and_its_key(run):
    """Other files, another key or another topic were not judged yet."""
    sha = submission().sha
    run.add([report()], sha, KEYS)
    assert run.done("ada", sha, KEYS) == {"conv"}
    assert run.done("ada", submission(text=b"x = 2\n").sha, KEYS) == set()
    assert run.done("ada", sha, KEYS | {"conv": "another"}) == set()
    assert run.done("grace", sha, KEYS) == set()


def test_what_broke_is_judged_again_and_never_hides_what_was_good(run):
    """In whichever order the two came."""
    sha = submission().sha
    run.hand_in(submission(), ["conv"])
    run.add([report(status=Status.BROKEN, score=0.0)], sha, KEYS)
    assert run.done("ada", sha, KEYS) == set()
    assert run.reports()["ada"]["conv"].broken
    run.add([report()], sha, KEYS)
    run.add([report(status=Status.BROKEN, score=0.0)], sha, KEYS)
    assert run.reports()["ada"]["conv"].score == 1.0


def test_the_newest_judgement_counts(run):
    """A regrade with another key replaces, and the old key knows its own again when it comes back."""
    sha = submission().sha
    run.hand_in(submission(), ["conv"])
    run.add([report(score=1.0)], sha, KEYS)
    run.add([report(score=0.5)], sha, {"conv": "new checks"})
    assert run.reports()["ada"]["conv"].score == 0.5
    run.add([report(score=1.0)], sha, KEYS)
    assert run.reports()["ada"]["conv"].score == 1.0


def test_reports_are_about_the_files_that_are_there(run):
    """Who hands in again has no score from the files of before."""
    run.hand_in(submission(), ["conv"])
    run.add([report()], submission().sha, KEYS)
    run.hand_in(submission(text=b"x = 2\n"), ["conv"])
    assert run.reports() == {}
    run.hand_in(submission(), ["conv"])
    assert run.reports() == {"ada": {"conv": report()}}


def test_a_run_is_read_while_another_grader_writes(run, tmp_path):
    """Reading needs no lock; grading needs it alone."""
    run.note({"topics": ["conv"]})
    with run.alone():
        with Run(tmp_path) as reader:
            assert reader.facts() == {"topics": ["conv"]}
            with pytest.raises(UsageError, match="another grader"), reader.alone():
                pass
        run.note({"topics": []})
    with Run(tmp_path) as next_one, next_one.alone():
        assert next_one.facts() == {"topics": []}


def test_a_folder_without_a_run_is_refused(tmp_path):
    """And none is made there by asking."""
    with pytest.raises(UsageError, match="contains no run"):
        Run(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_run_is_refused(tmp_path):
    """With the next step, and left as it is."""
    (tmp_path / FILE).write_text("something else entirely, and longer than a header" * 9)
    with pytest.raises(UsageError, match="cannot be opened"):
        Run(tmp_path)


def test_what_is_written_is_there_for_another_connection_at_once(run, tmp_path):
    """A commit for each submission: a killed process loses those under way alone."""
    run.hand_in(submission(), ["conv"])
    run.add([report()], submission().sha, KEYS)
    rows = sqlite3.connect(tmp_path / FILE).execute("SELECT count(*) FROM reports").fetchone()
    assert rows == (1,)


def test_a_run_of_an_earlier_version_is_read(tmp_path):
    """It had one set of submissions for all topics."""
    with Run(tmp_path, create=True) as run:
        run.note({"topics": ["conv", "lstm"]})
        for name in ("ada", "eve"):
            run.hand_in(submission(name), ["conv", "lstm"])
            run.add([report(name=name)], submission(name).sha, KEYS)
        reports_now = run.reports()
    with sqlite3.connect(tmp_path / FILE) as db:
        columns = "name, id, person, email, handed_in, number, sha, files, problem"
        db.execute(f"CREATE TABLE submissions AS SELECT {columns} FROM attempts")
        db.execute("DROP TABLE attempts")
        db.execute("DROP TABLE sets")
    for _ in range(2):
        with Run(tmp_path) as run:
            assert run.reports() == reports_now
            assert (
                list(run.submissions("lstm")) == list(run.submissions("conv")) == [submission("ada"), submission("eve")]
            )


def test_a_submission_that_is_gone_keeps_its_report(run):
    """It counts again when it is handed in again. Files that no topic needs are not kept."""
    run.note({"topics": ["conv", "lstm"]})
    run.hand_in(submission(), ["conv", "lstm"])
    run.add([report()], submission().sha, KEYS)
    run.withdraw(["conv"], set())
    assert run.reports() == {} == {key: sha for key, sha in run.shas().items() if key[1] == "conv"}
    assert (
        [one.name for one in run.submissions("conv", gone=True)]
        == ["ada"]
        == [one.name for one in run.submissions("lstm")]
    )
    run.hand_in(submission(), ["conv"])
    assert run.reports() == {"ada": {"conv": report()}}
    run.hand_in(submission(text=b"other"), ["conv", "lstm"])
    run.withdraw(["conv"], {"ada"})
    with sqlite3.connect(run.path) as db:
        assert db.execute("SELECT count(*) FROM attempts").fetchone() == (1,)


MODE = 0o777


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_reads_a_run(tmp_path):
    """The database, what SQLite writes beside it while it works, and the lock, whatever the mask of the process is."""
    before = os.umask(0o000)
    try:
        with Run(tmp_path, create=True) as run, run.alone():
            run.hand_in(submission(), ["conv"])
            modes = {file.name: file.stat().st_mode & MODE for file in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert {FILE, f"{FILE}-wal", LOCK} <= set(modes) and set(modes.values()) == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_run_of_an_earlier_version_is_closed_to_others(tmp_path):
    """When it is opened, to be read too."""
    with Run(tmp_path, create=True) as run:
        run.hand_in(submission(), ["conv"])
        for file in tmp_path.iterdir():
            file.chmod(0o644)
        with Run(tmp_path):
            modes = {file.name: file.stat().st_mode & MODE for file in tmp_path.iterdir()}
    assert f"{FILE}-wal" in modes and set(modes.values()) == {0o600}
