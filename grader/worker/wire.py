"""Turn values into bytes and back, without pickle. Plain data and arrays cross; any other object crosses as a handle.

A frame is a prefix (u32 header length, u32 number of buffers), one u64 length per buffer, a JSON header and the raw
buffers. JSON's own types stand for themselves (objects are dicts with str keys). Any other value is a list that begins with a
tag:

    ["l", items…]  ["t", items…]  ["c", real, imag]  ["b", buffer]  ["a", buffer, dtype, shape]  ["h", id, type name]

A reader checks lengths, dtypes and shapes against the limits and against each other before it allocates any buffer.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Any

import numpy as np

# Arrays of any dtype and shape cross. The dtype is known only at run time.
DType = np.dtype[Any]
Array = np.ndarray[Any, DType]
Node = Any  # a node of a header: JSON of any form, until `_survey` has checked it

MAX_HEADER = 1 << 20  # bytes of JSON
MAX_TEXT = 1 << 20  # bytes of all values of type bytes in a frame: a list of them takes 40 times as much memory
MAX_BUFFERS = 4096
MAX_BYTES = 512 << 20  # bytes of all buffers of a frame
MAX_DEPTH = 24
MAX_NDIM = 16
MAX_INT = 1 << 64
JOINED = 1 << 15  # bytes: a smaller frame is copied into one buffer, which is quicker to send than many

_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # the escape of a surrogate; two of them are one character
_PREFIX = struct.Struct("<II")
DTYPES = {name: np.dtype(name) for name in "|b1 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8 <f2 <f4 <f8 <c8 <c16".split()}
_NUMPY = (np.ndarray, np.generic)
_BYTES = (bytes, bytearray)
_THEMSELVES = frozenset([type(None), bool, float])  # types that are the same in JSON and in Python
_LOOKED_AT = frozenset([list, dict, int])  # nodes of a header that must be decoded, or that can be out of bounds
# Only these types and no subclasses: a NamedTuple would come back as a tuple, without its attributes.
_CONTAINERS = frozenset([tuple, list, dict, OrderedDict])
_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode  # MAX_DEPTH bounds circular values
_from_json = json.JSONDecoder().raw_decode

Foreign = Callable[[object], Array | tuple[int, str]]
Find = Callable[[int, str], object]
Adopt = Callable[[Array], object]
ReadInto = Callable[[memoryview], None]
Spec = tuple[str, tuple[int, ...]]  # of a buffer: dtype and shape, or ("bytes", ())
Weigh = Callable[[int, Collection[Spec]], None]


class WireError(Exception):
    """A frame is malformed or too large, or a value cannot be written into a frame."""


def pack(value: object, foreign: Foreign | None = None) -> list[memoryview]:
    """The frame of `value`, as a list of buffers to send one after another. Large arrays are not copied.

    `foreign` turns a value that is not data into an array (for a tensor) or into a handle, (id, type name). Raises WireError
    for such a value if `foreign` is None, and for a value that is too large.
    """
    packer = _Packer(foreign)
    header = _to_json(packer.encode(value, 0)).encode()
    lengths = [buffer.nbytes for buffer in packer.buffers]
    if len(header) > MAX_HEADER or len(lengths) > MAX_BUFFERS or sum(lengths) > MAX_BYTES:
        raise WireError("the value is too large to cross: " + _sizes(len(header), lengths))
    head = _PREFIX.pack(len(header), len(lengths)) + struct.pack(f"<{len(lengths)}Q", *lengths) + header
    if sum(lengths) < JOINED:
        return [memoryview(b"".join([head, *packer.buffers]))]
    return [memoryview(head), *(buffer for buffer in packer.buffers if buffer.nbytes)]


def fits(array: Array) -> bool:
    """Whether an array can cross: numbers and booleans of the listed dtypes in either byte order."""
    return array.dtype.newbyteorder("<").str in DTYPES and array.ndim <= MAX_NDIM


def unpack(
    read_into: ReadInto, find: Find | None = None, adopt: Adopt | None = None, weigh: Weigh | None = None
) -> object:
    """Read one value with `read_into`, which fills a whole view or raises. Raises WireError for a malformed frame.

    `find` turns a handle's id and type name into the object of this side; without `find`, handles raise WireError. `adopt`
    turns each array into the value that this side computes with (a tensor). `weigh` gets the length of the header, and dtype and
    shape of each buffer, before memory is taken for the buffers. It may raise.
    """
    prefix = bytearray(_PREFIX.size)
    read_into(memoryview(prefix))
    header_length, count = _PREFIX.unpack(prefix)
    if header_length > MAX_HEADER or count > MAX_BUFFERS:
        raise WireError(f"a frame announces {header_length} bytes of header and {count} buffers")
    rest = bytearray(8 * count + header_length)
    read_into(memoryview(rest))
    lengths = struct.unpack_from(f"<{count}Q", rest)
    if sum(lengths) > MAX_BYTES:
        raise WireError("a frame announces too much: " + _sizes(header_length, list(lengths)))
    try:
        text = rest[8 * count :].decode()
        header, end = _from_json(text)
        if end != len(text):
            raise ValueError(f"something follows at {end}")
        if _HALF.search(text):  # JSON can name half of a character, which no file and no page can hold
            json.dumps(header, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise WireError(f"a frame's header is not JSON: {error}") from None
    specs: dict[int, Spec] = {}
    _survey(header, 0, specs, lengths)
    if len(specs) != count:
        raise WireError(f"a frame carries {count} buffers and uses {len(specs)}")
    if sum(lengths[index] for index, spec in specs.items() if spec[0] == "bytes") > MAX_TEXT:
        raise WireError(f"a frame holds more than {MAX_TEXT} bytes of bytes: numbers belong in an array")
    if weigh:
        weigh(header_length, specs.values())
    arrays: dict[int, object] = {}
    for index in range(count):
        dtype, shape = specs[index]
        if dtype == "bytes":
            data = bytearray(lengths[index])
            read_into(memoryview(data))
            arrays[index] = bytes(data)
        else:
            array = np.empty(shape, DTYPES[dtype])
            if array.nbytes:
                read_into(array.reshape(-1).view(np.uint8).data)
            arrays[index] = adopt(array) if adopt else array
    return _decode(header, arrays, find)


def reader(frame: bytes | bytearray | memoryview) -> ReadInto:
    """A `read_into` for `unpack` that reads from bytes in memory."""
    source, position = memoryview(frame), 0

    def read_into(view: memoryview) -> None:
        nonlocal position
        if position + view.nbytes > source.nbytes:
            raise WireError("a frame ends too early")
        view[:] = source[position : position + view.nbytes]
        position += view.nbytes

    return read_into


def _sizes(header: int, buffers: list[int]) -> str:
    limits = f"(limits {MAX_HEADER}, {MAX_BUFFERS} and {MAX_BYTES})"
    return f"header of {header} bytes, {len(buffers)} buffers of {sum(buffers)} bytes {limits}"


class _Packer:
    """Encodes one value and collects the buffers of its arrays."""

    def __init__(self, foreign: Foreign | None) -> None:
        self.buffers: list[memoryview] = []
        self._foreign = foreign
        self._text = 0  # bytes of the values of type bytes
        # Arrays by id, with their nodes: an array that occurs twice crosses once. The arrays are kept here, because an id is
        # unique only while its object lives.
        self._known: dict[int, tuple[object, list[object]]] = {}

    def encode(self, value: object, depth: int) -> object:
        """The node that stands for `value` in the header. A node has plain types only, never subclasses of them."""
        kind = type(value)
        if kind in _THEMSELVES or (type(value) is str and value.isascii()):  # the most frequent types come first
            return value
        if kind in _CONTAINERS:
            return self._container(value, depth)
        if isinstance(value, _NUMPY):
            return self._array(value)
        if isinstance(value, int):
            return int(value) if abs(value) < MAX_INT else self._other(value)
        if isinstance(value, float):
            return float(value)
        if isinstance(value, str):
            return _whole(value)
        if isinstance(value, _BYTES):
            self._text += len(value)
            if self._text > MAX_TEXT:
                raise WireError(f"the value holds more than {MAX_TEXT} bytes of bytes: numbers belong in an array")
            return ["b", self._add(memoryview(bytes(value)))]
        if isinstance(value, complex):
            return ["c", value.real, value.imag]
        return self._other(value)

    def _container(self, value: Node, depth: int) -> object:
        if depth >= MAX_DEPTH:
            return self._other(value)
        kind, inner = type(value), depth + 1
        if kind is tuple or kind is list:
            return ["t" if kind is tuple else "l", *[self.encode(item, inner) for item in value]]
        if all([type(key) is str for key in value]):
            return {_whole(key): self.encode(item, inner) for key, item in value.items()}
        return self._other(value)

    def _add(self, buffer: memoryview) -> int:
        self.buffers.append(buffer)
        return len(self.buffers) - 1

    def _array(self, value: Array | np.generic) -> list[object]:
        if id(value) in self._known:
            return self._known[id(value)][1]
        name, array = value.dtype.str, value
        if name not in DTYPES:
            name = value.dtype.newbyteorder("<").str
            if name not in DTYPES:
                return self._other(value)
            array = np.asarray(value).astype(name)
        if value.ndim > MAX_NDIM:
            return self._other(value)
        if type(array) is np.ndarray and array.nbytes < JOINED:
            data = memoryview(array.tobytes())
        else:
            data = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
        node = ["a", self._add(data), name, list(value.shape)]
        self._known[id(value)] = (value, node)
        return node

    def _other(self, value: object) -> list[object]:
        if self._foreign is None:
            raise WireError(f"a value of type {type(value).__name__} cannot cross")
        converted = self._foreign(value)
        return ["h", *converted] if isinstance(converted, tuple) else self._array(converted)


def _whole(text: str) -> str:
    """The text with a question mark for each half of a character, as a str and not a subclass."""
    return str(text) if text.isascii() else str(text).encode("utf-8", "replace").decode()


Specs = dict[int, Spec]  # by buffer


def _survey(node: Node, depth: int, specs: Specs, lengths: tuple[int, ...]) -> None:
    """Check the whole header against the announced lengths of buffers. Collect the dtype and shape of each buffer."""
    if type(node) is list:
        match node:
            case ["l" | "t", *items]:
                _survey_items(items, depth, specs, lengths)
            case ["a", int() as index, str() as dtype, list() as shape]:
                _survey_array(index, dtype, shape, specs, lengths)
            case ["c", float(), float()]:
                pass
            case ["h", int() as number, str() as name] if 0 <= number < MAX_INT and len(name) <= 200:
                pass
            case ["b", int() as index] if 0 <= index < len(lengths) and index not in specs:
                specs[index] = ("bytes", ())
            case _:
                raise WireError("a frame's header holds an unknown form")
    elif type(node) is dict:
        _survey_items(node.values(), depth, specs, lengths)
    elif type(node) is int and not -MAX_INT < node < MAX_INT:
        raise WireError("a frame holds an integer beyond 64 bits")


def _survey_items(items: Iterable[Node], depth: int, specs: Specs, lengths: tuple[int, ...]) -> None:
    if depth > MAX_DEPTH:
        raise WireError("a frame is nested too deeply")
    for item in items:
        if type(item) in _LOOKED_AT:
            _survey(item, depth + 1, specs, lengths)


def _survey_array(index: int, dtype: str, shape: list[Node], specs: Specs, lengths: tuple[int, ...]) -> None:
    if not 0 <= index < len(lengths):
        raise WireError("a frame holds an array without a buffer")
    if dtype not in DTYPES or len(shape) > MAX_NDIM or not all(type(n) is int and 0 <= n <= MAX_BYTES for n in shape):
        # Other items than integers may be nested deeply, so the message has only their types.
        shown = [n if type(n) is int else type(n).__name__ for n in shape[: MAX_NDIM + 1]]
        raise WireError(f"a frame holds an array of dtype {dtype[:20]!r} and shape {str(shown)[:80]}")
    # The dimensions of an empty array are limited too: NumPy cannot make an empty array with huge dimensions.
    if math.prod(n or 1 for n in shape) > MAX_BYTES or math.prod(shape) * DTYPES[dtype].itemsize != lengths[index]:
        raise WireError("a frame holds an array whose shape does not fit its bytes")
    spec = (dtype, tuple(shape))
    if specs.setdefault(index, spec) != spec:
        raise WireError("a frame holds one buffer as two different arrays")


def _decode(node: Node, arrays: dict[int, object], find: Find | None) -> object:
    kind = type(node)
    if kind is dict:
        return {key: _decode(item, arrays, find) if type(item) in _LOOKED_AT else item for key, item in node.items()}
    if kind is not list:
        return node
    tag = node[0]
    if tag == "a" or tag == "b":
        return arrays[node[1]]
    if tag == "l" or tag == "t":
        items = [_decode(item, arrays, find) if type(item) in _LOOKED_AT else item for item in node[1:]]
        return items if tag == "l" else tuple(items)
    if tag == "c":
        return complex(node[1], node[2])
    if find is None:
        raise WireError("a frame holds a handle where only data may stand")
    return find(node[1], node[2])
