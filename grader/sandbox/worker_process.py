"""The judge's hold on a worker: start it, ask it with a time limit, read its output, end it."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import signal
import time
from collections.abc import Callable

from ..checks.handles import Handle
from ..checks.proxies import ModuleProxy, reference_of
from ..values.errors import Crashed, GraderError, IsolationError, TimedOut, TopicError, UsageError
from ..values.text import visible
from ..worker.layers.limits import why_it_may_not_start
from ..worker.protocol.replies import MAX_POINTS, Failure, Hello, Point, Reply, read_message
from ..worker.protocol.requests import Load, Next, Question, Request
from ..worker.wire import WireError, pack, unpack
from .channel import Channel, ChannelClosed, DeadlinePassed, OutputFlood
from .deadline import Deadline, ProcessClock, clock_of_this_thread
from .held import HeldAnswers
from .isolation import BEST, Isolation
from .launch import launch
from .scratch import Scratch
from .spawn import START_LIMIT
from .watch import TooMuch, Watch

LOAD_LIMIT = 10.0  # seconds for a submission's top-level code
ITERATION = 4  # so many times the limit of one call is the limit for all items of one iterator together
RESTARTS = 10  # so often a worker that ended before it was ready is started again
RESTART_AFTER = 0.2  # seconds between two starts


class Worker:
    """One process that holds one part of a submission.

    It is a context manager: leaving the context ends the process and removes its scratch folder.
    """

    def __init__(self, runtime: str, device: str = "cpu", isolation: Isolation = BEST) -> None:
        self.runtime = runtime
        self._isolation = isolation
        self.layers: tuple[str, ...] = ()
        self.device = device
        self._scratch = Scratch()
        self._watch = Watch(self._scratch)
        try:
            self._start()
        except BaseException:
            self._scratch.remove()
            raise
        self._answers = HeldAnswers()
        self._ready = False
        self.ended = False
        self.left = math.inf  # seconds for all further exchanges
        self.latest = math.inf  # of time.monotonic(): no exchange goes on after it
        self.on_point: Callable[[Point], None] = lambda point: None  # called with each point of a curve when it arrives
        self._iterating: dict[str, float] = {}  # seconds that each iteration of the check has taken, by its number

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        self._process = launch(self.runtime, self.device, self._scratch.path, self._isolation.layers)
        self._channel = Channel(self._process.conversation, self._process.output, self._watch.look)

    def _greeting(self) -> Hello:
        """The first message. A worker that ended before it is started again: the machine may have been short of something."""
        restarts = 0
        while True:
            # The process that imports the libraries has no processor to itself either, on a machine that starts many.
            self._channel.deadline = Deadline(ProcessClock(self._process.importer))
            self._channel.deadline.start(START_LIMIT)
            try:
                return Hello.from_wire(unpack(self._channel.read_into))
            except ChannelClosed:
                if restarts == RESTARTS:
                    raise
            restarts += 1
            self._process.end(0.0)
            self._channel.close()
            time.sleep(RESTART_AFTER)
            self._start()

    def wait_until_ready(self) -> None:
        """Wait until the libraries are imported and the layers are on.

        Raises GraderError if the worker does not start, UsageError if it cannot compute on the device, and IsolationError if
        a required layer is not on.
        """
        if self._ready:
            return
        try:
            hello = self._greeting()
        except (ChannelClosed, DeadlinePassed, OutputFlood, WireError):
            printed = visible(self.output(), 2000)
            self.close()
            raise GraderError(
                f"the {self.runtime} worker did not start.{why_it_may_not_start()} It printed:\n{printed}"
            ) from None
        if hello.problem:
            self.close()
            raise UsageError(hello.problem)
        self.layers = ("process", "time limit", *hello.layers)
        try:
            self._isolation.accept(hello.layers, hello.missing)
        except IsolationError:
            self.close()
            raise
        self.device = hello.device
        self._watch.pid = hello.pid
        self._channel.deadline.close()
        self._channel.deadline = Deadline(ProcessClock(hello.pid), clock_of_this_thread())
        self._ready = True

    def load(self, request: Load) -> Reply:
        """Load the submission. The reply's value is a list of problems, one for each cell that was left out."""
        return self._exchange(request, None, LOAD_LIMIT, "loading the file")

    def ask(self, question: Question, proxy: ModuleProxy | None, seconds: float) -> Reply:
        """See proxies.Answerer. After a TimedOut or Crashed the worker has ended."""
        if question.seed is not None:  # a new check begins
            self._answers.start_check()
            self._iterating.clear()
        if not isinstance(question, Next):
            return self._exchange(question, proxy, seconds, question.call)
        spent, most = self._iterating.get(question.name, 0.0), ITERATION * seconds
        try:
            return self._exchange(question, proxy, min(seconds, most - spent), question.call)
        except TimedOut as timeout:
            if timeout.seconds == seconds:
                raise
            raise TimedOut(f"all items of {question.type_name} together", spent + timeout.seconds) from None
        finally:
            self._iterating[question.name] = spent + self._channel.deadline.counted()

    def rules(self) -> contextlib.AbstractContextManager[None]:
        """See proxies.Answerer. A worker applies the rules of its part once and keeps them."""
        return contextlib.nullcontext()

    def _exchange(self, request: Request, proxy: ModuleProxy | None, seconds: float, call: str) -> Reply:
        if self.ended:
            raise Crashed(call, "its process has ended")
        self.wait_until_ready()
        try:
            frame = pack(request.to_wire(), reference_of(proxy))
        except WireError as error:
            raise TopicError(f"a check passes {call} a value that cannot be sent to the worker: {error}") from None
        try:
            seconds = max(0.0, min(seconds, self.left, self.latest - time.monotonic()))
            self._channel.deadline.latest = self.latest
            self._channel.deadline.start(seconds)
            if not seconds:
                raise DeadlinePassed
            self._channel.send(frame)
            return self._reply(proxy)
        except DeadlinePassed:
            self.end()
            raise TimedOut(call, seconds) from None
        except ChannelClosed:
            raise Crashed(call, self._how_it_ended()) from None
        except OutputFlood:
            self.end()
            raise Crashed(call, "it printed more than 64 MB and was ended") from None
        except TooMuch as excess:
            self.end()
            raise Crashed(call, str(excess)) from None
        except WireError as error:
            self.end()
            raise Crashed(call, f"it sent a malformed message ({error})") from None
        finally:
            self.left -= self._channel.deadline.counted()

    def _reply(self, proxy: ModuleProxy | None) -> Reply:
        """Read the points of curves and then the reply. Each point has a frame of its own."""
        find = None if proxy is None else lambda number, name: Handle(proxy, number, visible(name, 80))
        points: list[Point] = []
        read, held = self._channel.read_into, self._answers
        while isinstance(message := read_message(unpack(read, find, held.adopt, held.weigh)), Point):
            if len(points) == MAX_POINTS:
                raise WireError(f"more than {MAX_POINTS} points of a curve")
            points.append(message)
            self.on_point(message)
        if isinstance(message, Failure):
            return message
        if message.points:
            raise WireError("points of a curve inside a reply")
        return dataclasses.replace(message, points=points) if points else message

    def output(self) -> str:
        """The output of the student's code since the last call."""
        with contextlib.suppress(OutputFlood, OSError):
            return self._channel.take_output().decode("utf-8", "replace")
        return ""

    def end(self) -> None:
        """Kill the process and all processes that it started."""
        if not self.ended:
            self.ended = True
            self._process.end(0.0)

    def close(self) -> None:
        """End the process, close its sockets, remove its scratch folder."""
        self.end()
        with contextlib.suppress(OSError):
            self._channel.close()
        self._scratch.remove()

    def _how_it_ended(self) -> str:
        self.ended = True
        code = self._process.end(1.0)
        if code is None:
            return "it closed its connection to the grader"
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"its process was ended by {signal.Signals(-code).name}"
        return f"it ended its own process (exit status {code}); return the answer, do not exit"
