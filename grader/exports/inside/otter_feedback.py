"""Run a check for a student's otter test, in the student's kernel and on public inputs. It gives feedback and no grade."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from pathlib import Path

from ...judging.judge import judge
from ...judging.setup import at_home
from ...show.terminal import plain
from ...submissions import notebooks
from ...submissions.home import add_used
from ...topics.catalog import find_exercises, find_topic
from ...values.parsed import Parsed
from ...values.report import PartReport

_OF_OTTER = re.compile(r"\s*(?:import|from) otter\b")
_NO_CELLS = "this test needs the cells of a notebook: run it in a notebook, or run `otter check` on a file"

Cells = tuple[tuple[str, str], ...]


def feedback(env: Mapping[str, Parsed], topic: str, part: str, check: str) -> None:
    """Raise AssertionError with the result if the code in the cells does not pass this check.

    `env` are the variables of the kernel.
    """
    executed = list(enumerate(env.get("In", ())))[1:]  # IPython's own record
    if not executed:
        raise AssertionError(_NO_CELLS)
    cells = tuple((f"In [{number}]", text) for number, text in executed if isinstance(text, str))
    judged = _judged(Path.cwd(), topic, part, cells)
    result = next(result for result in judged.results if result.name == check)
    if not result.passed:
        raise AssertionError("\n".join([plain.result(result), *judged.builds_on]))


@functools.lru_cache(maxsize=1)
def _judged(folder: Path, name: str, part: str, cells: Cells) -> PartReport:
    """Return the report on a part. It is judged once for all test cases."""
    topic = find_topic(name, find_exercises(folder), None)
    handed = notebooks.handed(topic, part, cells)
    if handed is not None:  # the worker has no otter, and no check needs it
        own = tuple(cell for cell in handed.cells if not _OF_OTTER.match(cell[1]))
        handed = dataclasses.replace(handed, cells=own)
    parts = {part: handed} if handed else {}
    add_used(parts, topic)
    [judged] = judge(at_home(topic, parts=(part,)), parts, name="the notebook").parts
    return judged
