"""What a check only passes on is not recorded; what it looks at is, in whatever way; and what is not there is missed loudly."""

import numpy as np
import pytest

from grader.checks.check import check
from grader.checks.judgements import close, holds, same_shape
from grader.checks.seeds import Seeds
from grader.checks.unread import Unread
from grader.judging.reference.live import Live
from grader.judging.reference.replay import Recorded, Recorder, decode
from grader.judging.reference.trimming import trimmed
from grader.judging.run_check import run_check
from grader.values.report import Status
from grader.worker.protocol.requests import Load
from grader.worker.runtimes import NumpyRuntime

SOLUTION = """
import numpy as np

def forward(x):
    return 2 * x, (x, {"twice": 2 * x, "n": len(x)})

def backward(dout, cache):
    x, rest = cache
    return dout * x, dout.sum(0), dout * rest["twice"]

def params(x):
    return {"w": x + 1, "b": x - 1}
"""
WRONG = SOLUTION.replace("return dout * x,", "return dout + x,")


def live(text=SOLUTION):
    """Code in this process."""
    return Live(NumpyRuntime(), Load("toy_numpy", [("toy_numpy.py", text)]))


def made(one):
    """A check's calls, trimmed, and all bytes of the answers before."""
    student, reference = Recorder(live()), Recorder(live())
    assert run_check(one, student, reference, Seeds()).status is Status.PASSED
    return trimmed(one, Seeds(), student.calls, reference.calls, small=False), reference.calls


def left_out(calls):
    """The entries that were left out, with the number of their answer."""
    answers = [decode(call.frame, None).value for call in calls]
    return {
        (number, position)
        for number, answer in enumerate(answers)
        for position, entry in enumerate(answer.values() if isinstance(answer, dict) else answer)
        if isinstance(entry, Unread)
    }


def outcome_at_home(one, calls, text=SOLUTION):
    """The outcome of a check on a student's machine."""
    return run_check(one, live(text), Recorded(calls), Seeds())


def draw(rng):
    return rng.normal(size=(6, 5)), rng.normal(size=(6, 5))


@check(points=1)
def looks_at_one_gradient(student, reference, rng):
    """The cache is passed on, the other gradients are not looked at."""
    x, dout = draw(rng)
    _, cache = reference.forward(x)
    _, mine = student.forward(x)
    dx, _, _ = student.backward(dout, mine)
    expected, *_ = reference.backward(dout, cache)
    close(dx, expected, "dx")


@check(points=1)
def looks_at_everything(student, reference, rng):
    """The numbers, the inside of the cache, and entries by name."""
    x, dout = draw(rng)
    out, cache = reference.forward(x)
    mine, my_cache = student.forward(x)
    close(mine, out, "out")
    close(my_cache[1]["twice"], cache[1]["twice"], "twice")
    for one, other in zip(student.backward(dout, my_cache), reference.backward(dout, cache), strict=True):
        close(one, other, "gradients")
    close(student.params(x)["w"], reference.params(x)["w"], "w")


@check(points=1)
def looks_at_a_shape(student, reference, rng):
    """Upstream gradients are drawn in the shape of the output."""
    x, _ = draw(rng)
    out, cache = reference.forward(x)
    dout = rng.normal(size=out.shape).astype(out.dtype)
    _, mine = student.forward(x)
    same_shape(student.backward(dout, mine)[0], out.shape, "dx")
    close(student.backward(dout, mine)[2], reference.backward(dout, cache)[2], "dw")


@check(points=1)
def passes_a_cache_of_the_reference_to_the_student(student, reference, rng):
    """What crosses to a worker is looked at there."""
    x, dout = draw(rng)
    _, cache = reference.forward(x)
    close(student.backward(dout, cache)[0], reference.backward(dout, cache)[0], "dx")


@check(points=1)
def two_caches_with_one_gradient(student, reference, rng):
    """Two questions that differ in the cache alone."""
    x, dout = draw(rng)
    caches = [reference.forward(scale * x)[1] for scale in (1.0, 3.0)]
    mine = [student.forward(scale * x)[1] for scale in (1.0, 3.0)]
    for at in (1, 0):
        close(student.backward(dout, mine[at])[0], reference.backward(dout, caches[at])[0], "dx")


@check(points=1)
def tells_arrays_by_their_class(student, reference, rng):
    """What no proxy can see: a check that asks for the class of an entry."""
    x, _ = draw(rng)
    answer = reference.forward(x)
    holds(type(answer[0]) is np.ndarray and isinstance(answer[1], tuple), "arrays and tuples")
    close(student.forward(x)[0], 2 * x, "out")


@pytest.mark.parametrize(
    ("one", "entries"),
    [
        (looks_at_one_gradient, {(0, 0), (0, 1), (1, 2)}),  # 5 numbers are too small to be left out
        (looks_at_everything, {(2, 1)}),
        (looks_at_a_shape, {(0, 0), (0, 1), (1, 0)}),
        (passes_a_cache_of_the_reference_to_the_student, {(0, 0), (1, 2)}),
        (two_caches_with_one_gradient, {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (3, 2)}),
        (tells_arrays_by_their_class, set()),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_no_check_looks_at_is_left_out(one, entries):
    """Right code passes on what is left, and asks for nothing else."""
    calls, before = made(one)
    assert left_out(calls) == entries
    smaller = sum(len(call.frame) for call in calls) < sum(len(call.frame) for call in before)
    assert smaller is bool(entries)
    outcome = outcome_at_home(one, calls)
    assert outcome.status is Status.PASSED, outcome.message


def test_wrong_code_fails_as_before():
    """With the same numbers, from the recording that was trimmed and from the whole one."""
    calls, before = made(looks_at_one_gradient)
    one, other = (outcome_at_home(looks_at_one_gradient, some, WRONG) for some in (calls, before))
    assert one.status is other.status is Status.FAILED
    assert (one.message, one.signature) == (other.message, other.signature)


def test_an_entry_that_is_missing_is_our_fault():
    """A check that looks at it only when the student is wrong is broken, and says what to do."""

    @check(points=1)
    def looks_later(student, reference, rng):
        """The second gradient is looked at when the first is wrong."""
        x, dout = draw(rng)
        _, mine = student.forward(x)
        dx, _, dw = student.backward(dout, mine)
        expected, _, others = reference.backward(dout, reference.forward(x)[1])
        if not np.allclose(dx, expected):
            close(dw, others, "dw")

    calls, _ = made(looks_later)
    assert (1, 2) in left_out(calls)
    assert outcome_at_home(looks_later, calls).status is Status.PASSED
    outcome = outcome_at_home(looks_later, calls, WRONG)
    assert outcome.status is Status.BROKEN
    assert "the check looks at entry 2 of an answer of the reference, which was not recorded" in outcome.message
    assert "run `grader build` beside its solution" in outcome.message


def test_a_check_that_trips_over_answers_is_judged_as_before():
    """An answer that was left out counts as alike to a right one, and as unlike another: shape, form and numbers are known."""

    def tripping(name):
        @check(points=1)
        def trips(student, reference, rng):
            """The check itself raises when the student's cache is another."""
            x, _ = draw(rng)
            out, cache = student.forward(x)
            reference.forward(x)
            if name == "always" or not np.array_equal(cache[0], x):
                raise KeyError("our own")
            close(out, 2 * x, "out")

        return trips

    calls, _ = made(tripping("sometimes"))
    assert left_out(calls) == {(0, 0), (0, 1)}
    assert outcome_at_home(tripping("always"), calls).status is Status.BROKEN
    other = SOLUTION.replace("(x, {", "(x + 1, {")
    assert outcome_at_home(tripping("sometimes"), calls, other).status is Status.FAILED
    outcome = outcome_at_home(tripping("sometimes"), calls, SOLUTION.replace("(x, {", "(x + 1, x, {"))
    assert outcome.status is Status.FAILED
