"""Values to bytes and back, without pickle: plain data and arrays cross, everything else stays behind as a handle.

A frame is a prefix (u32 header length, u32 number of buffers), one u64 length per buffer, a JSON header and the raw
buffers. JSON's own types stand for themselves (objects are dicts with str keys); all else is a list that begins with a tag:

    ["l", items…]  ["t", items…]  ["c", real, imag]  ["b", buffer]  ["a", buffer, dtype, shape]  ["h", id, type name]

A reader checks lengths, dtypes and shapes against the limits and against each other before it allocates any buffer.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

MAX_HEADER = 1 << 20  # bytes of JSON
MAX_BUFFERS = 4096
MAX_BYTES = 512 << 20  # bytes of all buffers of a frame
MAX_DEPTH = 24
MAX_NDIM = 16
MAX_INT = 1 << 64

_PREFIX = struct.Struct("<II")
DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"])

Foreign = Callable[[object], "np.ndarray[Any, Any] | tuple[int, str]"]
Find = Callable[[int, str], object]
Adopt = Callable[["np.ndarray[Any, Any]"], object]
ReadInto = Callable[[memoryview], None]


class WireError(Exception):
    """A frame is malformed, too large, or a value cannot be expressed in it."""


def pack(value: object, foreign: Foreign | None = None) -> list[memoryview]:
    """The frame of `value`, as a list of buffers to be sent one after another without copying arrays.

    `foreign` turns a value that is no data into an array (a tensor) or into a handle, (id, type name); without it such
    a value is a WireError.
    """
    buffers: list[memoryview] = []
    known: dict[int, list[object]] = {}
    alive: list[object] = []  # an id() is only good while its object lives
    header = json.dumps(_encode(value, 0, buffers, known, alive, foreign), separators=(",", ":")).encode()
    if len(header) > MAX_HEADER or len(buffers) > MAX_BUFFERS or sum(b.nbytes for b in buffers) > MAX_BYTES:
        raise WireError("the value is too large to cross: " + _sizes(len(header), [b.nbytes for b in buffers]))
    lengths = struct.pack(f"<{len(buffers)}Q", *(b.nbytes for b in buffers))
    head = _PREFIX.pack(len(header), len(buffers)) + lengths + header
    return [memoryview(head), *(b for b in buffers if b.nbytes)]


def unpack(read_into: ReadInto, find: Find | None = None, adopt: Adopt | None = None) -> Any:
    """One value, read with `read_into`, which fills the whole view that it is given or raises.

    `find` turns a handle's (id, type name) into what stands for it on this side; without it handles are a WireError.
    `adopt` turns each array into what this side works with (a tensor).
    """
    prefix = bytearray(_PREFIX.size)
    read_into(memoryview(prefix))
    header_length, count = _PREFIX.unpack(prefix)
    if header_length > MAX_HEADER or count > MAX_BUFFERS:
        raise WireError("a frame announces too much: " + _sizes(header_length, [0] * min(count, 1)))
    rest = bytearray(8 * count + header_length)
    read_into(memoryview(rest))
    lengths = struct.unpack_from(f"<{count}Q", rest)
    if sum(lengths) > MAX_BYTES:
        raise WireError("a frame announces too much: " + _sizes(header_length, list(lengths)))
    try:
        header = json.loads(rest[8 * count :])
    except (ValueError, RecursionError) as error:
        raise WireError(f"a frame's header is no JSON: {error}") from None
    specs: dict[int, tuple[str, tuple[int, ...]]] = {}
    _survey(header, 0, specs, lengths)
    if len(specs) != count:
        raise WireError(f"a frame carries {count} buffers and uses {len(specs)}")
    arrays: dict[int, Any] = {}
    for index in range(count):
        dtype, shape = specs[index]
        if dtype == "bytes":
            data = bytearray(lengths[index])
            read_into(memoryview(data))
            arrays[index] = bytes(data)
        else:
            array = np.empty(shape, dtype)
            if array.nbytes:
                read_into(memoryview(array.reshape(-1).view(np.uint8).data))
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
    return f"header of {header} bytes (limit {MAX_HEADER}), buffers of {sum(buffers)} bytes (limit {MAX_BYTES})"


def _encode(
    value: object,
    depth: int,
    buffers: list[memoryview],
    known: dict[int, list[object]],
    alive: list[object],
    foreign: Foreign | None,
) -> Any:
    # bool before int, exact values for subclasses: what crosses is always the plain type.
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < MAX_INT else _foreign(value, buffers, alive, foreign)
    if isinstance(value, float) and not isinstance(value, np.generic):
        return float(value)
    if isinstance(value, str) and not isinstance(value, np.generic):
        return str(value).encode("utf-8", "replace").decode()
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.newbyteorder("<").str not in DTYPES or value.ndim > MAX_NDIM:
            return _foreign(value, buffers, alive, foreign)
        if id(value) not in known:  # an array that occurs twice crosses once, and is one array on the other side
            alive.append(value)
            known[id(value)] = _array(value, buffers, alive)
        return known[id(value)]
    if isinstance(value, bytes | bytearray):
        alive.append(value)
        buffers.append(memoryview(value))
        return ["b", len(buffers) - 1]
    if isinstance(value, complex):
        return ["c", value.real, value.imag]
    if depth < MAX_DEPTH:
        if isinstance(value, tuple | list):
            tag = "t" if isinstance(value, tuple) else "l"
            return [tag, *(_encode(item, depth + 1, buffers, known, alive, foreign) for item in value)]
        if isinstance(value, Mapping) and all(type(key) is str for key in value):
            return {key: _encode(value[key], depth + 1, buffers, known, alive, foreign) for key in value}
    return _foreign(value, buffers, alive, foreign)


def _foreign(value: object, buffers: list[memoryview], alive: list[object], foreign: Foreign | None) -> list[object]:
    if foreign is None:
        raise WireError(f"a value of type {type(value).__name__} cannot cross")
    known = foreign(value)
    if isinstance(known, tuple):
        return ["h", *known]
    return _array(known, buffers, alive)


def _array(value: Any, buffers: list[memoryview], alive: list[object]) -> list[object]:
    dtype = value.dtype.newbyteorder("<")
    array = np.ascontiguousarray(np.asarray(value), dtype=dtype)
    alive.append(array)
    buffers.append(memoryview(array.reshape(-1).view(np.uint8).data))
    return ["a", len(buffers) - 1, dtype.str, list(value.shape)]


def _survey(node: Any, depth: int, specs: dict[int, tuple[str, tuple[int, ...]]], lengths: tuple[int, ...]) -> None:
    """Check the whole header against the announced buffers; collects each buffer's dtype and shape."""
    if node is None or isinstance(node, bool | float | str):
        return
    if isinstance(node, int):
        if abs(node) >= MAX_INT:
            raise WireError("a frame holds an integer beyond 64 bits")
        return
    if depth > MAX_DEPTH + 1:
        raise WireError("a frame is nested too deeply")
    if isinstance(node, dict):
        for item in node.values():
            _survey(item, depth + 1, specs, lengths)
        return
    match node:
        case ["l" | "t", *items]:
            for item in items:
                _survey(item, depth + 1, specs, lengths)
        case ["c", float(), float()]:
            pass
        case ["h", int() as number, str() as name] if number >= 0 and len(name) <= 200:
            pass
        case ["b", int() as index] if 0 <= index < len(lengths) and index not in specs:
            specs[index] = ("bytes", ())
        case ["a", int() as index, str() as dtype, list() as shape] if 0 <= index < len(lengths):
            if dtype not in DTYPES or len(shape) > MAX_NDIM or not all(type(n) is int and n >= 0 for n in shape):
                raise WireError(f"a frame holds an array of dtype {dtype[:20]!r} and shape {str(shape)[:80]}")
            if math.prod(shape) * np.dtype(dtype).itemsize != lengths[index]:
                raise WireError("a frame holds an array whose shape does not fit its bytes")
            if max(shape, default=0) > MAX_BYTES or specs.setdefault(index, (dtype, tuple(shape))) != (
                dtype,
                tuple(shape),
            ):
                raise WireError("a frame holds one buffer as two different arrays")
        case _:
            raise WireError("a frame's header holds an unknown form")


def _decode(node: Any, arrays: dict[int, Any], find: Find | None) -> Any:
    if isinstance(node, dict):
        return {key: _decode(item, arrays, find) for key, item in node.items()}
    if not isinstance(node, list):
        return node
    tag = node[0]
    if tag == "a" or tag == "b":
        return arrays[node[1]]
    if tag == "l":
        return [_decode(item, arrays, find) for item in node[1:]]
    if tag == "t":
        return tuple(_decode(item, arrays, find) for item in node[1:])
    if tag == "c":
        return complex(node[1], node[2])
    if find is None:
        raise WireError("a frame holds a handle where only data may stand")
    return find(node[1], node[2])
