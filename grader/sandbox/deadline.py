"""The deadline of an answer. It counts the time that code takes, and leaves out the time that a busy or slow machine takes.

Time counts while the worker runs on a processor, and while it sleeps. Time does not count while the worker waits for a
processor, or for a judge that has none. If that waiting counted, right code would fail on a laptop that grades with every
core, or in a container with a tenth of a core.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

SLOWEST = 20.0  # no exchange takes longer than so many time limits, however slow the machine is
PROMPT = 0.002  # seconds of an exchange in which the clocks are not read; most answers arrive earlier


class Had(NamedTuple):
    """The seconds that a process or a thread has had since it started."""

    ran: float  # on a processor; of a process all threads together
    waited: float  # ready to run, but without a processor; of a process its first thread alone


class Clock(Protocol):
    """Reads how long a process or a thread has run and waited."""

    def read(self) -> Had | None:
        """None if the process has ended, or if the system does not say."""
        ...

    def others(self) -> Mapping[int, float]:
        """The seconds that each other thread of the process has waited for a processor, by thread."""
        ...

    def close(self) -> None: ...


class Unknown:
    """The clock of a process of which nothing is known."""

    def read(self) -> Had | None:
        """See Clock."""
        return None

    def others(self) -> Mapping[int, float]:
        """See Clock."""
        return {}

    def close(self) -> None:
        """See Clock."""


class ThreadClock(Unknown):
    """The clock of one thread, from its folder in /proc: see proc_pid_schedstat(5). `Unknown` where there is no such file.

    The waiting time includes the time in which a control group with a quota lets nothing run. The kernel adds a wait when it
    ends, and a quota lets every process run several times a second.
    """

    def __init__(self, folder: str) -> None:
        self._file = -1
        with contextlib.suppress(OSError):
            self._file = os.open(f"{folder}/schedstat", os.O_RDONLY)

    def read(self) -> Had | None:
        """See Clock."""
        if self._file < 0:
            return None
        try:
            ran, waited, _ = os.pread(self._file, 100, 0).split()
        except (OSError, ValueError):  # the thread has ended
            return None
        return Had(int(ran) / 1e9, int(waited) / 1e9)

    def close(self) -> None:
        """Close the file. A second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class ProcessClock(ThreadClock):
    """The clock of a process."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"/proc/{pid}")
        self._pid = pid

    def read(self) -> Had | None:
        """See Clock. The processor time is that of all threads, also of those that have ended."""
        first = super().read()
        if first is None:
            return None
        try:  # the number of another process's clock, as clock_getcpuclockid(3) makes it
            return Had(time.clock_gettime((~self._pid << 3) | 2), first.waited)
        except OSError:
            return None

    def others(self) -> Mapping[int, float]:
        """See Clock."""
        found = {}
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{self._pid}/task"):  # noqa: PTH208
                if int(thread) != self._pid:
                    clock = ThreadClock(f"/proc/{self._pid}/task/{thread}")
                    if had := clock.read():
                        found[int(thread)] = had.waited
                    clock.close()
        return found


def clock_of_this_thread() -> ThreadClock:
    """The clock of the thread that calls, which must be the thread that reads it."""
    return ThreadClock("/proc/thread-self")


class Deadline:
    """The deadline of the current exchange. Call `start` when an exchange begins, and `left` for the remaining seconds.

    `worker` is the clock of the process that answers. `judge` is the clock of the thread that waits for the answer. `now`
    returns the seconds of a monotonic clock.
    """

    def __init__(
        self, worker: Clock | None = None, judge: Clock | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._worker, self._judge, self._now = worker or Unknown(), judge or Unknown(), now
        self.latest = math.inf  # on the same clock: no exchange goes on after it, also if the worker waited
        self.start(0.0)

    def start(self, seconds: float) -> None:
        """Begin an exchange that may take `seconds`."""
        self._seconds = seconds
        self._before = self._worker.read()
        self._others: Mapping[int, float] | None = None  # what other threads had waited early in this exchange
        self._mark: Had | None = None  # what the judge had had at its last look; most exchanges end before the first
        self._kept_waiting = 0.0  # seconds in which the worker may have waited for the judge
        self._began = self._now()
        self._ends = self._began + seconds

    def left(self) -> float:
        """Seconds until the deadline of the exchange; 0 or less after it."""
        now = self._now()
        if self._others is None and now > self._began + PROMPT:
            self._others = self._worker.others()
        if now >= self._ends:
            self._ends = self._began + self._seconds + self._excused(now - self._began)
        return min(self._ends, self.latest) - now

    def looked(self, *, moved: bool) -> None:
        """Tell that the judge has looked for data. `moved` says whether there was any since the last look.

        If so, the worker may have waited until the judge took the data.
        """
        now = self._judge.read()
        if moved and now and self._mark:
            self._kept_waiting += now.ran - self._mark.ran + now.waited - self._mark.waited
        self._mark = now

    def counted(self) -> float:
        """The seconds of this exchange that count so far."""
        elapsed = self._now() - self._began
        return elapsed - self._excused(elapsed) if elapsed > PROMPT else elapsed

    def _excused(self, elapsed: float) -> float:
        """Seconds of this exchange that do not count.

        Time in which any thread of the worker ran counts, whatever its first thread waited for: threads of one process can
        wait for each other.
        """
        had = self._worker.read()
        if had is None or self._before is None:
            return 0.0
        waits = [had.waited - self._before.waited]
        if self._others is not None:
            waits += [waited - self._others.get(thread, 0.0) for thread, waited in self._worker.others().items()]
        idle = elapsed - (had.ran - self._before.ran)
        return max(min(max(waits) + self._kept_waiting, idle, elapsed * (1 - 1 / SLOWEST)), 0.0)

    def close(self) -> None:
        """Close the clocks."""
        self._worker.close()
        self._judge.close()
