"""`grader watch`: a save is checked at once, a change of comments is none, keys do what they say."""

import contextlib
import io
import os
import queue
import shutil
import subprocess
import sys
import threading

import pytest
from rich.console import Console
from support.patience import PATIENCE
from support.places import ROOT

from grader.course.course import UNCHANGED
from grader.show.terminal import live as front
from grader.topics.catalog import find_topic
from grader.workspace.folder import Workspace
from grader.workspace.watching import Watch, wants_plain_text

TOPIC = "batch_norm"
RIGHT = (ROOT / "tests" / "sample_class" / "right_terse" / f"{TOPIC}_numpy.py").read_text()
WRONG = RIGHT.replace("s2 * (k / (k - 1))", "s2")


@pytest.fixture
def workspace(tmp_path):
    shutil.copytree(ROOT / "exercises" / TOPIC, tmp_path / "exercises" / TOPIC)
    (tmp_path / "exercises" / TOPIC / f"{TOPIC}_numpy.py").write_text(RIGHT)
    return Workspace(tmp_path)


@pytest.fixture
def file(workspace):
    return workspace.file(TOPIC, "numpy")


class Watching(Watch):
    """Its reports come through a queue; nothing is shown."""

    def __init__(self, workspace, parts=("numpy",)):
        topic = find_topic(TOPIC, workspace.exercises, None, UNCHANGED)
        super().__init__(workspace, [topic], parts=parts, device="cpu", isolation="best")
        self.reports = queue.Queue()

    def run(self):
        self._follow(self.reports.put)


def save(file, text):
    """As a whole, so that nobody reads half of it."""
    beside = file.with_name("beside")
    beside.write_text(text)
    beside.replace(file)


def settled(watch):
    """All events so far are dealt with."""
    before = watch.view.everything
    watch._events.put("a")
    while watch.view.everything == before:
        threading.Event().wait(0.005)


@contextlib.contextmanager
def followed(watch):
    """Events are the test's; the end of the block is the end of the watch."""
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    yield watch.reports
    watch._events.put("q")
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_only_what_changes_the_code_is_checked_again(workspace, file):
    """At the start once; then after each change that means something, also a syntax error and back."""
    watch = Watching(workspace)
    with followed(watch) as reports:
        assert reports.get(timeout=PATIENCE).passed
        save(file, RIGHT + "\n# a comment\n\n\n")
        watch._events.put({file})
        watch._events.put({file.parent / "README.md"})
        settled(watch)
        save(file, WRONG)
        watch._events.put({file})
        report = reports.get(timeout=PATIENCE)
        assert not report.passed and [r.cause_ids for r in report.results if r.causes] == [("biased_running_variance",)]
        save(file, RIGHT[:-20])
        watch._events.put({file})
        assert not reports.get(timeout=PATIENCE).passed
        save(file, RIGHT)
        watch._events.put({file})
        assert reports.get(timeout=PATIENCE).passed
    assert reports.empty()
    assert workspace.history.latest()[TOPIC, "numpy"].score == 25


def test_a_save_on_disk_is_seen(workspace, file):
    """As many editors do it: another file is moved over it. A process of its own, its output a pipe."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "grader", "watch", TOPIC, "--part", "numpy"]
    with subprocess.Popen(
        command, cwd=workspace.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            footer = lambda: next(line for line in process.stdout if "points" in line)  # noqa: E731
            assert footer().startswith("25 of 25 points")
            save(file, WRONG)
            assert footer().startswith("22.27 of 25 points")
            save(file, RIGHT)
            assert footer().startswith("25 of 25 points")
        finally:
            process.kill()


def test_what_cannot_be_checked_is_said_and_mended_by_the_next_save(workspace, file):
    """A recording that is damaged ends nothing."""
    answers = workspace.exercises / TOPIC / "answers" / "numpy.json"
    whole = answers.read_bytes()
    answers.write_bytes(b"rubbish")
    watch = Watching(workspace)
    with followed(watch) as reports:
        settled(watch)
        assert "is damaged" in watch.view.problem and reports.empty()
        answers.write_bytes(whole)
        save(file, WRONG)
        watch._events.put({file})
        assert not reports.get(timeout=PATIENCE).passed


def screen(view):
    console = Console(file=io.StringIO(), width=90)
    console.print(front.screen(view))
    return console.file.getvalue()


def test_the_screen(workspace, file):
    """The first failure large, what waits for it small, what holds a number; keys show all of it and a hint."""
    file.write_text(WRONG)
    watch = Watching(workspace)
    with followed(watch) as reports:
        report = reports.get(timeout=PATIENCE)
        shown = screen(watch.view)
        first = next(result for result in report.results if not result.passed)
        assert first.claim[:40] in shown and "Hint: " in shown and "checks passed" in shown and "q quit" in shown
        assert "The statistics of an image channel" not in shown
        for key in "ah":
            watch._events.put(key)
        save(file, RIGHT)
        watch._events.put({file})
        reports.get(timeout=PATIENCE)
        shown = screen(watch.view)
        assert "All checks pass." in shown and "The statistics of an image channel" in shown


def test_a_curve_grows_on_the_screen(workspace):
    """While a check trains, with what came so far."""
    watch = Watching(workspace)
    check = watch.view.topic.checks[0]
    for height in (3.0, 2.0, 1.0):
        watch._on_point(check, {"loss": height})
    assert "█" in screen(watch.view) and "3 → 1" in screen(watch.view)


def test_where_many_topics_are_watched_the_next_one_comes_first(workspace):
    """Not all of them."""
    shutil.copytree(ROOT / "exercises" / "softmax_cross_entropy", workspace.exercises / "softmax_cross_entropy")
    topics = [find_topic(name, workspace.exercises, None, UNCHANGED) for name in (TOPIC, "softmax_cross_entropy")]
    watch = Watch(workspace, topics, parts=("numpy",), device="cpu", isolation="best")
    assert list(watch._first_files()) == [workspace.file("softmax_cross_entropy", "numpy").resolve()]
    assert len(watch._files) == 2


@pytest.mark.parametrize(
    ("environment", "plain"), [({}, False), ({"GRADER_PLAIN": "1"}, True), ({"TERM": "dumb"}, True)]
)
def test_a_screen_that_redraws_itself_is_not_for_everybody(monkeypatch, environment, plain):
    """A screen reader wants plain text, and some terminals cannot redraw."""
    monkeypatch.delenv("GRADER_PLAIN", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_plain_text() is plain
