"""How a judge treats the workers that it is given: each is replaced when lost, within bounds, and closed in the end."""

import contextlib
import dataclasses
from typing import ClassVar

import pytest

from grader.checks.seeds import PUBLIC
from grader.judging.judge import judge
from grader.judging.session import MAX_RESTARTS, longest
from grader.judging.setup import for_the_record
from grader.sandbox.deadline import SLOWEST
from grader.sandbox.spawn import START_LIMIT
from grader.sandbox.worker_process import LOAD_LIMIT
from grader.submissions.intake import Handed
from grader.values.errors import Crashed, TopicError
from grader.values.parts import TABLE
from grader.values.report import Status
from grader.worker.protocol.replies import Failure, Value

CHECKS = "from grader import check, close\n" + "".join(
    f'''
@check(points=1)
def doubles_{number}(student, reference, rng):
    """Claim {number}."""
    x = rng.normal(size=(2, 2))
    close(student.double(x), reference.double(x), "y")
'''
    for number in range(MAX_RESTARTS + 3)
)
SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
HANDED = {"numpy": Handed("toy_numpy.py", (("toy_numpy.py", SOLUTION),), {})}


@pytest.fixture
def topic(make_topic):
    """More checks than workers may be lost."""
    return make_topic(CHECKS, SOLUTION, built=False)


@pytest.fixture
def workers():
    """A kind of worker that answers right, or crashes on the calls that are numbered; and all that were started."""

    class Scripted:
        started: ClassVar = []
        crashes: ClassVar = set()  # numbers of calls, from 1
        loads: ClassVar = []  # replies, in order; then all is well
        calls = 0
        takes = 0.0  # seconds of each call

        def __init__(self, part, device, isolation):
            self.device, self.layers, self.ended, self.closed = device, ("scripted",), False, 0
            self.given = 0.0  # the most seconds that it had left
            self.started.append(self)

        def wait_until_ready(self):
            pass

        def load(self, request):
            return self.loads.pop(0) if self.loads else Value([])

        def ask(self, question, proxy, seconds):
            assert not self.ended, "a worker that has ended is not asked"
            Scripted.calls += 1
            self.given = max(self.given, self.left)
            self.left -= self.takes
            if Scripted.calls in self.crashes:
                self.ended = True
                raise Crashed("double", "it left")
            return Value(2 * question.args[0])

        def rules(self):
            return contextlib.nullcontext()

        def output(self):
            return ""

        def close(self):
            self.ended = True
            self.closed += 1

    return Scripted


def statuses(topic, workers):
    """How the checks end with these workers."""
    report = judge(for_the_record(topic, PUBLIC, start=workers), HANDED, name="ada")
    assert all(worker.closed for worker in workers.started)
    return report.results


def test_one_worker_serves_all_checks(topic, workers):
    """Nothing is started twice without need, and what confined it stands in the report."""
    report = judge(for_the_record(topic, PUBLIC, start=workers), HANDED, name="ada")
    assert report.passed
    assert report.isolation == ("scripted",)
    assert len(workers.started) == 1


def test_each_lost_worker_is_replaced(topic, workers):
    """The check that lost it has crashed, all others pass."""
    workers.crashes = {2, 5}
    results = statuses(topic, workers)
    assert [i for i, result in enumerate(results, 1) if result.status is Status.CRASHED] == [2, 5]
    assert {result.status for result in results} == {Status.CRASHED, Status.PASSED}
    assert len(workers.started) == 3


def test_a_submission_that_kills_every_worker_is_given_up(topic, workers):
    """After MAX_RESTARTS the checks that are left are not asked, and say so."""
    workers.crashes = set(range(1, 100))
    results = statuses(topic, workers)
    assert len(workers.started) == workers.calls == 1 + MAX_RESTARTS
    assert {result.status for result in results} == {Status.CRASHED}
    asked, given_up = results[: 1 + MAX_RESTARTS], results[1 + MAX_RESTARTS :]
    assert {result.message for result in asked} == {"while the grader waited for double, it left"}
    assert {result.message for result in given_up} == {f"not asked: earlier checks ended {MAX_RESTARTS} workers"}


def test_a_file_that_does_not_load_again(topic, workers):
    """A worker without the submission is asked nothing; the next check tries another."""
    workers.crashes = {1}
    workers.loads = [Value([]), Failure("OSError", "disk")]
    results = statuses(topic, workers)
    assert [result.status for result in results[:3]] == [Status.CRASHED, Status.CRASHED, Status.PASSED]
    assert results[1].message == "not asked: earlier checks ended 1 worker"
    assert len(workers.started) == 3


def test_the_time_of_a_part_is_bounded(topic, workers, monkeypatch):
    """Checks that come after its end are not asked."""
    monkeypatch.setitem(TABLE, "numpy", dataclasses.replace(TABLE["numpy"], seconds=-1.0))
    results = statuses(topic, workers)
    assert {result.status for result in results} == {Status.TIMED_OUT}
    assert results[0].message == "not asked: the -1 s for this part were used up by earlier checks"
    assert workers.calls == 0


def test_no_worker_answers_beyond_the_time_of_its_part(topic, workers, monkeypatch):
    """Many calls, each just under its own limit, would add up; a worker that replaces another gets no more."""
    monkeypatch.setitem(TABLE, "numpy", dataclasses.replace(TABLE["numpy"], seconds=1000.0))
    workers.crashes = {2}
    workers.takes = 300.0
    results = statuses(topic, workers)
    assert [worker.given for worker in workers.started] == [1000.0, 400.0]
    assert [result.status for result in results[:5]] == [
        Status.PASSED, Status.CRASHED, Status.PASSED, Status.PASSED, Status.TIMED_OUT
    ]  # fmt: skip
    assert results[4].message == "not asked: the 1e+03 s for this part were used up by earlier checks"


@pytest.mark.parametrize("part", TABLE)
def test_what_hangs_is_known_by_its_time(part):
    """Nothing that is judged on a slow machine takes so long."""
    assert longest(part) > SLOWEST * (LOAD_LIMIT + TABLE[part].seconds) + START_LIMIT


def test_no_check_is_asked_after_the_end_of_a_platforms_time(topic, workers):
    """Whatever is left of the part's own."""
    setup = dataclasses.replace(for_the_record(topic, PUBLIC, start=workers), until=0.0)
    report = judge(setup, HANDED, name="ada")
    assert {result.status for result in report.results} == {Status.TIMED_OUT} and workers.calls == 0


def test_a_source_that_fails_ends_the_worker(topic, workers):
    """An error of ours is raised, and no process is left behind."""

    def fails(part):
        raise TopicError("no source")

    with pytest.raises(TopicError, match="no source"):
        judge(dataclasses.replace(for_the_record(topic, PUBLIC, start=workers), source=fails), HANDED, name="ada")
    assert [worker.closed for worker in workers.started] == [1]


LAYERS = {"numpy": ("none",), "torch": ("process", "time limit", "landlock")}
PARTED = '''
from grader import check, close

@check(points=1)
def doubles(student, reference, rng):
    """Doubles."""
    close(student.double(1.0), reference.double(1.0), "y")

@check(points=1, part="torch")
def doubles_torch(student, reference, rng):
    """Doubles in torch."""
    close(student.double(1.0), 2.0, "y")
'''


class OfPart:
    """Holders by part: what confines each is that of its part."""

    def __init__(self, workers, layers):
        self.workers, self.layers = workers, layers

    def __call__(self, part, device, isolation):
        worker = self.workers(part, device, isolation)
        worker.layers = self.layers[part]
        return worker


@pytest.fixture
def parted(make_topic):
    """A topic with a check of each part."""
    topic = make_topic(PARTED, SOLUTION, built=False)
    (topic.secret_folder / "toy_torch.py").write_text(SOLUTION)
    return topic


@pytest.mark.parametrize("first", ["numpy", "torch"])
@pytest.mark.parametrize("missing", ["", "numpy", "torch"])
def test_each_part_reports_what_confined_it(parted, workers, first, missing):
    """Whichever part is the weaker one, the report as a whole names no layer that a part lacked.

    A part that was not handed in was not confined, and hides nothing of the other.
    """
    weak, strong = LAYERS.values()
    layers = {first: weak, {"numpy": "torch", "torch": "numpy"}[first]: strong}
    handed = {part: HANDED["numpy"] for part in layers if part != missing}
    report = judge(for_the_record(parted, PUBLIC, start=OfPart(workers, layers)), handed, name="ada")
    assert {part.part: part.isolation for part in report.parts} == {
        part: () if part == missing else layers[part] for part in ("numpy", "torch")
    }
    assert report.isolation == (layers[next(iter(handed))] if missing else ("none",))
    assert report.as_dict()["isolation"] == list(report.isolation)


def test_a_worker_with_fewer_layers_counts(topic, workers):
    """A part was confined by what every one of its workers had."""
    workers.crashes = {1}
    layers = iter([("process", "landlock"), ("process",)])

    def start(part, device, isolation):
        worker = workers(part, device, isolation)
        worker.layers = next(layers)
        return worker

    report = judge(for_the_record(topic, PUBLIC, start=start), HANDED, name="ada")
    assert [part.isolation for part in report.parts] == [("process",)]


def test_a_part_without_checks_starts_nothing(parted, workers):
    """A course, or a choice of checks, may leave none of a part."""
    left = dataclasses.replace(parted, course=parted.course.only("toy", parted.checks, lambda one: one.part == "numpy"))
    report = judge(for_the_record(left, PUBLIC, start=workers), HANDED, name="ada")
    assert [part.part for part in report.parts] == ["numpy"] and len(workers.started) == 1


def test_one_endless_loop_costs_its_time_once(make_topic, judge, named):
    """Checks that meet the same loop later are given a fifth of the time."""
    checks = """
        from grader import check, close

        @check(points=1, seconds=1)
        def first(student, reference, rng):
            \"\"\"First.\"\"\"
            close(student.f(1.0), reference.f(1.0), "y")

        @check(points=1, seconds=1)
        def second(student, reference, rng):
            \"\"\"Second.\"\"\"
            close(student.f(1.0), reference.f(1.0), "y")
        """
    topic = make_topic(checks, "def f(x):\n    # BEGIN SOLUTION\n    return x\n    # END SOLUTION\n")
    found = named(judge(topic, "def f(x):\n    while True:\n        pass\n"))
    assert "within 1 s" in found.first.message
    assert "within 0.2 s" in found.second.message
