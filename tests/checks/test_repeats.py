"""Randomness comes from the generator that is given: every other source is found, in NumPy and in torch."""

import numpy as np
import pytest

from grader.checks.repeats import draws_nothing, same, same_seed_same_answer
from grader.checks.setting import Wrong, judging_on
from grader.judging.reference.live import Live
from grader.values.finding import Kind
from grader.worker.runtimes import make_runtime

NUMPY = """
import random
import numpy as np

def right(n, rng): return rng.normal(size=n)
def inverse(n, rng): return 1 - rng.random(n), {"n": n}
def spawned(n, rng): return np.random.default_rng(rng.integers(1 << 60)).random(n)
def global_numpy(n, rng): return np.random.rand(n)
def global_python(n, rng): return np.array([random.random() for _ in range(n)])
def also_global(n, rng): return rng.random(n) + 0 * np.random.rand()
def seeds_globally(n, rng): np.random.seed(3); return rng.random(n)
def unseeded(n, rng): return np.random.default_rng().random(n)
def fixed(n, rng): return np.random.default_rng(5).random(n)
COUNT = [0]
def counted(n, rng): COUNT[0] += 1; return rng.random(n) + COUNT[0]
def rewound(n, rng):
    state = rng.bit_generator.state
    drawn = rng.random(n)
    rng.bit_generator.state = state
    return drawn
def nothing(n, rng): return np.arange(n)
"""
TORCH = """
import torch
def right(n, rng): return torch.randn(n, generator=rng)
def inverse(n, rng): return 1 - torch.rand(n, generator=rng)
def spawned(n, rng): return torch.rand(n, generator=torch.Generator().manual_seed(int(torch.randint(1 << 60, (), generator=rng))))
def global_torch(n, rng): return torch.rand(n)
def also_global(n, rng): return torch.rand(n, generator=rng) + 0 * torch.rand(1)
def seeds_globally(n, rng): torch.manual_seed(3); return torch.rand(n, generator=rng)
def unseeded(n, rng): g = torch.Generator(); g.seed(); return torch.rand(n, generator=g)
def fixed(n, rng): return torch.rand(n, generator=torch.Generator().manual_seed(3))
def nothing(n, rng): return torch.arange(n)
"""
VERDICTS = {
    "right": "",
    "inverse": "",
    "spawned": "",
    "global_numpy": "a global generator is used",
    "global_python": "a global generator is used",
    "global_torch": "a global generator is used",
    "also_global": "a global generator is used",
    "seeds_globally": "a global generator is used",
    "unseeded": "the same seed gives another answer",
    "counted": "the same seed gives another answer",
    "fixed": "another seed gives the same answer",
    "nothing": "another seed gives the same answer",
    "rewound": "the next call gives the same answer",
}


@pytest.fixture(scope="module", params=["numpy", "torch"])
def held(request, load_request):
    """A runtime's functions, run in this process: the name of the runtime, and the answerer."""
    if request.param == "torch":
        pytest.importorskip("torch")
    source = {"numpy": NUMPY, "torch": TORCH}[request.param]
    return request.param, Live(make_runtime(request.param), load_request(source))


def verdict(judge):
    """The name of what failed, or ""."""
    with judging_on("cpu"):
        try:
            judge()
        except Wrong as wrong:
            assert wrong.kind is Kind.DRAWS and wrong.actual is None
            return wrong.name.removeprefix("noise: ")
    return ""


def test_every_source_of_randomness(held, asking):
    """Only the generator that is given counts, however it is used."""
    name, answerer = held
    source = {"numpy": NUMPY, "torch": TORCH}[name]
    for function, expected in VERDICTS.items():
        if f"def {function}(" in source:
            student = asking(answerer)
            call = getattr(student, function)
            assert (
                verdict(lambda s=student, c=call: same_seed_same_answer(s, lambda g: c(40, g), "noise")) == expected
            ), function


def test_the_first_answer_comes_back(held, asking):
    """So that the check can compare its numbers."""
    student = asking(held[1])
    with judging_on("cpu") as setting:
        drawn = same_seed_same_answer(student, lambda generator: student.right(40, generator), "noise")
        assert drawn.shape == (40,) and setting.problem.startswith("it judges by same_seed_same_answer")


def test_drawing_nothing(held, asking):
    """Neither from the generator nor from a global one; the answer comes back."""
    student = asking(held[1])
    names = {"right": True, "nothing": False, "also_global": True, "unseeded": False, "fixed": False}
    names |= {"global_numpy": True, "global_python": True} if held[0] == "numpy" else {"global_torch": True}
    for function, draws in names.items():
        call = getattr(student, function)
        found = verdict(lambda c=call: draws_nothing(student, lambda generator: c(4, generator), "noise"))
        assert found == ("something is drawn" if draws else ""), function
    with judging_on("cpu") as setting:
        answer = draws_nothing(student, lambda generator: student.nothing(3, generator), "noise")
        assert answer.tolist() == [0, 1, 2] and setting.problem.startswith("it judges by draws_nothing")


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), True),
        (np.array([1.0]), np.array([1.0], np.float32), False),
        (np.array([1.0]), np.array([[1.0]]), False),
        (np.array([1.0]), np.array([1.0 + 2e-16]), False),
        ((1, [2.0, None]), (1, [2.0, None]), True),
        ((1, 2), (1, 2, 3), False),
        ({"a": np.ones(2)}, {"a": np.ones(2)}, True),
        ({"a": 1}, {"b": 1}, False),
        (1, 1.0, False),
        (float("nan"), float("nan"), True),
        (np.ones(1), 1.0, False),
        ("a", "a", True),
    ],
)
def test_answers_are_the_same_to_the_bit(left, right, alike):
    """Of every type that crosses."""
    assert same(left, right) is alike is same(right, left)
