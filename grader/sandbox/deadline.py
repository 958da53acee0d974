"""The deadline of an answer: the time limit, without the time in which the worker waited for a processor.

If waiting counted, right code would fail on a laptop that grades with every core, or in a container with half a core.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

MOST = 3.0  # the excused time is at most so many time limits: a worker also waits because of its own threads
PROMPT = 0.04  # seconds after which the worker's waiting time is read; most answers arrive earlier


class Deadline:
    """The deadline of the current exchange. Call `start` when an exchange begins, and `left` for the remaining seconds.

    `waited` returns the seconds that the worker has waited for a processor since it started. `now` returns the seconds of a
    monotonic clock.
    """

    def __init__(self, waited: Callable[[], float] = lambda: 0.0, now: Callable[[], float] = time.monotonic) -> None:
        self._waited = waited
        self._now = now
        self.latest = math.inf  # on the same clock: no exchange goes on after it, also if the worker waited
        self.start(0.0)

    def start(self, seconds: float) -> None:
        """Begin an exchange that may take `seconds`."""
        self._seconds = seconds
        self._began = self._now()
        self._ends = self._began + seconds
        self._before: float | None = None  # the worker's waiting time early in this exchange; None until it is read

    def left(self) -> float:
        """Seconds until the deadline of the exchange; 0 or less after it."""
        now = self._now()
        if self._before is None and now > self._began + PROMPT:
            self._before = self._waited()
        if now >= self._ends:
            self._ends = self._began + self._seconds + self.excused()
        return min(self._ends, self.latest) - now

    def excused(self) -> float:
        """Seconds of this exchange that do not count: the worker waited for a processor."""
        if self._before is None:
            return 0.0
        return min(max(self._waited() - self._before, 0.0), MOST * self._seconds)


def waited_for_a_processor(pid: int) -> float:
    """Seconds in which the first thread of a process was ready to run but did not run. 0 on systems other than Linux."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
