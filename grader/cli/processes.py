"""Do pieces of work in several processes of this machine, and count them on a line that is shown while a command waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from ..classes import pool
from ..show.terminal.console import err

Item = TypeVar("Item")
Done = TypeVar("Done")
Shown = TypeVar("Shown")

ENOUGH = 2  # pieces for each process that are given out at a time, so that no process waits


class Processes:
    """`jobs` processes, by default one for each core that this process may use. `kind` is the noun for a piece of work.

    The processes run while an iterator of `work` does. If it is closed early, for example by Ctrl-C, they end at once.
    """

    def __init__(self, jobs: int | None, kind: str) -> None:
        self._jobs = jobs or pool.cores()
        self._kind = kind
        self._line = err.status("")

    def work(
        self, function: Callable[[Item], Done], items: Sequence[Item]
    ) -> Iterator[tuple[Item, Done | BaseException]]:
        """Yield each item with `function(item)` as soon as it is done. Both cross to another process.

        An item whose process was lost again and again comes with an exception, see pool.work. If `function` raises an
        exception, its process counts as lost.
        """
        jobs = max(1, min(self._jobs, len(items)))
        self._count(0, len(items))
        done = pool.work(pool.local(jobs), ENOUGH * jobs, function, items, kind=self._kind, finish=False)
        try:
            for number, ended in enumerate(done, 1):
                self._count(number, len(items))
                yield ended
        finally:
            done.close()

    def in_order(self, function: Callable[[Item], Done], items: Sequence[Item]) -> Iterator[Done | BaseException]:
        """Yield `function(item)` for each item, in the order of the items, which differ from each other. See `work`.

        Where one process would do all the work, this process does it.
        """
        if min(self._jobs, len(items)) <= 1:
            yield from map(function, items)
            return
        waiting: dict[Item, Done | BaseException] = {}
        places = iter(items)
        place = next(places, None)
        for item, result in self.work(function, items):
            waiting[item] = result
            while place is not None and place in waiting:
                yield waiting.pop(place)
                place = next(places, None)

    def shown(self, results: Iterable[Shown]) -> Iterator[Shown]:
        """Yield the results. While the next one is waited for, a line on stderr counts what is done, if stderr is a terminal."""
        results = iter(results)
        while True:
            with self._line:
                try:
                    result = next(results)
                except StopIteration:
                    return
            yield result

    def _count(self, done: int, total: int) -> None:
        plural = "" if total == 1 else "s"
        self._line.update(f"{done} of {total} {self._kind}{plural} done")
