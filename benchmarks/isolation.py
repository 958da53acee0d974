"""What confinement costs: the layers of one worker, one judged submission, its memory, and whether anything grows.

"From fork to verdict, beyond the functions" is the whole of judging one part, from the request for a worker to the report
and the worker's end, in a judge that has its solution loaded as it has in a class; less the time that passes inside the
student's functions and drivers (measured in the worker) and inside the reference's (measured in the judge). Judge and worker
take turns on one core, as they do in a class that has a process for each core.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from unittest import mock

from grader.judging.judge import judge
from grader.judging.reference.live import Live
from grader.judging.setup import for_the_record
from grader.sandbox import launch
from grader.sandbox.isolation import BEST, NONE, Isolation
from grader.sandbox.spawn import installed
from grader.sandbox.worker_process import Worker
from grader.submissions.intake import find_parts
from grader.topics.catalog import find_topic
from grader.worker.protocol.replies import Value
from grader.worker.protocol.requests import Call, Load, Question
from grader.worker.servant import Arguments, Servant

from .figures import Figure, one_core

ROOT = Path(__file__).parent.parent
TOPIC = "softmax_cross_entropy"
SUBMISSION = "right_einsum"
PAIRS = 101
RUNS = 21
WORKERS = 1000
PAGE = os.sysconf("SC_PAGE_SIZE")
BOUNDS = {"numpy": (25, 60), "torch": (60, 150)}  # ms, MB

# Below the submission's own text: its process is ours here, and may be asked what it spent and what memory it has.
MEASURED = """
def _measure():
    import sys, time, types
    servant = sys.modules["chainrule_worker.servant"].Servant
    original, spent = servant._function, [0.0]
    def timed(function):
        def measured(*args, **kwargs):
            start = time.perf_counter()
            try:
                value = function(*args, **kwargs)
            finally:
                spent[0] += time.perf_counter() - start
            return stepped(value) if isinstance(value, types.GeneratorType) else value
        return measured
    def stepped(driver):
        step = timed(driver.__next__)
        while True:
            try:
                point = step()
            except StopIteration as end:
                return end.value
            yield point
    def found(self, request):
        function, arguments = original(self, request)
        return timed(function), arguments
    servant._function = found
    def so_far():
        private = [line.split() for line in open("/proc/self/smaps_rollup") if line.startswith("Private")]
        return spent[0], sum(int(words[1]) for words in private) / 1024
    return so_far
_so_far = _measure()
"""
ASK = Call("_so_far", [], {})


def measure() -> Iterator[Figure]:
    """Layers, then each part, then a thousand workers."""
    with one_core():
        yield from _measure()


def _measure() -> Iterator[Figure]:
    with_layers, without = _starts(BEST), _starts(NONE)
    pairs = [(with_layers(), without()) for _ in range(PAIRS)]
    yield Figure("layers of one worker", 1e3 * statistics.median(a - b for a, b in pairs), "ms", "<= 3")
    for part in filter(installed, BOUNDS):
        milliseconds, megabytes = BOUNDS[part]
        file = ROOT / "tests" / "sample_class" / SUBMISSION / f"{TOPIC}_{part}.py"
        beyond, memory, whole = judged(TOPIC, part, file.read_text(encoding="utf-8"))
        yield Figure(f"{part}: fork to verdict, beyond the functions", 1e3 * beyond, "ms", f"<= {milliseconds}")
        yield Figure(f"{part}: fork to verdict, all of it", 1e3 * whole, "ms")
        yield Figure(f"{part}: private memory of a worker", memory, "MB", f"<= {megabytes}")
    judge, zygote = _growth()
    yield Figure(f"growth of the judge over {WORKERS} workers", judge, "MB", "<= 2")
    yield Figure(f"growth of the warm process over {WORKERS} workers", zygote, "MB", "<= 2")


def _starts(isolation: Isolation) -> Callable[[], float]:
    def start() -> float:
        began = time.perf_counter()
        with Worker("numpy", isolation=isolation) as worker:
            worker.wait_until_ready()
            return time.perf_counter() - began

    start()
    return start


answers: list[tuple[float, float, float]] = []  # seconds in the student's functions, MB, seconds that asking took


class Asked(Worker):
    """A worker that is asked, before it ends, what it spent in the student's functions and what memory is its own."""

    def close(self) -> None:
        if not self.ended:
            began = time.perf_counter()
            reply = self.ask(ASK, None, 10.0)
            assert isinstance(reply, Value)
            seconds, megabytes = cast(tuple[float, float], reply.value)
            answers.append((seconds, megabytes, time.perf_counter() - began))
        super().close()


def judged(name: str, part: str, text: str, runs: int = RUNS) -> tuple[float, float, float]:
    """Medians over the runs of a right submission: seconds beyond the functions, MB of private memory, seconds altogether."""
    topic = find_topic(name, ROOT / "exercises", ROOT / "solutions")
    handed = find_parts({topic.file_name(part): (text + MEASURED).encode()}, topic)
    setup = for_the_record(topic, b"a secret", parts=(part,), isolation="best", start=Asked)
    found = []
    for _ in range(runs + 2):
        with _reference_measured() as spent:
            began = time.perf_counter()
            report = judge(setup, handed, name="somebody")
            whole = time.perf_counter() - began
        assert report.passed, report
        student, megabytes, asking = answers[-1]
        found.append((whole - asking - student - spent[0], megabytes, whole - asking))
    beyond, memory, all_of_it = (statistics.median(values) for values in zip(*found[2:], strict=True))
    return beyond, memory, all_of_it


@contextlib.contextmanager
def _reference_measured() -> Iterator[list[float]]:
    """Seconds that pass inside the reference's functions, and while slopes are taken of them."""
    spent = [0.0]

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent[0] += time.perf_counter() - began

        return measured

    original = Servant._function

    def found(self: Servant, request: Question) -> tuple[Callable[..., Any], Arguments]:
        function, arguments = original(self, request)
        return timed(function), arguments

    with mock.patch.object(Servant, "_function", found), mock.patch.object(Live, "_slopes", timed(Live._slopes)):
        yield spent


def _growth() -> tuple[float, float]:
    """MB that the judge and the process that forks have grown by, after a hundred workers have come and gone."""
    request = Load("m", [("m.py", "def f(): return 1")])

    def workers(count: int) -> tuple[float, float]:
        for _ in range(count):
            with Worker("numpy", isolation=BEST) as worker:
                worker.load(request)
        zygote = launch._zygote("numpy")._process.pid
        return _resident("self"), _resident(zygote)

    before = workers(100)
    after = workers(WORKERS)
    return after[0] - before[0], after[1] - before[1]


def _resident(process: int | str) -> float:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE / 2**20
