"""The same claims as plain pytest would run them: student and reference as modules in one process, no wire, no limits.

This is a test file for the comparison in benchmarks/check.py, not one of ours: it takes the topic, the student's file and
the solution from the environment.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.rng import Rng, seed_for
from grader.topics import Topic

TOPIC = Topic(os.environ["BENCH_TOPIC"], Path(os.environ["BENCH_EXERCISES"]) / os.environ["BENCH_TOPIC"])


class Function:
    """A function that can also be asked for slopes, as slopes_agree asks."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def slopes(self, args: Any, kwargs: Any, *, wrt: int, directions: Any, upstream: Any) -> Any:
        step = 1e-5

        def forward(point: Any) -> Any:
            out = self.function(*(point if i == wrt else a for i, a in enumerate(args)), **kwargs)
            return out[0] if isinstance(out, tuple) else out

        return np.array(
            [
                ((forward(args[wrt] + step * d) - forward(args[wrt] - step * d)) * upstream).sum() / (2 * step)
                for d in directions
            ]
        )


class Module:
    """A file as a module of this process."""

    def __init__(self, path: str) -> None:
        spec = importlib.util.spec_from_file_location(Path(path).stem, path)
        assert spec and spec.loader
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.drivers: dict[str, Any] = {}
        drivers = TOPIC.drivers("numpy")
        if drivers:
            exec(compile(drivers[1], drivers[0], "exec"), self.drivers)

    def __getattr__(self, name: str) -> Any:
        return Function(getattr(self.module, name))

    def drive(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return self.drivers[name](self.module, *args, **kwargs)


STUDENT, REFERENCE = Module(os.environ["BENCH_STUDENT"]), Module(os.environ["BENCH_SOLUTION"])


@pytest.mark.parametrize("check", TOPIC.checks_of("numpy"), ids=lambda check: check.name)
def test_claim(check: Any) -> None:
    with np.errstate(all="ignore"):
        check.function(STUDENT, REFERENCE, Rng(seed_for(check.name)))
