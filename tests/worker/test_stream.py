"""Frames cross a stream socket whole, however little it moves at a time."""

import itertools

import pytest

from grader.worker.stream import AT_ONCE, CHUNK, Incoming, gathering, send


class Closed(Exception):
    pass


class Source:
    """Bytes that come in pieces of at most these sizes, in turn; and the sizes that were asked for."""

    def __init__(self, data, sizes):
        self.data, self.sizes, self.asked = data, itertools.cycle(sizes), []

    def __call__(self, view):
        self.asked.append(view.nbytes)
        piece, size = self.data, min(next(self.sizes), view.nbytes, len(self.data))
        view[:size], self.data = piece[:size], piece[size:]
        return size


@pytest.mark.parametrize("most", [1, 2, 5, 1000])
def test_all_of_all_buffers_is_sent(most):
    """In order, also where a call ends inside a buffer, and with buffers that are empty."""
    sent = bytearray()

    def transfer(buffers):
        piece = b"".join(buffers)[:most]
        sent.extend(piece)
        return len(piece)

    buffers = [b"one", b"", b"two", b"three", b""]
    send(transfer, [memoryview(data) for data in buffers])
    assert sent == b"onetwothree"


def test_no_call_gets_more_buffers_than_the_system_takes():
    """A thousand arrays are sent in several calls."""
    counts = []

    def transfer(buffers):
        counts.append(len(buffers))
        return sum(buffer.nbytes for buffer in buffers)

    send(transfer, [memoryview(b"x")] * (2 * AT_ONCE + 1))
    assert counts == [AT_ONCE, AT_ONCE, 1]


def test_a_socket_that_cannot_gather_sends_a_buffer_at_a_time():
    """As on Windows."""

    class Plain:
        def send(self, buffer):
            return len(buffer)

    assert gathering(Plain())([memoryview(b"one"), memoryview(b"two")]) == 3


@pytest.mark.parametrize("sizes", [(1,), (3, 50), (CHUNK,)], ids=str)
def test_views_are_filled_from_whatever_pieces_come(sizes):
    """Small and large views in turn, none of which ends where a piece does."""
    lengths = [1, 7, CHUNK + 5, 2, 3 * CHUNK, 1]
    data = bytes(itertools.islice(itertools.cycle(range(251)), sum(lengths)))
    incoming, taken = Incoming(Source(data, sizes), Closed), b""
    for length in lengths if sizes != (1,) else lengths[:2]:
        view = memoryview(bytearray(length))
        incoming.read_into(view)
        taken += view
    assert taken == data[: len(taken)] and taken


def test_small_reads_share_one_call():
    """What came with the first is kept for the others; a large view is filled in place."""
    source = Source(bytes(10 + 2 * CHUNK), (CHUNK,))
    incoming = Incoming(source, Closed)
    for _ in range(10):
        incoming.read_into(memoryview(bytearray(1)))
    assert source.asked == [CHUNK]
    incoming.read_into(memoryview(bytearray(CHUNK - 10 + CHUNK)))
    assert source.asked == [CHUNK, CHUNK]


def test_the_end_is_an_exception_of_the_callers():
    """Before a view, and in the middle of one; an empty view needs nothing."""
    for data in (b"", b"ab"):
        incoming = Incoming(Source(data, (9,)), Closed)
        incoming.read_into(memoryview(bytearray(0)))
        with pytest.raises(Closed):
            incoming.read_into(memoryview(bytearray(3)))
