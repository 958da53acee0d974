"""Curves of training: what a driver yields is seen while it grows, kept thin, and stands beside the reference's."""

import json
import math

import pytest

from grader.checks.seeds import Seeds
from grader.judging.curves import KEPT, side_by_side, thinned
from grader.judging.judge import judge
from grader.judging.reference.sources import LiveSource, RecordedSource
from grader.judging.setup import Setup
from grader.sandbox import worker_process
from grader.sandbox.worker_process import Worker
from grader.submissions.intake import Handed
from grader.values.errors import Crashed
from grader.values.report import Status
from grader.worker.protocol.replies import Point, Value, read_message
from grader.worker.protocol.requests import Drive
from grader.worker.wire import WireError

CHECKS = '''
from grader import check, close

@check(points=1)
def trains(student, reference, rng):
    """It shrinks the weight."""
    w = rng.uniform(1.0, 2.0)
    close(student.drive("train", w, steps=5), reference.drive("train", w, steps=5), "w")
'''
SOLUTION = '''
def shrink(w):
    """Half of w."""
    # BEGIN SOLUTION
    return w / 2
    # END SOLUTION
'''
DRIVER = """
def train(student, w, steps):
    for step in range(steps):
        w = student.shrink(w)
        yield {"loss": w, "loss of no form": [w], "slope": float("nan") if step == 2 else -w}
        yield {"loss of no form": None}
    return w
"""
MISTAKE = "with m.fails('trains'):\n    m('x', 'Half, not a quarter.', text('w / 2') >> 'w / 4')\n"


@pytest.fixture
def topic(make_topic):
    topic = make_topic(CHECKS, SOLUTION, MISTAKE, built=False)
    (topic.folder / "drivers_numpy.py").write_text(DRIVER)
    from grader.authoring.build import build

    build(topic, write=True)
    return topic


def judged(topic, source, text, heard):
    """The only result, when the points are heard by `heard`."""
    setup = Setup(topic=topic, source=lambda part: source, seeds=Seeds(), parts=("numpy",))
    handed = {"numpy": Handed("toy_numpy.py", (("toy_numpy.py", text),), {})}

    def on_point(check, point):
        heard.append((check.name, point))

    return judge(setup, handed, name="s", on_point=on_point).results[0]


@pytest.mark.parametrize("recorded", [False, True])
def test_a_curve_is_heard_and_kept_beside_the_references(topic, recorded):
    """Live and recorded; what is no number is left out, what is not finite is a gap."""
    source = RecordedSource(topic.folder, "numpy") if recorded else LiveSource(topic)
    heard = []
    result = judged(topic, source, "def shrink(w): return w / 4", heard)
    assert result.status is Status.FAILED and result.cause_ids == ("x",)
    assert [name for name, _ in heard] == ["trains"] * 5 and heard[0][1].keys() == {"loss", "slope"}
    loss, slope = result.curves["loss"], result.curves["slope"]
    assert [b / a for a, b in zip(loss["yours"], loss["yours"][1:], strict=False)] == pytest.approx(
        [0.25] * 4, rel=1e-4
    )
    assert [b / a for a, b in zip(loss["reference"], loss["reference"][1:], strict=False)] == pytest.approx(
        [0.5] * 4, rel=1e-4
    )
    assert slope["yours"][2] is None and math.isnan(heard[2][1]["slope"])
    assert json.loads(json.dumps(result.as_dict(), allow_nan=False))["curves"] == result.curves


def test_the_first_in_a_class_sees_what_the_others_see(topic):
    """The reference's curve is there from the first submission on, so that the order does not matter."""
    source = LiveSource(topic)
    first, second = (judged(topic, source, "def shrink(w): return w / 2", []) for _ in range(2))
    assert first.curves == second.curves and first.curves["loss"]["yours"] == first.curves["loss"]["reference"]


def test_a_report_without_curves_has_none(topic):
    """Nor an empty place for them."""
    result = judged(topic, LiveSource(topic), "def shrink(w): raise ValueError", [])
    assert result.curves == {} and "curves" not in result.as_dict()


def test_thinned():
    """The first and the last stay, the rest is spread evenly; six digits are enough."""
    long = [float(n) for n in range(1001)]
    kept = thinned(long)
    assert len(kept) == KEPT and (kept[0], kept[-1]) == (0.0, 1000.0) and kept == sorted(kept)
    assert thinned([1 / 3, math.inf, -math.inf]) == [0.333333, None, None]
    assert thinned([]) == [] and thinned(kept) == kept
    assert side_by_side({"a": [1.0], "b": [2.0]}, {"a": [3.0, None], "c": [4.0]}) == {
        "a": {"yours": [1.0], "reference": [3.0, None]},
        "b": {"yours": [2.0]},
    }


def test_a_flood_of_points_ends_the_worker(monkeypatch, load_request):
    """They are the student's to forge, so they are bounded; a point of another form is no reply either."""
    monkeypatch.setattr(worker_process, "MAX_POINTS", 10)
    driver = "def train(student):\n    while True: yield {'loss': 1.0}\n"
    with Worker("numpy") as worker:
        worker.load(load_request("", driver))
        with pytest.raises(Crashed, match="more than 10 points"):
            worker.ask(Drive("train", [], {}), None, 10.0)
    for form in ({}, {"x" * 41: 1.0}, {"x": "1"}, {"x": True}, {str(n): 0.0 for n in range(9)}, [1.0]):
        with pytest.raises(WireError, match="a reply of unknown form"):
            read_message({"point": form})
    assert read_message({"point": {"loss": 1.0}}) == Point({"loss": 1.0})
    assert read_message({"point": {"loss": 1.0}, "value": 1}) == Value(1)


def test_what_a_driver_found_unwritten_is_named(topic):
    """The student's function and its line, not the driver's name."""
    result = judged(topic, LiveSource(topic), "\ndef shrink(w):\n    raise NotImplementedError('TODO')", [])
    assert (result.status, result.message) == (Status.NOT_WRITTEN, "shrink (line 3) is not written yet")
