"""What a worker sends: what is written is read again, and a message of any other form is refused."""

import json
import math

import pytest

from grader.worker.protocol.replies import (
    MAX_CURVE_NAME,
    MAX_CURVES,
    MAX_FRAMES,
    Failure,
    FrameSummary,
    Hello,
    Point,
    Value,
    read_message,
    read_reply,
)
from grader.worker.wire import WireError, pack, reader, unpack

FRAME = FrameSummary("f.py", 3, "f", "return 1 / x")
MESSAGES = [
    Value(1),
    Value(None, [], []),
    Value((1, [2]), [{"path": [0], "array": None}], [0, 4]),
    Value(1, [], [], [Point({"loss": 1.0}), Point({"loss": 0.5, "accuracy": 0.1})]),
    Failure("ValueError", "no"),
    Failure("ModuleNotFoundError", "no pandas", (FRAME,) * MAX_FRAMES, missing="pandas"),
    Failure("NotImplementedError", "TODO", (FRAME,), not_written=True),
    Point({"loss": float("inf")}),
    Point({"x" * MAX_CURVE_NAME: 0.0} | {str(n): 0.0 for n in range(MAX_CURVES - 1)}),
]


@pytest.mark.parametrize("message", MESSAGES, ids=repr)
def test_messages_cross(message):
    """Values, failures and points come back as they were written; sequences may be other ones."""
    read = read_message(unpack(reader(b"".join(pack(message.to_wire())))))
    assert type(read) is type(message) and read.to_wire() == message.to_wire()


def test_the_form_on_the_wire():
    """Recordings hold these very forms: what a reply does not have does not stand in it."""
    assert Value(1).to_wire() == {"value": 1}
    assert Value(1, [], [0]).to_wire() == {"value": 1, "changes": [], "kept": [0]}
    assert Point({"loss": 1.0}).to_wire() == {"point": {"loss": 1.0}}
    assert json.dumps(Failure("E", "m", (FRAME,), not_written=True, missing="x").to_wire()) == (
        '{"error": {"type": "E", "message": "m", "frames": [["f.py", 3, "f", "return 1 / x"]], '
        '"not_written": true, "missing": "x"}}'
    )


ERROR = Failure("E", "m", (FRAME,)).to_wire()["error"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"changes": []},
        {"value": 1, "changes": None},
        {"value": 1, "changes": ()},
        {"value": 1, "kept": None},
        {"value": 1, "kept": [True]},
        {"value": 1, "kept": [-1]},
        {"value": 1, "kept": [0.0]},
        {"value": 1, "points": {"loss": 1.0}},
        {"value": 1, "points": [{"loss": 1}]},
        {"value": 1, "error": 5},
        {"error": ERROR | {"frames": [FRAME.to_wire()] * (MAX_FRAMES + 1)}},
        {"error": ERROR | {"frames": [tuple(FRAME.to_wire())]}},
        {"error": ERROR | {"frames": [["f.py", True, "f", ""]]}},
        {"error": ERROR | {"not_written": 0}},
        {"error": ERROR | {"missing": None}},
        {"point": {}},
        {"point": {"loss": 1}},
        {"point": {"x" * (MAX_CURVE_NAME + 1): 1.0}},
        *[{"point": {name: 1.0}} for name in ("", "  ", "a\nb", "\x1b[2J", "\u202eloss", "\ud800", "\u200b", "\ue000")],
    ],
)
def test_forged_messages(data):
    """Student code can send anything: each part of the form is looked at."""
    with pytest.raises(WireError, match="a reply of unknown form"):
        read_message(data)


def test_heights_that_nobody_can_draw():
    """The difference and the ratio of two heights are finite."""
    heights = {"a": 1.7e308, "b": -1.7e308, "c": 5e-324, "d": 1e100, "e": -1e-100, "f": math.inf}
    inf = math.inf
    assert read_message({"point": heights}) == Point(
        {"a": inf, "b": -inf, "c": 0.0, "d": 1e100, "e": -1e-100, "f": inf}
    )


def test_a_point_is_no_reply():
    """Where no points come first, one is refused."""
    assert read_reply({"value": 1}) == Value(1)
    with pytest.raises(WireError, match="a reply of unknown form"):
        read_reply({"point": {"loss": 1.0}})


def test_a_failure_in_one_line():
    """With the innermost place, if the student's code was reached."""
    assert (
        Failure("ValueError", "no", (FrameSummary("a.py", 1, "g", ""), FRAME)).summary()
        == "ValueError: no (f.py, line 3)"
    )
    assert Failure("ValueError", "no").summary() == "ValueError: no"


HELLO = Hello(["seccomp"], {"landlock": "no kernel"}, 12, "cpu", "")


def test_the_greeting_crosses():
    """As it was sent."""
    assert Hello.from_wire(unpack(reader(b"".join(pack(HELLO.to_wire()))))) == HELLO


@pytest.mark.parametrize(
    "change",
    [{"layers": "all"}, {"layers": [1]}, {"missing": {"a": None}}, {"pid": "1"}, {"device": 0}, {"problem": None}],
)
def test_other_greetings(change):
    """A program that is no worker of ours is not talked to."""
    with pytest.raises(WireError, match="a greeting of unknown form"):
        Hello.from_wire(HELLO.to_wire() | change)
