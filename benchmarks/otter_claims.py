"""The claims as Otter's tests ask them: the student's functions from `env`, the reference from the solution's file.

Not one of our modules: it travels in the autograder's zip, with plain.py beside it, and is imported in the process that
otter starts for a submission. That process also runs the student's code.
"""

from __future__ import annotations

import json
import types
from pathlib import Path
from typing import Any

import numpy as np

from grader.checks.seeds import Rng, seed_for
from grader.topics.topic import Topic

from .plain import Module, load

SETTING = json.loads(Path(__file__).with_name("setting.json").read_text())
PART = SETTING["part"]
TOPIC = Topic(SETTING["topic"], Path(SETTING["exercises"]))
REFERENCE = Module(load(SETTING["solution"]), TOPIC, PART)
CHECKS = {check.name: check for check in TOPIC.checks_of(PART)}

if PART == "torch":
    import torch

    torch.set_num_threads(1)  # as our workers have it: small matrices are slower with more


def claim(name: str, env: dict[str, Any]) -> None:
    """Raise what the check raises."""
    student = Module(types.SimpleNamespace(**env), TOPIC, PART)
    with np.errstate(all="ignore"):
        CHECKS[name].function(student, REFERENCE, Rng(seed_for(name)))
