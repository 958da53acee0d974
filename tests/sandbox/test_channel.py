"""The channel: whole frames or an error by the deadline, while what is printed is drained, kept and bounded."""

import contextlib
import socket
import threading

import pytest
from support.patience import PATIENCE

from grader.sandbox import channel as module
from grader.sandbox.channel import KEPT_OUTPUT, Channel, ChannelClosed, DeadlinePassed, OutputFlood


class Ends:
    """A channel, and the two ends that a worker would hold."""

    def __init__(self):
        ours, self.socket = socket.socketpair()
        output, self.printing = socket.socketpair()
        self.channel = Channel(ours, output)
        self.channel.deadline.start(PATIENCE)

    def hang_up(self):
        self.socket.close()

    def stop_printing(self):
        self.printing.close()


@pytest.fixture
def ends():
    ends = Ends()
    yield ends
    ends.hang_up()
    ends.stop_printing()
    ends.channel.close()


def beside(act):
    """Do something in another thread, as the worker would."""
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def read(channel, size):
    data = bytearray(size)
    channel.read_into(memoryview(data))
    return bytes(data)


def test_what_is_sent_arrives_in_order(ends):
    """Many buffers, more than one system call takes, and a large one, more than the socket holds."""
    buffers = [memoryview(bytes([i % 256])) for i in range(200)] + [memoryview(bytes(range(256)) * 8192)]
    received = bytearray()

    def receive():
        while len(received) < 200 + (2 << 20):
            received.extend(ends.socket.recv(1 << 20))

    thread = beside(receive)
    ends.channel.send(buffers)
    thread.join(PATIENCE)
    assert bytes(received) == b"".join(buffers) and len(buffers) == 201


def test_a_view_is_filled_whole(ends):
    """However small the pieces that come; what comes after it is left for the next."""
    thread = beside(lambda: [ends.socket.send(bytes([i])) for i in range(100)])
    assert read(ends.channel, 60) == bytes(range(60))
    assert read(ends.channel, 40) == bytes(range(60, 100))
    thread.join(PATIENCE)


def test_reading_nothing_waits_for_nothing(ends):
    """An empty buffer has no bytes on the wire."""
    ends.channel.deadline.start(0.0)
    assert read(ends.channel, 0) == b""


@pytest.mark.parametrize("sent", [b"", b"half"])
def test_a_worker_that_hangs_up(ends, sent):
    """Before an answer or in the middle of it."""
    ends.socket.sendall(sent)
    ends.hang_up()
    with pytest.raises(ChannelClosed):
        read(ends.channel, 8)


def test_sending_to_a_worker_that_hung_up(ends):
    """The broken pipe is the channel's to name, and no signal ends the judge."""
    ends.hang_up()
    with pytest.raises(ChannelClosed):
        ends.channel.send([memoryview(b"x")])


@pytest.mark.parametrize("late", [0.0, 0.02])
def test_an_answer_that_does_not_come(ends, late):
    """At the deadline, or if it has passed before."""
    ends.channel.deadline.start(late)
    with pytest.raises(DeadlinePassed):
        read(ends.channel, 1)


def test_an_answer_that_is_there_counts(ends):
    """It may be the judge that was stopped, by Ctrl-Z or a busy machine; afterwards it waits as ever."""
    ends.socket.sendall(bytes(100_000))
    ends.channel.deadline.start(0.0)
    assert read(ends.channel, 100_000) == bytes(100_000)
    ends.channel.deadline.start(PATIENCE)
    thread = beside(lambda: ends.socket.send(b"."))
    assert read(ends.channel, 1) == b"."
    thread.join(PATIENCE)


@pytest.mark.parametrize("what", ["the deadline", "a look"])
def test_a_byte_at_a_time_keeps_nobody_waiting(ends, what):
    """Each comes in time and the answer does not: that is late, and is looked at like any other."""

    def look():
        looks.append(None)
        if what == "a look" and len(looks) == 3:
            raise ChannelClosed

    looks = []
    channel = Channel(ends.channel._socket, ends.channel._output, look)
    channel.deadline.start(PATIENCE if what == "a look" else 0.3)

    def dribble():
        with contextlib.suppress(OSError):  # the channel is closed at the end
            while True:
                ends.socket.send(b".")

    thread = beside(dribble)
    with pytest.raises(ChannelClosed if what == "a look" else DeadlinePassed):
        read(channel, 1 << 30)
    ends.channel.close()
    thread.join(PATIENCE)


def test_a_worker_that_does_not_read(ends):
    """The socket is full at some point, and the deadline counts for sending as well."""
    ends.channel.deadline.start(0.02)
    with pytest.raises(DeadlinePassed):
        ends.channel.send([memoryview(bytes(64 << 20))])


def test_printing_does_not_move_the_deadline(ends):
    """Output wakes the channel up, and it goes on waiting for what is left of the time only."""
    ends.printing.sendall(b"busy\n")
    ends.channel.deadline.start(0.02)
    with pytest.raises(DeadlinePassed):
        read(ends.channel, 1)
    assert ends.channel.take_output() == b"busy\n"


def test_what_was_printed_is_taken_once(ends):
    """Everything since the last time, whether an answer came in between or not."""
    ends.printing.sendall(b"one")
    ends.socket.send(b".")
    assert read(ends.channel, 1) == b"." and ends.channel.take_output() == b"one"
    assert ends.channel.take_output() == b""
    ends.printing.sendall(b"two")
    assert ends.channel.take_output() == b"two"


def test_a_worker_that_prints_more_than_the_socket_holds_is_not_stuck(ends):
    """It is emptied while the judge waits for the answer."""

    def work():
        ends.printing.sendall(b"x" * 300_000)
        ends.socket.send(b".")

    thread = beside(work)
    assert read(ends.channel, 1) == b"."
    thread.join(PATIENCE)
    assert len(ends.channel.take_output()) == KEPT_OUTPUT + 5


@pytest.mark.parametrize("excess", [-1, 0, 1, 5000])
def test_long_output_loses_its_middle(ends, excess):
    """The beginning and the end are kept, with dots between them only if something is missing."""
    text = bytes(i % 251 for i in range(KEPT_OUTPUT + excess))
    thread = beside(lambda: (ends.printing.sendall(text), ends.socket.send(b".")))
    read(ends.channel, 1)
    thread.join(PATIENCE)
    half = KEPT_OUTPUT // 2
    assert ends.channel.take_output() == (text if excess <= 0 else text[:half] + b"\n...\n" + text[-half:])
    ends.printing.sendall(b"next")
    assert ends.channel.take_output() == b"next"


@pytest.mark.parametrize("piece", [7, 1 << 16])
def test_a_flood_ends_the_exchange(ends, monkeypatch, piece):
    """In small pieces or in large ones; what was kept of it can still be taken."""
    monkeypatch.setattr(module, "MAX_OUTPUT", 100_000)
    stop = threading.Event()

    def flood():
        with contextlib.suppress(OSError):  # the channel is closed at the end
            while not stop.is_set():
                ends.printing.sendall(b"x" * piece)

    thread = beside(flood)
    with pytest.raises(OutputFlood):
        read(ends.channel, 1)
    stop.set()
    assert ends.channel.take_output().startswith(b"xxx")
    ends.channel.close()
    thread.join(PATIENCE)


def test_a_flood_is_counted_from_one_check_to_the_next(ends, monkeypatch):
    """Taking the output starts a new count: a chatty right submission is graded to its end."""
    monkeypatch.setattr(module, "MAX_OUTPUT", 25)
    for _ in range(4):
        ends.printing.sendall(b"0123456789")
        assert ends.channel.take_output() == b"0123456789"
    ends.printing.sendall(b"0123456789" * 3)
    with pytest.raises(OutputFlood):
        read(ends.channel, 1)


def test_a_closed_output_is_no_reason_to_spin_or_to_fail(ends):
    """The student closed stdout and stderr: what they printed before is kept, answers still come, deadlines still hold."""
    ends.printing.sendall(b"bye")
    ends.stop_printing()
    beside(lambda: ends.socket.send(b".."))
    assert read(ends.channel, 2) == b".."
    ends.channel.deadline.start(0.02)
    with pytest.raises(DeadlinePassed):
        read(ends.channel, 1)
    assert ends.channel.take_output() == b"bye" and ends.channel.take_output() == b""


def test_an_output_that_is_cut_off_is_closed(ends):
    """As a connection over the network can be; what came before stays."""
    server = socket.create_server(("127.0.0.1", 0))
    printing = socket.create_connection(server.getsockname())
    output, _ = server.accept()
    channel = Channel(ends.channel._socket, output)
    printing.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # closing resets
    printing.close()
    server.close()
    assert channel.take_output() == b"" and not channel._output_open
    output.close()


def test_closing_twice(ends):
    """The second time there is nothing to close."""
    ends.channel.close()
    ends.channel.close()
    assert ends.socket.recv(1) == b""


def test_a_look_ends_the_exchange(ends):
    """What is called while the worker is waited for can end it, long before the deadline."""

    class Seen(Exception):
        pass

    def look():
        raise Seen

    channel = Channel(ends.channel._socket, ends.channel._output, look)
    channel.deadline.start(PATIENCE)
    with pytest.raises(Seen):
        read(channel, 1)


class Noted:
    """A deadline that passes after some looks, and notes what it is told of them."""

    def __init__(self, looks):
        self.looks, self.told = looks, []

    def left(self):
        self.looks -= 1
        return float(self.looks >= 0)

    def looked(self, *, moved):
        self.told.append(moved)

    def close(self):
        """No clock is open."""


@pytest.mark.parametrize(("answer", "printed"), [(b"a", b""), (b"", b"x"), (b"", b"")])
def test_the_deadline_is_told_whether_anything_moved(ends, answer, printed):
    """A worker that answers or prints may wait for the judge; a worker that does neither does not."""
    ends.socket.sendall(answer)
    ends.printing.sendall(printed)
    ends.channel.deadline = noted = Noted(2 + len(answer))
    with pytest.raises(DeadlinePassed):
        read(ends.channel, 2)
    assert noted.told == [bool(answer or printed), False]
