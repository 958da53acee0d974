"""The topics below a topic in their order, circles, and the modules that stand for used topics."""

import pytest

from grader.topics.dependencies import all_below, modules
from grader.values.errors import TopicError

GIVEN = "def f(x): return 1\n\ndef g(x): return f(x)\n\ndef h(x): return 3\n"


def test_each_topic_stands_behind_those_below_it():
    """Each occurs once, however many topics use it."""
    uses = {"top": ["left", "right"], "left": ["base"], "right": ["left", "base"], "base": []}
    assert all_below("top", uses.__getitem__) == ("base", "left", "right")
    assert all_below("base", uses.__getitem__) == ()


@pytest.mark.parametrize(
    ("uses", "circle"),
    [
        ({"top": ["top"]}, "top → top"),
        ({"top": ["a"], "a": ["b"], "b": ["top"]}, "top → a → b → top"),
        ({"top": ["a"], "a": ["b"], "b": ["c"], "c": ["b"]}, "b → c → b"),
    ],
)
def test_a_circle_is_refused(uses, circle):
    """The message shows it, and nothing of the way there."""
    with pytest.raises(TopicError, match=f"^top: USES goes round in a circle: {circle}. Remove"):
        all_below("top", uses.__getitem__)


def executed(found, **own):
    """The given module, as it is after its code has run with these modules of a student's own."""
    namespace = {}
    [(_, text)] = [cell for name, cell in found.items() if name == "given_numpy"]
    imports = {name: type("module", (), contents) for name, contents in own.items()}
    exec(
        text.replace("import base_numpy", "base_numpy = found['base_numpy']"), namespace | {"found": imports}, namespace
    )
    return namespace


def test_own_functions_take_the_place_of_given_ones():
    """Those that both files have. The rest of the given file calls them too."""
    found = modules("numpy", GIVEN, {"base": ["f", "other"]}, ["base"])
    assert list(found) == ["given_numpy"]
    own = executed(found, base_numpy={"f": staticmethod(lambda x: 5), "h": None})
    assert own["f"](0) == 5 and own["h"](0) == 3
    assert executed(found, base_numpy={})["f"](0) == 1


def test_a_module_stands_for_a_topic_whose_own_file_cannot_serve():
    """It has the exercises that are given; where they are unknown, all that is given."""
    assert modules("numpy", GIVEN, {"base": ["h", "f"]}, [])["base_numpy"] == (
        "base_numpy.py",
        "from given_numpy import f, h\n",
    )
    assert modules("numpy", GIVEN, {"base": []}, [])["base_numpy"][1] == "from given_numpy import f, g, h\n"
    assert modules("numpy", "", {"base": []}, [])["base_numpy"][1] == ""
