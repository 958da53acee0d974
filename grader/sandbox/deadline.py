"""When an answer is late: after the time limit, which does not count the time that the worker waited for a processor.

Otherwise right code would fail on a laptop that grades with every core, or in a container with half a core.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

MOST = 3.0  # at most this many time limits are excused: a worker also waits because of its own threads
PROMPT = 0.04  # seconds after which the worker's waiting time is read; most answers arrive before


class Deadline:
    """The time limit of the exchange under way: `start` it, ask what is `left`.

    `waited` gives the seconds that the worker has waited for a processor since it began, `now` those of a steady clock.
    """

    def __init__(self, waited: Callable[[], float] = lambda: 0.0, now: Callable[[], float] = time.monotonic) -> None:
        self._waited = waited
        self._now = now
        self.start(0.0)

    def start(self, seconds: float) -> None:
        """An exchange begins, which may take `seconds`."""
        self._seconds = seconds
        self._began = self._now()
        self._ends = self._began + seconds
        self._before: float | None = None  # seconds that the worker had waited, read early in this exchange

    def left(self) -> float:
        """Seconds until the exchange has failed; 0 or less when it has."""
        now = self._now()
        if self._before is None and now > self._began + PROMPT:
            self._before = self._waited()
        if now >= self._ends:
            self._ends = self._began + self._seconds + self.excused()
        return self._ends - now

    def excused(self) -> float:
        """Seconds of this exchange that do not count."""
        if self._before is None:
            return 0.0
        return min(max(self._waited() - self._before, 0.0), MOST * self._seconds)


def waited_for_a_processor(pid: int) -> float:
    """Seconds that a process's first thread was ready to run and did not; 0 where the system (not Linux) does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
