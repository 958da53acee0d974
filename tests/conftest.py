"""What tests of the engine share: a tiny topic, built like a real one, and submissions to it."""

from __future__ import annotations

import contextlib
import dataclasses
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.grounds import CANARY, Grounds
from support.new_topic import built
from support.toy_class import ADDS, RIGHT, SECRET, grade, hand_in

from grader.authoring.build import build
from grader.checks.check import Check
from grader.checks.inputs import Inputs
from grader.checks.proxies import Answerer, ModuleProxy
from grader.checks.seeds import PUBLIC, Seeds
from grader.judging import judge as judging
from grader.judging.run_check import Outcome, run_check
from grader.judging.setup import at_home, for_the_record
from grader.sandbox.isolation import Isolation
from grader.sandbox.worker_process import Worker
from grader.submissions.intake import find_parts
from grader.topics.topic import Topic
from grader.values.errors import IsolationError
from grader.values.report import Report
from grader.worker.confine import INSTEAD, LAYERS
from grader.worker.protocol.replies import Failure, Reply, Value
from grader.worker.protocol.requests import Load, Question

MakeTopic = Callable[..., Topic]
MISTAKES = "from grader import Mistakes, text\n\nm = Mistakes('numpy')\n"  # stands above what a test writes


@pytest.fixture
def make_topic(tmp_path: Path) -> MakeTopic:
    """Write a topic called toy, from the texts of its files, and build it: `make_topic(checks, solution, mistakes)`."""

    def make(checks: str, solution: str, mistakes: str = "", *, built: bool = True) -> Topic:
        public, secret = tmp_path / "exercises" / "toy", tmp_path / "solutions" / "toy"
        for folder in (public, secret):
            folder.mkdir(parents=True)
        (public / "checks.py").write_text(textwrap.dedent(checks), encoding="utf-8")
        (secret / "toy_numpy.py").write_text(textwrap.dedent(solution), encoding="utf-8")
        (secret / "mistakes").mkdir()
        (secret / "mistakes" / "all.py").write_text(MISTAKES + textwrap.dedent(mistakes), encoding="utf-8")
        topic = Topic("toy", public, secret)
        if built:
            build(topic, write=True)
        return topic

    return make


@pytest.fixture(scope="session")
def own_files() -> Isolation:
    """All layers, as where Landlock is missing; skips where nothing serves instead of it."""
    level = Isolation(tuple(INSTEAD.get(name, name) for name in LAYERS), required=True)
    try:
        with Worker("numpy", isolation=level) as worker:
            worker.wait_until_ready()
    except IsolationError as error:
        pytest.skip(str(error))
    return level


@pytest.fixture
def judge() -> Callable[..., Report]:
    """Grade the text of one file in a worker: `judge(topic, text)`; `recorded=True` as on a student's laptop."""

    def judged(topic: Topic, text: str | bytes | None, *, recorded: bool = False, **settings: Any) -> Report:
        data = textwrap.dedent(text).encode() if isinstance(text, str) else text
        handed = {} if data is None else find_parts({"toy_numpy.py": data}, topic)
        setup = at_home(topic) if recorded else for_the_record(topic, PUBLIC, isolation="best")
        return judging.judge(dataclasses.replace(setup, **settings), handed, name="a submission")

    return judged


class Answers:
    """An answerer that answers from Python functions, in this process and without a wire."""

    def __init__(self, functions: dict[str, Any]) -> None:
        self.functions = functions

    def ask(self, question: Question, proxy: Any, seconds: float) -> Reply:
        """See proxies.Answerer; a Value or a Failure is a whole reply."""
        answer = self.functions[question.name](*question.args, **question.kwargs)
        return answer if isinstance(answer, Value | Failure) else Value(answer)

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return contextlib.nullcontext()


@pytest.fixture
def run() -> Callable[..., Outcome]:
    """Run one check on functions: `run(check, student={"f": ...}, reference={"f": ...})`."""

    def outcome(check: Check, *, student: dict[str, Any], reference: dict[str, Any], **settings: Any) -> Outcome:
        return run_check(check, Answers(student), Answers(reference), Seeds(), **settings)

    return outcome


@pytest.fixture
def named() -> Callable[[Report], SimpleNamespace]:
    """A report's results as attributes, by the names of their checks."""
    return lambda report: SimpleNamespace(**{result.name: result for result in report.results})


@pytest.fixture(scope="session")
def load_request() -> Callable[..., Load]:
    """The request that loads one file, as a topic makes it: `load_request("def f(): ...")`."""

    def request(text: str, drivers: str = "") -> Load:
        given = ("drivers.py", textwrap.dedent(drivers)) if drivers else None
        return Load("held", [("held.py", textwrap.dedent(text))], drivers=given)

    return request


@pytest.fixture
def hold(load_request: Callable[..., Load]) -> Iterator[Callable[..., Worker]]:
    """Start a worker that holds a file, and end it after the test: `hold("def f(): ...")`, also with `drivers=...`."""
    with contextlib.ExitStack() as workers:

        def held(text: str, runtime: str = "numpy", drivers: str = "") -> Worker:
            worker = workers.enter_context(Worker(runtime))
            assert worker.load(load_request(text, drivers)) == Value([])
            return worker

        yield held


@pytest.fixture
def asking() -> Callable[..., ModuleProxy]:
    """What a check would see of an answerer: `asking(worker).f(x)`."""

    def proxy(
        answerer: Answerer, inputs: Inputs | None = None, *, trusted: bool = False, seconds: float = 30.0
    ) -> ModuleProxy:
        return ModuleProxy(answerer, inputs or Inputs(), trusted=trusted, seconds=seconds, seed_name="a check")

    return proxy


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the topic `toy`, its solution, a secret, and an empty class; the current folder. See toy_class.py."""
    built(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "class").mkdir()
    return tmp_path


@pytest.fixture
def graded(workspace: Path) -> Path:
    """The folder of `workspace` with a class of one right and one wrong submission, graded into out/."""
    hand_in(workspace, "right", RIGHT)
    hand_in(workspace, "wrong", ADDS)
    grade()
    return workspace


@pytest.fixture
def grounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[Grounds]:
    """A fresh course, and a canary in the environment of the judge."""
    monkeypatch.setenv("COURSE_SECRET", CANARY + "in-the-environment")
    made = Grounds()
    yield made
    made.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The proofs of topics, which take longest, come first. They may take four times as long before they are ended as hanging."""
    items.sort(key=lambda item: item.get_closest_marker("proof") is None)
    for item in items:
        if item.get_closest_marker("proof") and (limit := float(item.config.getini("timeout") or 0.0)):
            item.add_marker(pytest.mark.timeout(4 * limit))
