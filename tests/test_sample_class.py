"""The sample class, written independently of the references: right code earns everything, wrong code is found out."""

import tomllib

import pytest
from support.places import CLASS, ROOT

from grader.classes import jobs
from grader.submissions.downloads import layouts
from grader.values.report import Report, Result, Status

EXPECTED = tomllib.loads((CLASS / "expected.toml").read_text(encoding="utf-8"))
TOPICS = ("softmax_cross_entropy", "batch_norm")
CASES = [(name, topic, part) for name in EXPECTED for topic in TOPICS for part in ("numpy", "torch")]


@pytest.fixture(scope="module")
def reports() -> dict[tuple[str, str], Report]:
    """Everyone graded in both topics and both parts, as `grader grade` does it."""
    pytest.importorskip("torch")
    job = jobs.Job(
        exercises=ROOT / "exercises",
        solutions=ROOT / "solutions",
        topics=TOPICS,
        secret=b"a secret for the class",
        isolation="best",
    )
    graded = jobs.grade_all(job, layouts.attempts(CLASS).attempts, jobs=2)
    return {(report.submission, report.topic): report for reports in graded for report in reports}


def results(reports: dict[tuple[str, str], Report], name: str, topic: str, part: str) -> list[Result]:
    report = reports[name.removesuffix(".zip"), topic]
    return [result for result in report.results if result.part == part]


@pytest.mark.parametrize(("name", "topic", "part"), CASES, ids=["-".join(case) for case in CASES])
def test_verdict(reports, name, topic, part):
    """A right part passes every check; a wrong one fails some, and never for a reason of ours."""
    found = results(reports, name, topic, part)
    missed = [(r.name, r.status, r.message) for r in found if r.status is not Status.PASSED]
    assert bool(missed) != EXPECTED[name][topic][part]["right"], missed
    assert not any(r.status is Status.BROKEN for r in found)


def test_everyone_is_expected_and_graded(reports):
    """The class on disk is the class that is described, at least sixteen for each part, and all of it was graded."""
    assert {name.removesuffix(".zip") for name in EXPECTED} == {one.label for one in layouts.attempts(CLASS).attempts}
    assert len(reports) == len(EXPECTED) * len(TOPICS)
    assert sum(all(EXPECTED[n][t][p]["right"] for t in TOPICS for p in ("numpy", "torch")) for n in EXPECTED) >= 12


@pytest.mark.parametrize(
    ("name", "topic", "part", "mistake"),
    [
        ("wrong_no_max_shift", "softmax_cross_entropy", "numpy", "softmax_without_max_shift"),
        ("wrong_gradient_not_over_n", "softmax_cross_entropy", "numpy", "gradient_not_divided_by_n"),
        ("wrong_ready_made", "softmax_cross_entropy", "torch", "calls_ready_made_log_softmax"),
        ("wrong_batch_statistics_at_test", "batch_norm", "numpy", "batch_statistics_in_evaluation"),
        ("wrong_momentum_reversed", "batch_norm", "torch", "momentum_reversed_torch"),
        ("wrong_eps_outside_root", "batch_norm", "torch", "eps_outside_root_torch"),
        ("wrong_biased_running_variance", "batch_norm", "torch", "biased_running_variance_torch"),
    ],
)
def test_mistakes_of_students_are_named(reports, name, topic, part, mistake):
    """Code that shares a mistake with ours, and not a line with our solution, gets that mistake's hint."""
    first = next(r for r in results(reports, name, topic, part) if r.status is not Status.PASSED)
    assert [cause.id for cause in first.causes if cause.named] == [mistake]
    assert first.hint
