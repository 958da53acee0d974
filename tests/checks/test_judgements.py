"""Each judgement passes when it should and fails when it should, with everything that a message needs."""

import numpy as np
import pytest

from grader.checks.handles import Handle, form
from grader.checks.inputs import Inputs
from grader.checks.judgements import (
    at_least,
    by_hand,
    close,
    finite,
    holds,
    same_dtype,
    same_shape,
    share_right,
    unchanged,
)
from grader.checks.proxies import ModuleProxy
from grader.checks.setting import Wrong, judging_on
from grader.values.errors import TopicError

X = np.random.RandomState(0).normal(1.0, 2.0, (3, 4))
OBJECT = Handle(ModuleProxy(None, Inputs(), trusted=False, seconds=1.0, seed_name=""), 1, "Cache")
NO_ARRAYS = [None, (X, X), [1.0, 2.0], "1.0", b"1", {"y": X}, OBJECT, np.array(["a"])]


def reason(judgement, *args):
    """The kind and the message of a judgement that fails."""
    with pytest.raises(Wrong) as caught:
        judgement(*args)
    assert str(caught.value) == caught.value.reason
    return caught.value.kind, caught.value.reason


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (X.copy(), X),
        (X * (1 + 1e-12), X),
        (X + 0j, X),
        (X, X + 0j),
        (1.5, 1.5),
        (1.5, np.array(1.5)),
        (np.array(2), 2),
        (True, np.array(True)),
        (np.array([1, 0]), np.array([True, False])),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (np.array([[5]]), np.array([[5]])),
        (np.array([1.0, 1e-13]), np.array([1.0, 0.0])),
        (X.astype(np.float32) * np.float32(1 + 1e-6), X.astype(np.float32)),
        (X, X.astype(np.float32)),
        (X * (1 + 1e-3), X.astype(np.float16)),
        (X.astype(">f8"), X),
        ((X * (1 + 1e-6)).astype(np.complex64), (X + 0j).astype(np.complex64)),
    ],
)
def test_close_accepts(actual, expected):
    """Equal values, rounding of the expected dtype, and any dtype that holds the values."""
    close(actual, expected, "y")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (X * (1 + 1e-8), X),
        (X + 1e-3j, X),
        (X + 1j, X + 2j),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0])),
        (np.array([1.0, np.inf]), np.array([1.0, 1e308])),
        (np.array([1, 2, 4]), np.array([1, 2, 3])),
        (np.array([1, 2 + 1e-9]), np.array([1, 2])),
        (np.array([2**53 + 1]), np.array([2**53])),
        (np.array([2, 0]), np.array([True, False])),
        (np.array([True, True]), np.array([True, False])),
        (np.array([True]), np.array([2.0])),
        (2**70, 2.0),
        (1.4, 1.5),
        (X.astype(np.float32), X),
        (X.astype(np.float16).astype(np.float32), X.astype(np.float32)),
        (X * (1 + 1e-4), X.astype(np.float32)),
        (np.array([0.0, 1e-10]), np.array([1.0, 0.0])),
    ],
)
def test_close_refuses_values(actual, expected):
    """What is off by more than the expected dtype's rounding; whole numbers and masks are exact."""
    kind, message = reason(close, actual, expected, "y")
    assert kind == "values"
    assert message.startswith("y")
    assert "allowed difference" in message


@pytest.mark.parametrize(
    ("actual", "expected", "shapes"),
    [
        (X[:1], X, "has shape (1, 4), expected (3, 4)"),
        (np.float64(X[0, 0]).reshape(1), X[:1, :1], "has shape (1,), expected (1, 1)"),
        (1.0, np.ones(3), "is one number, expected shape (3,)"),
        (np.ones(1), np.array(1.0), "has shape (1,), expected one number"),
        (np.ones(1), 1.0, "has shape (1,), expected one number"),
        (np.ones((3, 3)), np.ones(3), "has shape (3, 3), expected (3,)"),
        (np.zeros((0, 4)), X, "has shape (0, 4), expected (3, 4)"),
        (X.T, X, "has shape (4, 3), expected (3, 4)"),
    ],
)
def test_close_refuses_shapes(actual, expected, shapes):
    """NumPy would broadcast most of these; they are wrong all the same."""
    assert reason(close, actual, expected, "y") == ("shape", f"y {shapes}")


@pytest.mark.parametrize("answer", NO_ARRAYS)
@pytest.mark.parametrize(
    "judgement",
    [lambda a: close(a, X, "y"), lambda a: same_shape(a, (3, 4), "y"), lambda a: finite(a, "y")],
    ids=["close", "same_shape", "finite"],
)
def test_no_array_at_all(judgement, answer):
    """None, tuples, lists, strings, dictionaries and objects are named for what they are."""
    kind, message = reason(judgement, answer)
    assert kind == "form"
    assert message == f"y is {form(answer)}, where an array is expected"


@pytest.mark.parametrize("expected", [np.zeros(0), np.zeros((3, 0)), []])
def test_an_empty_expectation_is_our_fault(expected):
    """Comparing nothing would pass; the check is wrong, not the student."""
    with pytest.raises(TopicError, match="y: comparing with an empty array proves nothing"):
        close(np.zeros((5, 5)), expected, "y")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, complex(0, np.nan)])
def test_an_expectation_that_is_not_finite_is_our_fault(value):
    """NaN against NaN must never be a student's pass or fail."""
    with pytest.raises(TopicError, match="y: the expected answer is not finite"):
        close(np.array([1.0, value]), np.array([1.0, value]), "y")


def test_close_names_the_worst_index():
    """The entry that is farthest off in units of what is allowed, got, expected, allowed, and how many are off."""
    expected = np.array([[100.0, 1.0], [2.0, 3.0]])
    kind, message = reason(close, expected + np.array([[1e-6, 0.0], [0.0, 0.5]]), expected, "dx")
    assert kind == "values"
    assert message == "dx[1, 1] is 3.5, expected 3 (allowed difference 4.0e-09); 2 of 4 values are off"


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (np.array([1.0, np.nan]), np.array([9.0, 1.0]), "y[1] is nan, expected 1 "),
        (np.array([1.0, np.inf, 2.0]), np.ones(3), "y[1] is inf, expected 1 "),
        (np.array(2.5), 2.0, "y is 2.5, expected 2 (allowed difference 2.0e-09); the only value is off"),
        (np.array([3, 4]), np.array([1, 2]), "(allowed difference 0.0e+00); all 2 values are off"),
        (np.array([True]), np.array([False]), "y[0] is True, expected False (allowed difference 0.0e+00)"),
        (np.array([2**53 + 1, 0]), np.array([2**53, 0]), "y[0] is 9007199254740993, expected 9007199254740992 "),
        (np.array([1 + 2j]), np.array([1.0]), "y[0] is 1+2j, expected 1 "),
        (1.0 + 1e-7, 1.0, "y is 1.0000001, expected 1 "),
    ],
)
def test_close_says_what_it_saw(actual, expected, message):
    """Messages hold for numbers, masks, whole and complex numbers, NaN and infinities."""
    assert message in reason(close, actual, expected, "y")[1]


def test_a_gpu_is_allowed_more():
    """The table's row for the device at hand counts inside `judging_on`, and no longer."""
    actual, expected = (X * (1 + 5e-4)).astype(np.float32), X.astype(np.float32)
    with judging_on("cuda"):
        close(actual, expected, "y")
    with judging_on("cpu"):
        reason(close, actual, expected, "y")
    reason(close, actual, expected, "y")


def test_same_shape():
    """Just this shape; a number has shape (), and is called a number."""
    same_shape(X, (3, 4), "y")
    same_shape(X, [3, 4], "y")
    same_shape(np.zeros((0, 4)), (0, 4), "y")
    same_shape(2.0, (), "y")
    for shape in [(4, 3), (3, 1), (3,), (12,), (3, 4, 1), ()]:
        wanted = shape or "one number"
        assert reason(same_shape, X, shape, "y") == ("shape", f"y has shape (3, 4), expected {wanted}")


def test_same_dtype():
    """An array of just this dtype."""
    same_dtype(X.astype(np.float32), "float32", "y")
    same_dtype(X, np.float64, "y")
    same_dtype(np.array(1.0), "float64", "y")
    assert reason(same_dtype, X, "float32", "y") == ("dtype", "y has dtype float64, expected float32")
    assert reason(same_dtype, X.astype(int), np.int32, "y") == ("dtype", "y has dtype int64, expected int32")
    for shape in ((0,), (1, 0, 4)):
        assert reason(same_dtype, np.zeros(shape), float, "y") == ("shape", f"y is empty: it has shape {shape}")


def test_same_dtype_of_a_python_number():
    """A Python number has no dtype that an author could have meant."""
    message = "y is a Python float, expected an array of dtype float64"
    assert reason(same_dtype, 1.0, "float64", "y") == ("form", message)
    assert reason(same_dtype, None, "float64", "y")[0] == "form"


@pytest.mark.parametrize("before", [X, np.array([1, 2]), np.array([np.nan, 1.0]), np.array([True])])
def test_unchanged_accepts(before):
    """A copy is unchanged, NaN included."""
    unchanged(before.copy(), before, "x")


def test_unchanged_needs_something_that_could_change():
    """An empty array proves nothing."""
    with pytest.raises(TopicError, match="x: an empty array cannot change"):
        unchanged(np.zeros((0, 3)), np.zeros((0, 3)), "x")


@pytest.mark.parametrize(
    "now",
    [X + 1e-15, -X, X.T, X[:2], np.full_like(X, np.nan), X.reshape(-1)],
    ids="near sign transposed less nan flat".split(),
)
def test_unchanged_refuses(now):
    """No tolerance: the smallest change is one."""
    message = "x was changed in place; it belongs to the caller"
    assert reason(unchanged, now, X, "x") == ("changed", message)


def test_finite():
    """No NaN, no infinity, and something to look at."""
    for good in (X, 0, True, 2.0, np.array([1, 2]), X + 1j, 2**70):
        finite(good, "loss")
    assert reason(finite, np.array([1.0, np.nan]), "loss")[1] == "loss holds nan; 1 of 2 values are off"
    assert reason(finite, np.full(3, -np.inf), "loss")[1] == "loss holds -inf; all 3 values are off"
    assert reason(finite, float("inf"), "loss")[1] == "loss holds inf; the only value is off"
    assert reason(finite, np.array([1 + 1j, complex(0, np.nan)]), "loss")[1].startswith("loss holds nan")
    assert reason(finite, np.zeros((0, 2)), "loss") == ("finite", "loss is empty")


def test_at_least():
    """The bound itself is enough; NaN reaches nothing."""
    at_least(0.9, 0.9, "accuracy")
    at_least(np.mean([True, True]), 1, "accuracy")
    message = "accuracy is 0.8999, expected at least 0.9"
    assert reason(at_least, 0.89991, 0.9, "accuracy") == ("bound", message)
    assert reason(at_least, np.nan, 0.9, "accuracy")[1] == "accuracy is nan, expected at least 0.9"


def test_share_right():
    """Entries of one axis, rows of more; of another shape nothing is right, however it would broadcast."""
    labels = np.array([3, 1, 4, 1])
    assert share_right(np.array([3, 1, 1, 1]), labels, "predictions") == 0.75
    assert share_right(np.array([[1, 2], [3, 5]]), np.array([[1, 2], [3, 4]]), "rows") == 0.5
    for shape in ((), (1,), (4, 1), (1, 0, 4), (0,)):
        has = f"has shape {shape}, expected" if shape else "is one number, expected shape"
        message = f"predictions {has} (4,)"
        assert reason(share_right, np.ones(shape), labels, "predictions") == ("shape", message)
    with pytest.raises(TopicError, match="proves nothing"):
        share_right(np.zeros(0), np.zeros(0), "predictions")


@pytest.mark.parametrize(
    ("judge", "name"),
    [
        (lambda: unchanged(X.copy(), X, "x"), "unchanged"),
        (lambda: same_dtype(X, float, "y"), "same_dtype"),
        (lambda: by_hand(Unused(), lambda: None), "by_hand"),
    ],
)
def test_what_unwritten_code_meets_is_not_enough(judge, name):
    """These judgements need another one that compares numbers, before or after."""
    with judging_on("cpu") as setting:
        judge()
        assert setting.problem.startswith(f"it judges by {name} and compares no numbers")
        close(X, X, "y")
        assert setting.problem == ""
    with judging_on("cpu") as setting:
        at_least(1.0, 0.5, "accuracy")
        judge()
        assert setting.problem == ""


class Unused:
    """A student whose code calls nothing forbidden."""

    def used(self):
        return []


class Used(Unused):
    """A student whose code has called softmax."""

    def used(self):
        return [("softmax", "", 0, "")]


def test_by_hand_with_a_wrong_answer():
    """A wrong answer fails by itself, unless something ready made was called on the way."""
    assert reason(by_hand, Unused(), lambda: close(0 * X, X, "y"))[0] == "values"
    assert reason(by_hand, Used(), lambda: close(0 * X, X, "y"))[0] == "ready made"


def test_holds():
    """A sentence that should be true."""
    holds(True, "one is one")
    holds([0], "there is something")
    holds(np.array([[True], [True]]), "all of them are true")
    for nothing in (False, np.bool_(False), None, [], np.zeros((1, 0), bool), np.array([True, False])):
        assert reason(holds, nothing, "it is so") == ("claim", "this does not hold: it is so")


def test_wrong_carries_the_numbers():
    """What the diagnosis looks at: the answer, the expected one and what was allowed, entry by entry."""
    with pytest.raises(Wrong) as caught:
        close(-X, X, "y")
    wrong = caught.value
    assert wrong.name == "y"
    assert np.array_equal(wrong.actual, -X)
    assert np.array_equal(wrong.expected, X)
    assert wrong.limits.shape == X.shape
