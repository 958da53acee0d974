"""A question names the entries of an answer, and says which form was expected."""

import numpy as np
import pytest

from grader.checks.questions import ask, backward, call, inside
from grader.checks.setting import Wrong
from grader.judging.reference.live import Live
from grader.values.finding import Kind
from grader.worker.runtimes import make_runtime

TEXT = """
def pair(x, scale=1.0): return scale * x, 2 * x
def one(x): return x + 1
def cached(x): return x, [x]
def two(x, y): return x, y, {"x": x, "y": y}
def back(dx, dy, cache): return dx * cache["x"], dy * cache["y"]
def lossy(x): return x.sum(), x
def slope(cache): return cache * 0 + 1
def fills(x, running):
    running["mean"] = x.mean()
    running["seen"][0] += 1
    return x
def nothing(x): pass
"""
DRIVERS = "def drive_one(student, x, more=0): return student.one(x) + more\n"
X = np.arange(3.0)


@pytest.fixture
def side(load_request, asking):
    """The module above, as a check sees it."""
    return asking(Live(make_runtime("numpy"), load_request(TEXT, DRIVERS)))


def test_names_stand_for_the_items_of_a_tuple(side):
    """Keyword arguments are passed on."""
    found = call("pair", "a", "b")(side, X, scale=3.0)
    assert {name: list(values) for name, values in found.items()} == {"a": [0, 3, 6], "b": [0, 2, 4]}


def test_one_name_stands_for_the_answer_itself(side):
    """It is not taken apart."""
    assert list(call("one", "out")(side, X)["out"]) == [1, 2, 3]


def test_a_cache_is_no_entry(side):
    """It comes back beside the entries, to be passed on."""
    entries, cache = call("cached", "out", cache=True).with_cache(side, X)
    assert list(entries) == ["out"] and isinstance(cache, list)


def test_arguments_that_change_are_entries(side):
    """Replaced entries and arrays that were changed in place, by name."""
    running = {"mean": np.zeros(()), "seen": np.zeros(2)}
    entries = call("fills", "out", changes={1: "running"})(side, X, running)
    assert entries['running["mean"]'] == 1 and list(entries['running["seen"]']) == [1, 0]


def test_a_backward_pass_gets_its_upstream_gradients_and_the_cache(side):
    """As many as it says, none included."""
    question = backward(call("two", "x", "y", cache=True), "back", "dx", "dy", upstream=2)
    found = question(side, X, X + 1, X, X)
    assert list(found["dx"]) == [0, 1, 4] and list(found["dy"]) == [0, 2, 6]
    assert list(backward(call("lossy", "loss", cache=True), "slope", "dx", upstream=0)(side, X)["dx"]) == [1, 1, 1]


def test_a_text_names_a_driver(side):
    """And a function is asked as it is."""
    assert list(ask(side, "drive_one", (X,), {"more": 1})) == [2, 3, 4]
    assert list(ask(side, lambda side, x: side.one(x), (X,), {})) == [1, 2, 3]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (call("one", "out", cache=True), "one returns a pair (out, cache); yours returned an array of shape (3,)"),
        (
            call("pair", "a", "b", "c"),
            "pair returns a tuple of 3 (a, b, c); yours returned a tuple of 2 (an array of shape (3,), an array of shape (3,))",
        ),
        (call("nothing", "a", "b"), "nothing returns a pair (a, b); yours returned None (is a `return` missing?)"),
    ],
)
def test_another_form_is_wrong(side, question, said):
    """The message says what was returned and what was expected."""
    with pytest.raises(Wrong) as caught:
        question(side, X)
    assert caught.value.kind is Kind.FORM and said in caught.value.reason


def test_places_inside_an_argument():
    """Keys and positions, however deep."""
    assert inside("p", {"w": 1, "more": [2, (3,)], 4: 5}) == {
        'p["w"]': 1,
        'p["more"][0]': 2,
        'p["more"][1][0]': 3,
        "p[4]": 5,
    }
