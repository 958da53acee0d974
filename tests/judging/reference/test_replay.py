"""What was noted answers as the live reference did; what was not noted, or was damaged, is our fault and says what to do."""

import dataclasses

import numpy as np
import pytest

from grader.checks.check import check
from grader.checks.judgements import close, holds, slopes_agree
from grader.checks.seeds import Seeds
from grader.judging.reference.live import Live
from grader.judging.reference.recording import Recording, load
from grader.judging.reference.replay import Recorded, Recorder, decode
from grader.judging.run_check import run_check
from grader.values.report import Status
from grader.worker.protocol.requests import Load
from grader.worker.runtimes import NumpyRuntime

SOLUTION = """
import numpy as np

class Cache:
    def __init__(self, x):
        self.x = x

    def scaled(self, by):
        return by * self.x

def forward(x, running):
    running["mean"] = 0.9 * running["mean"] + 0.1 * x.mean(0)   # replaces the entry
    running["var"] *= 0.5                                       # changes the array
    return x - x.mean(0), Cache(x)

def backward(dout, cache):
    return dout * cache.x

def halve(x):
    x /= 2.0

def everything(x):
    return {"none": None, "flag": True, "whole": 3, "real": 0.5, "text": "é", "list": [x, (1, x)], "empty": x[:0]}
"""


def live():
    """The solution in this process."""
    cells = [("toy_numpy.py", SOLUTION)]
    return Live(NumpyRuntime(), Load("toy_numpy", cells))


@check(points=1)
def uses_everything(student, reference, rng):
    """Values, handles, methods, entries replaced and arrays changed in place, slopes, in one check."""
    x, dout = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    mine, theirs = ({"mean": np.zeros(3), "var": np.ones(3)} for _ in range(2))
    out, cache = student.forward(x, mine)
    expected, wanted = reference.forward(x, theirs)
    close(out, expected, "out")
    close(mine["mean"], theirs["mean"], "mean")
    close(mine["var"], theirs["var"], "var")
    holds(abs(theirs["mean"]).min() > 0 and theirs["var"].max() == 0.5, "the reference changed its own")
    close(student.backward(dout, cache), reference.backward(dout, wanted), "dx")
    close(cache.scaled(2.0), wanted.scaled(2.0), "scaled")
    close(cache.x, wanted.x, "x")
    same, halved = x.copy(), x.copy()
    student.halve(same)
    reference.halve(halved)
    close(same, halved, "halved")
    holds(not np.array_equal(halved, x), "the reference changed its array")
    running = {"mean": np.zeros(3), "var": np.ones(3)}
    slopes_agree(dout - dout.mean(0), reference.forward, (x, running), wrt=0, upstream=dout, rng=rng, name="dx")


@check(points=1)
def asks_for_everything(student, reference, rng):
    """Every kind of value comes back from a recording."""
    x = rng.normal(size=(2, 3))
    answer, expected = student.everything(x), reference.everything(x)
    holds(repr(answer) == repr(expected), "both answer alike")


@pytest.fixture
def recorded():
    """Run a check on the live reference and return the calls that were noted."""

    def record(one):
        recorder = Recorder(live())
        outcome = run_check(one, live(), recorder, Seeds())
        assert outcome.status is Status.PASSED, outcome.message
        return Recording(calls={one.name: recorder.calls})

    return record


@pytest.mark.parametrize("one", [uses_everything, asks_for_everything], ids=lambda one: one.name)
def test_a_recording_answers_like_the_live_reference(recorded, tmp_path, one):
    """Values, effects on arguments and handles, also after a round trip through the file."""
    recorded(one).save(tmp_path, "numpy")
    for found in (recorded(one), load(tmp_path, "numpy")):
        outcome = run_check(one, live(), Recorded(found.calls[one.name]), Seeds())
        assert outcome.status is Status.PASSED, outcome.message


def test_another_question_is_our_fault(recorded):
    """Inputs that were not recorded mean that checks and answers do not belong together."""
    reference = Recorded(recorded(uses_everything).calls["uses_everything"])
    outcome = run_check(uses_everything, live(), reference, Seeds(b"a secret"))
    assert outcome.status is Status.BROKEN
    assert "does not hold this question about forward" in outcome.message
    assert "get the exercise again with `grader update`, or run `grader build`" in outcome.message


def test_a_check_that_was_not_recorded_is_our_fault(recorded):
    """Nothing is known about it, so nothing is answered."""
    others = recorded(asks_for_everything).calls
    outcome = run_check(uses_everything, live(), Recorded(others.get("uses_everything", [])), Seeds())
    assert outcome.status is Status.BROKEN


def test_a_question_is_answered_as_often_as_it_was_asked(recorded):
    """Each answer is given once; a check that asks more than was recorded is another check."""
    found = recorded(uses_everything)
    once = Recorded(found.calls["uses_everything"])
    assert run_check(uses_everything, live(), once, Seeds()).status is Status.PASSED
    assert run_check(uses_everything, live(), once, Seeds()).status is Status.BROKEN


def test_a_damaged_frame(recorded):
    """An answer that cannot be decoded is our fault when it is asked for."""
    found = recorded(asks_for_everything)
    [call] = found.calls["asks_for_everything"]
    found.calls["asks_for_everything"] = [dataclasses.replace(call, frame=call.frame[:-1])]
    outcome = run_check(asks_for_everything, live(), Recorded(found.calls["asks_for_everything"]), Seeds())
    assert outcome.status is Status.BROKEN
    assert outcome.message.startswith("a recorded answer is damaged (a frame ends too early): get the exercise again")


def test_decode_without_a_respondent_names_handles(recorded):
    """To compare recordings, handles are their type names."""
    [frame] = [call.frame for call in recorded(uses_everything).calls["uses_everything"][:1]]
    assert decode(frame, None).value[1] == "Cache"
