"""The wire: what crosses arrives as it was, what does not fit is refused before anything is allocated for it."""

import collections
import enum
import math
import struct

import numpy as np
import pytest

from grader.worker import wire
from grader.worker.wire import WireError, pack, reader, unpack


def frame_of(value, foreign=None):
    return b"".join(pack(value, foreign))


def crossed(value):
    return unpack(reader(frame_of(value)))


class Level(enum.IntEnum):
    HIGH = 3


class Loud(str):
    pass


Pair = collections.namedtuple("Pair", "left right")

PLAIN = [
    None, True, False, 0, -1, (1 << 64) - 1, 1 - (1 << 64), 0.5, -0.0, math.inf, 1e-320, "", "é\0\n\u2028😀", b"", b"\0\xff",
    1 + 2j, complex(0.0, -math.inf), [], (), {}, [[]], ((),), {"": None}, [1, (2, [3, {"a": (4,)}]), "l"], ["a", 0, "<f8", []],
    {"b": ["b", 0], "l": ("t", "h")},
]  # fmt: skip


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_arrive_with_value_and_type(value):
    """Lists stay lists, tuples tuples, whole numbers whole numbers, and -0.0 keeps its sign; tags are not confused with data."""
    got = crossed(value)
    assert got == value
    assert repr(got) == repr(value)


@pytest.mark.parametrize("value", [math.nan, complex(math.nan, 1.0)])
def test_not_a_number_arrives(value):
    """NaN crosses although it is no JSON."""
    assert repr(crossed(value)) == repr(value)


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 0, 2), (2, 3, 4)])
def test_arrays_of_every_dtype_and_shape(dtype, shape):
    """dtype, shape and bytes are the same on the other side, for 0-d and empty arrays too."""
    array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
    got = crossed(array)
    assert isinstance(got, np.ndarray) and got.dtype == array.dtype and got.shape == shape
    assert got.tobytes() == array.tobytes() and got.flags.writeable and got.flags.c_contiguous


@pytest.mark.parametrize("layout", ["fortran", "strided", "reversed", "transposed", "read-only", "broadcast"])
def test_memory_layout_does_not_matter(layout):
    """What crosses are the entries in their order, wherever they lie in memory."""
    x = np.arange(24.0).reshape(4, 6)
    frozen = x.copy()
    frozen.setflags(write=False)
    views = {
        "fortran": np.asfortranarray(x),
        "strided": x[::2, 1::3],
        "reversed": x[::-1, ::-1],
        "transposed": x.T,
        "read-only": frozen,
        "broadcast": np.broadcast_to(x[0], (3, 6)),
    }
    np.testing.assert_array_equal(crossed(views[layout]), views[layout], strict=True)


@pytest.mark.parametrize("dtype", [">i2", ">u8", ">f4", ">f8", ">c16"])
def test_big_endian_arrays_arrive_as_little_endian(dtype):
    """The numbers are kept, not the byte order; for scalars as well."""
    array = np.array([1, 2, 515], dtype)
    assert crossed(array).dtype == array.dtype.newbyteorder("<")
    np.testing.assert_array_equal(crossed(array), array)
    assert crossed(array[2]) == 515


def test_special_values_keep_their_bits():
    """NaN with a payload, infinities, -0.0 and subnormal numbers cross unchanged."""
    array = np.array([0x7FF8_0000_0000_1234, 0xFFF0_0000_0000_0000, 1 << 63, 1], np.uint64).view(np.float64)
    assert crossed(array).tobytes() == array.tobytes()


@pytest.mark.parametrize("scalar", [np.float64(0.1), np.float32(0.1), np.int64(-3), np.bool_(True), np.complex64(1j)])
def test_numpy_scalars_become_arrays_without_axes(scalar):
    """Their dtype crosses with them, which a Python number would lose."""
    got = crossed(scalar)
    assert isinstance(got, np.ndarray) and got.shape == () and got.dtype == scalar.dtype and got[()] == scalar


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Level.HIGH, 3),
        (Loud("ha"), "ha"),
        (bytearray(b"xy"), b"xy"),
        (collections.OrderedDict(a=1), {"a": 1}),
    ],
    ids=lambda v: type(v).__name__,
)
def test_subclasses_arrive_as_the_plain_type(value, plain):
    """No class crosses, so none has to be known on the other side."""
    got = crossed(value)
    assert got == plain and type(got) is type(plain)


@pytest.mark.parametrize(
    "value",
    [Pair(1, 2.0), collections.defaultdict(list, a=[]), collections.ChainMap({"a": 1}), type("Own", (list,), {})()],
    ids=lambda v: type(v).__name__,
)
def test_containers_with_a_class_of_their_own_stay(value):
    """A cache that is a NamedTuple must come back as one: as a plain tuple it would have lost its attributes."""
    kept = []
    frame = b"".join(wire.pack((1, value), lambda thing: (kept.append(thing), 7, "Own")[1:]))
    assert wire.unpack(wire.reader(frame), lambda number, name: (number, name)) == (1, (7, "Own"))
    assert kept == [value]


def test_array_subclasses_arrive_as_arrays():
    """A matrix and a masked array cross as the arrays that they hold."""

    class Mine(np.ndarray):
        pass

    got = crossed([np.arange(3.0).view(Mine), np.ma.masked_array([1, 2], [True, False])])
    assert [type(a) for a in got] == [np.ndarray, np.ndarray]
    assert [a.tolist() for a in got] == [[0.0, 1.0, 2.0], [1, 2]]


def test_an_array_that_occurs_twice_is_one_array_on_the_other_side():
    """It crosses once, and changing it in one place changes it in the other; an equal array stays apart."""
    x = np.zeros(1000)
    assert len(frame_of([x, {"again": x}])) < 9000
    first, second, other = crossed([x, {"again": x}, x.copy()])
    assert first is second["again"] and other is not first
    first[0] = 5.0
    assert second["again"][0] == 5.0 and other[0] == 0.0


def test_text_that_is_no_unicode_is_replaced():
    """A lone surrogate cannot cross, and neither can it stop the rest."""
    assert crossed(["a\ud800b", "c"]) == ["a?b", "c"]


@pytest.mark.parametrize("key", ["a\ud800", "\udfff"])
def test_a_key_that_is_no_unicode_is_replaced(key):
    """As a text is."""
    assert crossed({key: 1}) == {key.encode("utf-8", "replace").decode(): 1}


@pytest.mark.parametrize("header", ['"\\ud800"', '{"\\uDFFF": 1}', '["l", "a\\udc00\\ud83d"]', '["h", 1, "\\ud83dx"]'])
def test_half_of_a_character_is_refused(header):
    """JSON can name it, and no file could hold it. Two halves are a character."""
    with pytest.raises(WireError, match="surrogates not allowed"):
        unpack(reader(struct.pack("<II", len(header), 0) + header.encode()))
    whole = '"\\ud83d\\ude00"'
    assert unpack(reader(struct.pack("<II", len(whole), 0) + whole.encode())) == "😀"


def test_pack_copies_no_contiguous_array():
    """A large array is sent from where it lies; small ones are joined."""
    assert len(pack([np.zeros(8), b"x"])) == 1
    x = np.zeros(wire.JOINED)
    (_, buffer) = pack(x)
    x[0] = 1.0
    assert bytes(buffer[:8]) == struct.pack("<d", 1.0)


def test_adopt_sees_each_buffer_once():
    """A tensor is made once of an array that occurs twice."""
    seen = []

    def adopt(array):
        seen.append(array)
        return ("tensor", len(seen))

    x = np.ones(2)
    assert unpack(reader(frame_of([x, x, np.ones(3)])), adopt=adopt) == [("tensor", 1), ("tensor", 1), ("tensor", 2)]


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, {1: 2}, 1 << 64, -(1 << 64), np.array([None]), np.array(["a"]), np.longdouble(1), np.zeros(2, "M8[s]")],
    ids=["object", "set", "int keys", "huge int", "negative huge int", "objects", "text", "longdouble", "dates"],
)  # fmt: skip
def test_what_is_no_data_needs_a_handle(value):
    """Without `foreign` it is refused, with it the handle's number and type name cross to `find`."""
    with pytest.raises(WireError, match="cannot cross"):
        pack([value])
    frame = frame_of([value], lambda thing: (7, type(thing).__name__))
    assert unpack(reader(frame), lambda number, name: (number, name)) == [(7, type(value).__name__)]


def test_foreign_may_answer_with_an_array():
    """That is how a tensor crosses."""
    assert unpack(reader(frame_of(object(), lambda _: np.arange(3)))).tolist() == [0, 1, 2]


def test_what_is_nested_too_deeply_to_cross_stays_behind():
    """24 levels cross; what lies deeper, or in itself, becomes a handle."""
    nest = value = []
    for _ in range(wire.MAX_DEPTH - 1):
        value = [value]
    assert crossed(value) == value
    with pytest.raises(WireError, match="list cannot cross"):
        pack([value])
    nest.append(nest)
    with pytest.raises(WireError, match="list cannot cross"):
        pack(nest)


@pytest.mark.parametrize(
    "value",
    ["x" * (wire.MAX_HEADER + 1), [b""] * (wire.MAX_BUFFERS + 1), np.zeros(wire.MAX_BYTES + 1, np.uint8)],
    ids=["header", "buffers", "bytes"],
)
def test_what_is_too_large_is_not_sent(value):
    """The sender is told, with the sizes and the limits."""
    with pytest.raises(WireError, match=r"too large to cross: header of \d+ bytes, \d+ buffers of \d+ bytes \(limits"):
        pack(value)


def test_fits_says_which_arrays_cross():
    """Numbers and booleans in either byte order; no text, no dates, no objects, no extended precision."""
    assert all(wire.fits(np.zeros(2, dtype)) for dtype in ("f8", ">f4", "?", "c8", "u1"))
    assert not any(wire.fits(np.zeros(2, dtype)) for dtype in ("U3", "S2", "O", "M8[s]", "V4", "g"))
    assert not wire.fits(np.zeros((1,) * (wire.MAX_NDIM + 1)))
