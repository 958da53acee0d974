"""A report adds up, knows what passed and what is broken, and writes itself as JSON."""

import dataclasses
import json

import pytest
from support import reports

from grader.values.finding import Cause, Finding, Frame, Kind
from grader.values.report import PartReport, Report, Result, Status, exit_code


def result(status, **more):
    """One result of two points."""
    return reports.result("name", status, **more)


def report(*statuses, **more):
    """A report of results with these statuses."""
    return reports.report("toy", "ada", *(result(status, **more) for status in statuses), seconds=1.23456789)


def test_the_statuses_are_those_of_the_design():
    """Fronts and schemas rely on these eight words."""
    words = "passed failed not_written raised timed_out crashed waiting broken"
    assert [str(status) for status in Status] == words.split()


def test_scores_add_up():
    """A report's score is the sum of its results'."""
    both = report(Status.PASSED, Status.FAILED, Status.PASSED)
    assert (both.score, both.max_score) == (4.0, 6.0)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PASSED])
def test_only_passed_passes(status):
    """Any other status keeps the report from having passed; only BROKEN makes it broken."""
    assert report(Status.PASSED).passed
    assert not report(Status.PASSED, status).passed
    assert report(Status.PASSED, status).broken is (status is Status.BROKEN)


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([report(Status.PASSED), report(Status.PASSED)], 0),
        ([report(Status.PASSED), report(Status.FAILED)], 1),
        ([report(Status.WAITING)], 1),
        ([report(Status.FAILED), report(Status.PASSED, Status.BROKEN)], 3),
        ([], 0),
    ],
)
def test_exit_codes(reports, code):
    """0 when everything passed, 1 when not, 3 when a check of ours is broken, whatever else is wrong."""
    assert exit_code(reports) == code


def test_as_dict_is_json():
    """The dictionary survives JSON unchanged and holds schema, totals, isolation, and every field of a result."""
    causes = reports.mistake("a", "A."), reports.mistake("b", "B.")
    content = report(Status.FAILED, seconds=0.1234567, says="y is 1", causes=causes).as_dict()
    assert json.loads(json.dumps(content)) == content
    assert content["schema"] == 1
    assert content["seconds"] == 1.2346
    assert content["isolation"] == ["process"]
    fields = {field.name for field in dataclasses.fields(Result)} - {"curves"}
    assert set(content["results"][0]) == fields | {"message", "hint", "mistake"}
    assert content["results"][0]["status"] == "failed"
    assert content["results"][0]["seconds"] == 0.1235
    assert content["results"][0]["mistake"] == "a|b"
    assert content["results"][0]["message"] == "y is 1" and content["results"][0]["hint"] == "A.\nor: B."
    assert content["parts"] == [{"part": "numpy", "isolation": ["process"], "device": "cpu", "seconds": 1.2346}]


def part(name, isolation, device="cpu", **more):
    """One part with a check that passed."""
    return PartReport(name, isolation, device, 0.5, (result(Status.PASSED, part=name, **more),))


def test_a_report_comes_back_from_json():
    """Every field of it, and JSON of it is the same again."""
    finding = Finding(
        Kind.SHAPE,
        "y has shape (2,)",
        case=("one row", "float32"),
        causes=(Cause("offset", "0.5 too much.", quotes_inputs=True), reports.mistake("a", "A.")),
        frames=(Frame("toy_numpy.py", 3, "f", "return y"),),
        example="f(1)",
        advice="It should be callable as f(x)",
    )
    failed = dataclasses.replace(result(Status.FAILED, part="torch", output="x"), finding=finding, curves={"loss": {}})
    numpy = part("numpy", ("process", "seccomp"), seconds=0.25)
    whole = Report("toy", "ada", (numpy, PartReport("torch", ("process",), "cuda:0", 1.25, (failed,))))
    content = json.loads(json.dumps(whole.as_dict()))
    assert Report.from_dict(content) == whole
    rounded = dataclasses.replace(whole, parts=(numpy, dataclasses.replace(whole.parts[1], seconds=1 / 3)))
    again = Report.from_dict(rounded.as_dict()).as_dict()
    assert again == rounded.as_dict()


@pytest.mark.parametrize(
    ("isolations", "together", "words"),
    [
        ([("none",), ("process", "landlock")], ("none",), "numpy: none; torch: process, landlock"),
        ([("process", "landlock"), ("none",)], ("none",), "numpy: process, landlock; torch: none"),
        (
            [("process", "landlock", "seccomp"), ("process", "seccomp")],
            ("process", "seccomp"),
            "numpy: process, landlock, seccomp; torch: process, seccomp",
        ),
        ([("process", "seccomp"), ("process", "seccomp")], ("process", "seccomp"), "process, seccomp"),
        ([("process",), ()], ("process",), "process"),
        ([(), ("process",)], ("process",), "process"),
        ([(), ()], (), ""),
        ([], (), ""),
    ],
)
def test_a_layer_is_named_only_if_it_held_for_every_part(isolations, together, words):
    """A part that was not run hides nothing; in words the parts stand apart if they differ."""
    names = ("numpy", "torch")
    whole = Report("toy", "ada", tuple(map(part, names, isolations)))
    assert (whole.isolation, whole.confinement) == (together, words)
    assert whole.as_dict()["isolation"] == list(together)


@pytest.mark.parametrize(
    ("devices", "device"), [(("cpu", "cuda:0"), "cuda:0"), (("mps", "cpu"), "mps"), (("cpu",), "cpu")]
)
def test_an_accelerator_is_named(devices, device):
    """Whichever part ran on it."""
    whole = Report("toy", "ada", tuple(part(str(at), ("process",), one) for at, one in enumerate(devices)))
    assert whole.device == whole.as_dict()["device"] == device


def test_results_without_a_session_are_put_into_parts():
    """In the order of the parts' first results, without isolation."""
    results = [result(Status.BROKEN, part=name, seconds=0.5) for name in ("numpy", "torch", "numpy")]
    whole = Report.of("toy", "ada", results, device="cuda")
    assert [(one.part, len(one.results), one.isolation, one.device, one.seconds) for one in whole.parts] == [
        ("numpy", 2, (), "cuda", 1.0),
        ("torch", 1, (), "cuda", 0.5),
    ]


def test_a_change_reaches_every_result():
    """And nothing else."""
    whole = Report("toy", "ada", (part("numpy", ("process",)), part("torch", ())))
    changed = whole.changed(lambda one: dataclasses.replace(one, score=one.score / 2))
    assert [one.score for one in changed.results] == [1.0, 1.0] and changed.score == 2.0
    assert changed.changed(lambda one: dataclasses.replace(one, score=2.0)) == whole


def test_results_and_reports_are_frozen():
    """Nobody changes an outcome after it was decided."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        report(Status.FAILED).results[0].score = 2.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        report(Status.FAILED).parts = ()
