"""The jobs of a class: one for each submission and topic, in processes."""

import json
from concurrent.futures import Executor, Future

from support.toy_class import ADDS, RIGHT, call, hand_in

from grader.classes import jobs as module
from grader.classes.jobs import Job, Task
from grader.classes.store import Submission
from grader.course.students import Student
from grader.values.report import Status


def test_grade_is_the_same_whatever_the_jobs(workspace):
    """The same secret gives the same reports, times aside."""
    for name, text in (("a", RIGHT), ("b", ADDS), ("c", "x = 1\n")):
        hand_in(workspace, name, text)
    for jobs in ("1", "2"):
        assert call("grade", "class", "--out", f"out{jobs}", "--jobs", jobs, "--secret-file", "secret").exit_code == 0
    one, two = (
        [_without_times(json.loads((workspace / f"out{jobs}/reports/{name}/toy.json").read_text())) for name in "abc"]
        for jobs in "12"
    )
    assert one == two


def _without_times(report: dict) -> dict:
    lists = {name: [one | {"seconds": 0} for one in report[name]] for name in ("parts", "results")}
    return report | {"seconds": 0} | lists


class Silent(Executor):
    """Takes work, and never says anything again."""

    def submit(self, function, /, *arguments):
        return Future()


def test_a_judging_that_hangs_is_broken(workspace, monkeypatch):
    """Every check says that it is the grader's failure, and nobody waits for ever."""
    job = Job(exercises=workspace / "exercises", solutions=workspace / "solutions", topics=("toy",), secret=b"secret")
    task = Task(Submission("ada", Student("ada"), {}, "", None, 1), ("toy",))
    assert job.longest(task) == sum(map(module.longest, job.parts))
    assert job.longest(Task(task.submission, ("toy", "toy"))) == 2 * job.longest(task)
    monkeypatch.setattr(module, "longest", lambda part: 0.0)
    [(found, [report])] = module.grade(job, [task], Silent, 2)
    assert found == task and {result.status for result in report.results} == {Status.BROKEN}
    assert "did not end within" in report.results[0].message
