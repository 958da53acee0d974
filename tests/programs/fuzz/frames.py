"""Frames as a hostile worker could send them, and what the judge makes of each: strategies, and the one way in."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from grader.checks.handles import Handle, form
from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.judging.run_check import of_exception
from grader.values.errors import Crashed, StudentRaised
from grader.values.text import visible
from grader.worker.protocol.replies import Reply, read_reply
from grader.worker.protocol.requests import Call, Question
from grader.worker.wire import WireError, pack, reader, unpack

F8 = struct.pack("<d", 1.0)
ARRAYS = [
    np.zeros(0),
    np.ones((2, 3)),
    np.ones((2, 3), ">f4"),
    np.array(True),
    np.arange(4)[::2],
    np.zeros((2, 3), "c8"),
]

STAYS = object()  # crosses as a handle

data = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), 1 << 63) | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    | st.sampled_from([*ARRAYS, STAYS]),
    max_leaves=12,
)  # fmt: skip
# What the judge asked with in `received`, by the paths under which a change would find it.
PATHS = [[0, 0], [0, 1], [0, 1, "a"], [0, 1, "b"], [0, 1, "b", 1], [0, 1, "b", 1, "w"], [0, 2], [0, 2, 0], [0, 3, 1]]
PATHS += [[1], [1, "k"], [1, "k", "a"]]
FITTING: list[dict[str, Any]] = [
    {"path": [0, 0], "array": np.full((2, 3), 7.0)},
    {"path": [0, 1, "a"], "array": np.full(3, np.nan)},
    {"path": [1, "k", "a"], "array": np.full((2, 3), np.inf, "f4")},
    {"path": [0, 1], "replaced": [["c", 1], ["a", None]], "removed": ["b"]},
    {"path": [0, 2], "replaced": [[1, 5], [2, [6]]], "removed": []},
    {"path": [0, 1, "b"], "replaced": [], "removed": [0, 1]},
]
steps = st.sampled_from([0, 1, 2, -1, 7, "a", "b", "w", "k", 1 << 40, None, 0.5, b"x"])
path = st.sampled_from(PATHS) | st.lists(steps, max_size=4) | data
pairs = st.lists(st.tuples(steps, data).map(list), max_size=3) | data
change = (
    st.fixed_dictionaries({"path": path, "array": st.sampled_from([*ARRAYS, np.full(3, np.nan), np.zeros(1)]) | data})
    | st.fixed_dictionaries({"path": path, "replaced": pairs, "removed": st.lists(steps, max_size=3) | data})
    | st.sampled_from(FITTING)
    | data
)
frame_of_code = st.tuples(st.text(max_size=4), st.integers(-3, 9), st.text(max_size=4), st.text(max_size=4)).map(list)
error = st.fixed_dictionaries(
    {
        "type": st.text(max_size=6) | data, "message": st.text(max_size=9), "frames": st.lists(frame_of_code | data, max_size=3),
        "not_written": st.booleans(), "missing": st.text(max_size=3),
    }
)  # fmt: skip
reply = st.one_of(
    st.fixed_dictionaries({"value": data}),
    st.fixed_dictionaries({"value": data, "changes": st.lists(change, max_size=3) | data}),
    st.fixed_dictionaries({"error": error | data}),
    data,
)

words = st.sampled_from(["l", "t", "c", "a", "b", "h", "<f8", "|u1", "|O", "value", "changes", "error", "path"])
node = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.integers(-1, 1 << 70) | st.floats() | words,
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(st.sampled_from(["value", "changes", "error", "path", "array", "a"]), inner, max_size=3)
    | st.tuples(st.just("a"), st.integers(-1, 3), st.sampled_from(["<f8", "|u1", "<c16", "f8"]), st.lists(inner, max_size=3))
    | st.tuples(st.just("h"), inner, st.text(max_size=3)),
    max_leaves=16,
)  # fmt: skip
opening = st.sampled_from(['["l",', '["a",0,"<f8",[', "[", '{"value":'])
CLOSING = str.maketrans("[{", "]}", '"l,a0<f8vue:')
deep = st.builds(lambda depth, one: (one * depth).encode(), st.integers(0, 1500), opening)
deep |= st.builds(
    lambda depth, one, last: (one * depth + last + one[::-1].translate(CLOSING) * depth).encode(),
    st.integers(0, 40) | st.integers(900, 1100), opening, st.sampled_from(["1", '["h",1,"x"]', "null"]),
)  # fmt: skip


@st.composite
def structured(draw: Any) -> bytes:
    """A header of the wire's own words in any order, with as many buffers and as long as it says, or not."""
    header = draw(node.map(lambda value: json.dumps(value).encode()) | deep | st.binary(max_size=30))
    buffers = draw(st.lists(st.sampled_from([b"", F8, F8 * 2, b"x"]), max_size=3))
    lengths = [draw(st.just(len(b)) | st.integers(0, (1 << 64) - 1)) for b in buffers]
    length = draw(st.just(len(header)) | st.integers(0, (1 << 32) - 1))
    count = draw(st.just(len(buffers)) | st.integers(0, (1 << 32) - 1))
    prefix = struct.pack(f"<II{len(lengths)}Q", length, count, *lengths)
    return prefix + header + b"".join(buffers)


# Points of curves, as a worker sends them before its reply: names and heights of any form.
points = st.dictionaries(st.text(st.characters(exclude_categories=()), max_size=8), st.floats(), max_size=10).map(
    lambda heights: b"".join(_raw({"point": heights}))
)


def _raw(header: object) -> Iterator[bytes]:
    """The frame of a header, also of one that `pack` would not write."""
    data = json.dumps(header).encode()
    yield struct.pack("<II", len(data), 0) + data


valid = reply.map(lambda value: b"".join(pack(value, lambda thing: (7, type(thing).__name__))))
frames = st.one_of(valid, valid, valid, structured(), st.binary(max_size=80))


def mutated(frame: bytes, seed: int) -> bytes:
    """`frame` with a few bytes changed, left out, doubled or put in; the same for the same seed."""
    drawn, edited = random.Random(seed), bytearray(frame)
    for _ in range(drawn.randint(1, 6)):
        at, kind = drawn.randrange(len(edited) + 1), drawn.randrange(6)
        if kind == 0:
            del edited[at : at + drawn.randint(1, 8)]
        elif kind == 1:
            edited[at:at] = edited[at : at + drawn.randint(1, 16)]
        elif kind == 2:
            edited[at:at] = drawn.choice(
                [b'["h",1,"x"]', b"[", b"]", b'"a"', b"9" * 30, b"NaN", b"null", b"\xff", b","]
            )
        elif at < len(edited):
            edited[at] = drawn.randrange(256) if kind < 5 else edited[at] ^ 1 << drawn.randrange(8)
    return bytes(edited)


LONGEST = 4000  # bytes of a header whose nodes are edited: of deeply nested ones that takes long


def reshaped(frame: bytes, seed: int) -> bytes:
    """`frame` with a few nodes of its header replaced, left out or doubled, and the header's length put right."""
    try:
        length, count = struct.unpack_from("<II", frame)
        start = 8 + 8 * count
        if length > LONGEST:
            return mutated(frame, seed)
        text = json.dumps(_edited(json.loads(frame[start : start + length]), random.Random(seed))).encode()
    except (struct.error, ValueError, RecursionError):
        return mutated(frame, seed)
    return struct.pack("<II", len(text), count) + frame[8:start] + text + frame[start + length :]


def _edited(header: Any, drawn: random.Random) -> Any:
    root = [header]
    for _ in range(drawn.randint(1, 3)):
        places = list(_places(root))
        container, key = drawn.choice(places)
        kind = drawn.randrange(4)
        if kind == 0 and isinstance(container, list) and container is not root:
            container.insert(key, copy.deepcopy(drawn.choice(NODES)))
        elif kind == 1 and container is not root:
            del container[key]
        else:
            other, at = drawn.choice(places)
            container[key] = copy.deepcopy(drawn.choice(NODES) if kind == 2 else other[at])
    return root[0]


NODES = [
    None,
    True,
    0,
    1,
    -1,
    1 << 40,
    1 << 64,
    0.5,
    "l",
    "t",
    "a",
    "b",
    "h",
    "<f8",
    "|u1",
    "value",
    [],
    {},
    ["l"],
    ["t", 1],
]
NODES += [["h", 1, "x"], ["a", 0, "<f8", [1]], ["a", 0, "|u1", [8]], ["b", 0], ["c", 1.0, 2.0], {"value": 1}]


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _places(node[key])


class Sender:
    """An answerer that has one frame to send, which is read as worker_process.Worker reads it."""

    def __init__(self, frame: bytes) -> None:
        self.frame = frame

    def ask(self, question: Question, proxy: ModuleProxy, seconds: float) -> Reply:
        """See proxies.Answerer. What is asked of a handle has no answer: the process is gone."""
        if not isinstance(question, Call):
            raise Crashed(question.op, "its process has ended")
        find = lambda number, name: Handle(proxy, number, visible(name, 80))  # noqa: E731
        return read_reply(unpack(reader(self.frame), find))

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer."""
        return contextlib.nullcontext()


def received(frame: bytes) -> str:
    """How the judge takes one frame, in a few words. Whatever it raises beyond its own errors is a finding, and so is an
    input that the reference would not be given as it was drawn."""
    x, inputs = np.arange(6.0).reshape(2, 3), Inputs()
    arguments = [x, {"a": x[0], "b": [1, {"w": np.zeros(2)}]}, [np.zeros(1), 2], (1.0, {"a": 3})]
    drawn = copy.deepcopy(arguments)
    student = ModuleProxy(Sender(frame), inputs, trusted=False, seconds=1.0, seed_name="fuzz")
    try:
        with np.errstate(all="ignore"):
            answer = student.f(*arguments, k={"a": x})
        said = f"accepted: {_without_numbers(form(answer)).partition(' of ')[0].strip()}"
    except WireError as malformed:
        said = "refused: " + _without_numbers(str(malformed))
    except Crashed as crash:
        assert len(crash.reason) < 1000
        said = "refused: " + _without_numbers(crash.reason).partition(" fit it")[0]
    except StudentRaised as raised:
        of_exception(raised.call, raised.failure)
        return "accepted: an exception of the student's"
    if inputs.untouched:
        assert _same(inputs.as_drawn(arguments), drawn), "the reference would be given other inputs"
        said += ", with effects"
    return said


def _same(left: Any, right: Any) -> bool:
    if isinstance(right, np.ndarray):
        return isinstance(left, np.ndarray) and np.array_equal(left, right, equal_nan=True)
    if isinstance(right, dict):
        return isinstance(left, dict) and left.keys() == right.keys() and all(_same(left[k], right[k]) for k in right)
    if isinstance(right, list | tuple):
        return type(left) is type(right) and len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _without_numbers(text: str) -> str:
    text = re.sub(r"\B'.*|\".*|\(.*|: .*", "", text)
    return re.sub(r"[-\d.]+", "N", text).replace("N N", "N")[:70]
