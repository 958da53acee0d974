"""A check's inputs are remembered as they were drawn, whatever a student's code does to them."""

import numpy as np
import pytest

from grader.checks.inputs import Inputs, LastCall
from grader.worker.protocol.requests import Call, Drive


@pytest.fixture
def inputs():
    return Inputs()


def test_what_nobody_changed_is_itself(inputs):
    """No copy is made of it."""
    node = {"x": np.ones(2), "y": [np.zeros(1), (1, 2)]}
    assert inputs.as_drawn(node) is node
    inputs.touch(np.ones(3))
    assert inputs.as_drawn(node) is node and inputs.as_drawn(node["y"]) is node["y"]


def test_an_array_comes_back_as_it_was_before_its_first_change(inputs):
    """Later changes count no more; the changed array itself stays changed."""
    x = np.arange(3.0)
    for value in (7.0, 8.0):
        inputs.touch(x)
        x[0] = value
    np.testing.assert_array_equal(inputs.as_drawn(x), [0, 1, 2])
    np.testing.assert_array_equal(x, [8, 1, 2])


@pytest.mark.parametrize("view", [np.s_[::-1], np.s_[1:, ::2], np.s_[0], np.s_[..., None]], ids=str)
@pytest.mark.parametrize("order", ["C", "F"])
def test_views_show_what_their_array_was(inputs, order, view):
    """A change through one view is undone in every other, with strides of its own."""
    x = np.asarray(np.arange(12.0).reshape(3, 4), order=order)
    before = x[view].copy()
    inputs.touch(x[:2])
    x[:] = -1
    drawn = inputs.as_drawn(x[view])
    np.testing.assert_array_equal(drawn, before)
    assert drawn.base is None


def test_containers_are_put_back_with_what_is_in_them(inputs):
    """A changed list, and a container that holds something changed; their types stay."""
    x, names = np.zeros(2), ["a"]
    node = {"cache": (x, names), "rest": 1}
    inputs.touch(x)
    inputs.touch(names)
    x += 1
    names.append("b")
    drawn = inputs.as_drawn(node)
    assert type(drawn["cache"]) is tuple and drawn["cache"][1] == ["a"] and drawn["rest"] == 1
    np.testing.assert_array_equal(drawn["cache"][0], 0)
    assert names == ["a", "b"] and node["cache"][0] is x


def test_a_changed_dictionary_has_its_entries_back(inputs):
    """Those that were taken out, too."""
    parameters = {"w": 1.0}
    inputs.touch(parameters)
    parameters.clear()
    assert inputs.as_drawn(parameters) == {"w": 1.0} and parameters == {}


@pytest.mark.parametrize("order", ["C", "F"])
def test_content_is_given_back(inputs, order):
    """To arrays of any layout, through views too, to dictionaries and lists; objects stay the same objects."""
    x, single, names, settings = np.array([[1, 2, 3], [4, 5, 6]], order=order), np.array(1.5), ["a"], {"b": 1, "c": 2}
    for value in (x[:, 1:], single, names, settings):
        inputs.touch(value)
    x[:], single[...] = 0, 0
    names.append("b")
    settings["d"] = settings.pop("b")
    inputs.restore()
    assert x.tolist() == [[1, 2, 3], [4, 5, 6]] and single == 1.5 and names == ["a"]
    assert list(settings.items()) == [("b", 1), ("c", 2)]


def test_the_first_axis_of_a_length_names_it(inputs):
    """A factor N in an answer is recognized by it; what is no array has no axes."""
    inputs.note_sizes("forward", (np.ones((5, 3)), 2.0, np.ones((3, 4))))
    assert inputs.sizes == {
        5: "axis 0 of argument 1 of forward",
        3: "axis 1 of argument 1 of forward",
        4: "axis 1 of argument 3 of forward",
    }


def test_a_driver_stands_for_many_calls():
    """Its arguments are not those of the call that failed."""
    assert LastCall(Drive("train", (), {}), (), {}).drives
    assert not LastCall(Call("forward", (), {}), (), {}).drives


def test_an_object_that_is_passed_back_twice():
    """A second call with the same cache may be wrong where a first one is right; another cache or function is no second call."""
    inputs = Inputs()
    asked = [
        ("backward", {1}),
        ("backward", {2}),
        ("other", {1}),
        ("forward", set()),
        ("backward", {2}),
        ("forward", set()),
    ]
    again = []
    for name, handles in asked:
        inputs.note_call(Call(name, (), {}), (), {}, handles)
        again.append(inputs.last_call.again)
    assert again == [False, False, False, False, True, False]
