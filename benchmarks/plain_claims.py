"""The same claims as plain pytest would run them: student and reference as modules in one process, no wire, no limits.

This is a test file for the comparison in benchmarks/check.py, not one of ours: it takes the topic, the student's file and
the solution from the environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.checks.seeds import Rng, seed_for
from grader.topics.topic import Topic

from .plain import Module, load

TOPIC = Topic(os.environ["BENCH_TOPIC"], Path(os.environ["BENCH_EXERCISES"]) / os.environ["BENCH_TOPIC"])
STUDENT, REFERENCE = (Module(load(os.environ[side]), TOPIC, "numpy") for side in ("BENCH_STUDENT", "BENCH_SOLUTION"))


@pytest.mark.parametrize("check", TOPIC.checks_of("numpy"), ids=lambda check: check.name)
def test_claim(check: Any) -> None:
    with np.errstate(all="ignore"):
        check.function(STUDENT, REFERENCE, Rng(seed_for(check.name)))
