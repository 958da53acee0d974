"""A hostile sender: every malformed frame is a WireError, found before memory is allocated for what it announces."""

import contextlib
import json
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker import wire
from grader.worker.wire import WireError, pack, reader, unpack

F8 = struct.pack("<d", 1.0)


def raw(header, *buffers, lengths=None):
    """A frame made by hand: a header, as an object or as text, and buffers with true or invented lengths."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    lengths = [len(b) for b in buffers] if lengths is None else lengths
    return struct.pack(f"<II{len(lengths)}Q", len(text), len(lengths), *lengths) + text + b"".join(buffers)


def bytes_read(frame):
    """How many bytes of a frame are read before it is refused."""
    count, fill = 0, reader(frame + bytes(64))

    def read_into(view):
        nonlocal count
        count += view.nbytes
        fill(view)

    with pytest.raises(WireError):
        unpack(read_into)
    return count


def array(index=0, dtype="<f8", shape=(1,)):
    return ["a", index, dtype, list(shape)]


UNKNOWN_FORMS = [
    [], ["z"], [1], [None], [[]], [True], ["l ", 1], ["c", 1, 2], ["c", 1.0], ["c", 1.0, 2.0, 3.0], ["c", "1", 2.0],
    ["a"], ["a", "0", "<f8", [1]], ["a", 0, "<f8"], ["a", 0, "<f8", "1"], ["a", 0, "<f8", [1], 0], ["a", 0.0, "<f8", [1]],
    ["b"], ["b", 1], ["b", -1], ["b", 0, 0], ["b", "0"], ["h"], ["h", -1, "x"], ["h", 1], ["h", "1", "x"], ["h", 1, 2],
    ["h", 1, "x" * 201], ["h", wire.MAX_INT, "x"], ["l", ["t", ["z"]]], {"a": ["z"]},
]  # fmt: skip


@pytest.mark.parametrize("header", UNKNOWN_FORMS, ids=lambda h: json.dumps(h)[:40])
def test_unknown_forms(header):
    """A list is a tag with the right number and types of things behind it, and nothing else."""
    with pytest.raises(WireError, match="unknown form"):
        unpack(reader(raw(header, F8)), find=lambda *_: None)


@pytest.mark.parametrize("text", [b"", b"{", b"[1,]", b"nul", b"'a'", b"1 2", b"\xff\xfe", b"9" * 5000, b"[" * 200_000])
def test_a_header_that_is_no_json(text):
    """Neither broken text, nor bytes that are no UTF-8, nor numbers or nesting that Python's reader refuses."""
    with pytest.raises(WireError, match="is not JSON"):
        unpack(reader(raw(text)))


@pytest.mark.parametrize(
    "dtype", ["O", "|O", "|O8", ">f8", "<U4", "|S8", "<M8[s]", "f8", "float64", "<f16", "|V8", "", "x" * 99]
)
def test_only_listed_dtypes(dtype):
    """No objects, no text, and no other spelling of a dtype that is listed."""
    with pytest.raises(WireError, match="of dtype"):
        unpack(reader(raw(array(dtype=dtype), F8)))


@pytest.mark.parametrize(
    "shape", [[-1], [-1, -1], [1.0], [True], ["1"], [[1]], [None], [1] * (wire.MAX_NDIM + 1), [1 << 30, 0]]
)
def test_only_whole_dimensions_within_the_limits(shape):
    """Negative dimensions whose product fits, floats, booleans, too many axes, a huge axis of an empty array."""
    with pytest.raises(WireError, match="and shape"):
        unpack(reader(raw(array(shape=shape), F8)))


@pytest.mark.parametrize("shape", [(), (2,), (1, 2), (0,)])
def test_a_shape_fits_its_bytes(shape):
    """One number in the buffer is one entry; `()` is one too, so there the buffer is made too long."""
    with pytest.raises(WireError, match="does not fit its bytes"):
        unpack(reader(raw(array(shape=shape), F8 if shape else F8 + F8)))


@pytest.mark.parametrize("shape", [(0, 1 << 29, 1 << 29, 1 << 29), (1 << 29,) * 16, (1 << 29, 0, 2)])
def test_dimensions_that_numpy_refuses_are_refused_first(shape):
    """An empty array with astronomic other axes has no bytes, and still raises nothing but a WireError."""
    with pytest.raises(WireError, match="does not fit its bytes"):
        unpack(reader(raw(array(shape=shape), b"")))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ([array(), array(dtype="<i8")], "two different arrays"),
        ([array(shape=(1,)), array(shape=(1, 1))], "two different arrays"),
        ([["b", 0], array()], "two different arrays"),
        ([array(), ["b", 0]], "unknown form"),
        ([["b", 0], ["b", 0]], "unknown form"),
        ([array(1)], "without a buffer"),
        ([array(-1)], "without a buffer"),
        ([array(1 << 70)], "without a buffer"),
        ([None], "carries 1 buffers and uses 0"),
    ],
    ids=str,
)
def test_each_buffer_is_one_array_and_is_used(header, message):
    """A buffer is one array or one string of bytes, and none is sent for nothing."""
    with pytest.raises(WireError, match=message):
        unpack(reader(raw(["l", *header], F8)))


@pytest.mark.parametrize("number", [1 << 64, -(1 << 64), 10**4000])
@pytest.mark.parametrize("around", [lambda n: n, lambda n: ["l", n], lambda n: {"a": n}])
def test_integers_beyond_64_bits(number, around):
    """Anywhere in the header."""
    with pytest.raises(WireError, match="integer beyond 64 bits"):
        unpack(reader(raw(around(number))))


@pytest.mark.parametrize("wrap", [lambda node: ["l", node], lambda node: ["t", node], lambda node: {"a": node}])
def test_nested_too_deeply(wrap):
    """25 levels are one too many, be they lists, tuples or dictionaries; 24 are not."""
    node = 1
    for _ in range(wire.MAX_DEPTH):
        node = wrap(node)
    unpack(reader(raw(node)))
    with pytest.raises(WireError, match="nested too deeply"):
        unpack(reader(raw(wrap(wrap(node)))))


def test_handles_need_a_find():
    """Where only data may stand a handle is refused; with `find` it is what stands for it."""
    frame = raw({"a": ["h", 3, "Cache"]})
    with pytest.raises(WireError, match="handle where only data"):
        unpack(reader(frame))
    assert unpack(reader(frame), lambda number, name: f"{name} {number}") == {"a": "Cache 3"}


def test_a_frame_that_ends_early_or_late():
    """Every proper beginning of a frame is refused; what follows a frame is not touched."""
    frame = b"".join(pack([1, "a", np.ones(3), b"xyz"]))
    for length in range(len(frame)):
        with pytest.raises(WireError, match="ends too early"):
            unpack(reader(frame[:length]))
    read_into = reader(frame + b"".join(pack("next")))
    assert unpack(read_into)[0] == 1 and unpack(read_into) == "next"


@pytest.mark.parametrize(
    "prefix", [struct.pack("<II", wire.MAX_HEADER + 1, 0), struct.pack("<II", 0, wire.MAX_BUFFERS + 1), b"\xff" * 8]
)
def test_a_prefix_beyond_the_limits_is_the_last_thing_read(prefix):
    """Header length and number of buffers are judged before either is read."""
    assert bytes_read(prefix) == 8


@pytest.mark.parametrize("lengths", [[wire.MAX_BYTES + 1], [wire.MAX_BYTES, 1], [(1 << 64) - 1] * 3])
def test_too_many_bytes_are_refused_before_any_is_read(lengths):
    """The sum of all buffers counts, and it does not wrap around."""
    frame = raw(["l", *(["b", i] for i in range(len(lengths)))], lengths=lengths)
    assert bytes_read(frame) == len(frame)


@pytest.mark.parametrize(
    "header",
    [["l", array(shape=[50 << 20]), array(1, shape=[2])], ["l", ["b", 0], ["h", 1, "x"], ["z"]], ["l", ["b", 0]]],
    ids=["shape", "form", "unused"],
)
def test_nothing_is_allocated_before_the_whole_header_is_sound(header):
    """400 MB are announced and would be allowed, but a later part of the header is wrong: none of them is asked for."""
    frame = raw(header, lengths=[400 << 20, 8])
    tracemalloc.start()
    try:
        assert bytes_read(frame) == len(frame)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


data = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), 1 << 63) | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    | st.sampled_from([np.zeros(0), np.ones((2, 3), ">f4"), np.array(True), np.arange(4)[::2]]),
    max_leaves=12,
)  # fmt: skip
hostile = settings(derandomize=True, deadline=None, max_examples=300, database=None)


@hostile
@given(st.binary(max_size=60), st.booleans())
def test_random_bytes_give_a_value_or_a_wire_error(noise, framed):
    """Bare, and as the header of a frame that is otherwise sound."""
    with contextlib.suppress(WireError):
        unpack(reader(raw(noise, F8) if framed else noise), find=lambda *_: None)


@hostile
@given(data, st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged_frames_give_a_value_or_a_wire_error(value, edits):
    """A few bytes of a sound frame are changed, anywhere."""
    frame = bytearray(b"".join(pack(value)))
    for position, byte in edits:
        frame[position % len(frame)] = byte
    with contextlib.suppress(WireError):
        unpack(reader(bytes(frame)), find=lambda *_: None)


nodes = st.recursive(
    st.none() | st.integers(-2, 1 << 70) | st.floats() | st.sampled_from(["l", "t", "c", "a", "b", "h", "<f8", "|u1", "|O"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=16,
)  # fmt: skip


@hostile
@given(nodes)
def test_well_formed_json_of_any_shape_gives_a_value_or_a_wire_error(node):
    """Headers made of the wire's own words in any order."""
    with contextlib.suppress(WireError):
        unpack(reader(raw(node, F8)), find=lambda *_: None)


@hostile
@given(data)
def test_what_was_packed_unpacks(value):
    """And packing what arrived gives the same frame again."""
    frame = b"".join(pack(value))
    assert b"".join(pack(unpack(reader(frame)))) == frame
