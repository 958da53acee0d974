"""Reports that were written before reports had parts and findings stay readable."""

import json

import pytest
from support.places import TESTS

from grader.values.finding import Cause, Finding, Frame, Kind
from grader.values.report import Report
from grader.values.reveal import Reveal, revealed

# As `grader grade` wrote it: every kind of message, hint and mistake.
OLD = json.loads((TESTS / "support" / "old_report.json").read_text(encoding="utf-8"))
READ = Report.from_dict(OLD)


def test_every_field_of_schema_1_is_written_as_before():
    """Nothing is lost or reworded on the way through the values."""
    again = READ.as_dict()
    assert [{key: one[key] for key in old} for one, old in zip(again["results"], OLD["results"], strict=True)] == OLD[
        "results"
    ]
    assert {key: again[key] for key in OLD if key != "results"} == {key: OLD[key] for key in OLD if key != "results"}
    assert Report.from_dict(json.loads(json.dumps(again))) == READ


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("doubles", None),
        (
            "named",
            Finding(
                Kind.UNKNOWN,
                "y[0] is 2, expected 1 (case: one row)",
                causes=(Cause("no_n", "Divide by N.", named=True),),
            ),
        ),
        (
            "twice",
            Finding(
                Kind.UNKNOWN,
                "y[0] is 2, expected 1",
                causes=(
                    Cause("flipped", "y runs backwards along axis 0.", quotes_inputs=True),
                    Cause("flipped", "y runs backwards along axis 1.", quotes_inputs=True),
                ),
            ),
        ),
        (
            "raises",
            Finding(
                Kind.RAISED,
                "f raised ValueError: no",
                frames=(Frame("toy_torch.py", 3, "f", "raise ValueError('no')"), Frame("toy_torch.py", 9, "g")),
            ),
        ),
        ("waits", Finding(Kind.WAITING, 'waits until this passes: "Raises."')),
    ],
)
def test_texts_become_findings(name, finding):
    """The causes with their sentences, the frames with their lines."""
    [result] = [result for result in READ.results if result.name == name]
    assert result.finding == finding


def test_causes_that_fit_equally_are_told_apart():
    """Each id with its own sentence."""
    causes = {result.name: [(cause.id, cause.sentence) for cause in result.causes] for result in READ.results}
    assert causes["either"] == [("no_n", "Divide by N."), ("no_sum", "Sum first.")]
    assert causes["generic"] == [
        ("half", "y is half of what it should be."),
        ("over_n", "y is 1/2 of what it should be; 2 is the length of axis 0."),
    ]


def test_a_hint_that_cannot_be_taken_apart_stays_whole():
    """With all the ids that it belongs to."""
    odd = OLD["results"][2] | {"hint": "One.\nor: Two.\nor: Three."}
    [result] = Report.from_dict(OLD | {"results": [odd]}).results
    assert (result.hint, result.as_dict()["mistake"]) == ("One.\nor: Two.\nor: Three.", "no_n|no_sum")


def test_the_parts_share_what_was_known_of_the_whole():
    """Isolation and device; the seconds in proportion to the checks."""
    assert [(part.part, part.isolation, part.device) for part in READ.parts] == [
        (name, ("process", "time limit", "landlock"), "cpu") for name in ("numpy", "torch")
    ]
    assert [part.seconds for part in READ.parts] == pytest.approx([0.4, 0.4])
    unasked = [one | {"seconds": 0.0} for one in OLD["results"]]
    assert [part.seconds for part in Report.from_dict(OLD | {"results": unasked}).parts] == pytest.approx([0.4, 0.4])
    assert Report.from_dict(OLD | {"results": []}).parts == ()


def test_an_old_report_reveals_no_more_than_when_it_was_written():
    """Nobody knows which sentences of generic causes quote inputs."""
    seen = {result.name: result for result in revealed(READ, Reveal.HINT).results}
    assert seen["named"].hint == "Divide by N." and not seen["generic"].message and not seen["twice"].finding
