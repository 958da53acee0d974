"""Unseeded generators repeat in a worker: one submission, the same numbers in every run, and no two generators alike."""

import os
import random

import numpy as np
import pytest

from grader.checks.inputs import Inputs
from grader.checks.proxies import ModuleProxy
from grader.sandbox.worker_process import Worker
from grader.worker import entropy

# Each function draws from a generator that nobody seeded.
SOURCE = """
import os, random, secrets, tempfile, uuid
import numpy as np
from random import Random, SystemRandom, seed
from numpy.random import default_rng

WHEN_LOADED = [np.random.rand(), random.random(), default_rng().random(), Random().random(), os.urandom(4)]

class Own(random.Random):
    pass

def new_style(): return default_rng().random()
def spread(): return np.random.Generator(np.random.Philox()).random()
def legacy(): return np.random.RandomState().rand()
def sequence(): return int(np.random.SeedSequence().generate_state(1)[0])
def reseeded(): np.random.seed(); return np.random.rand()
def python(): return Random().random()
def derived(): return Own().random()
def python_reseeded(): seed(); return random.random()
def again(): r = random.Random(1); r.seed(); return r.random()
def system(): return SystemRandom().random()
def kernel(): return os.urandom(8)
def kernel_too(): return os.getrandom(8)
def secret(): return secrets.token_hex(8)
def chosen(): return secrets.randbelow(1 << 40)
def unique(): return uuid.uuid4().hex
def named(): return next(tempfile._get_candidate_names())
def seeded(): return default_rng(5).random()
def loaded(): return WHEN_LOADED
"""
WAYS = (
    "new_style spread legacy sequence reseeded python derived python_reseeded again system kernel kernel_too secret chosen "
    "unique named"
).split()
WAYS = [way for way in WAYS if way != "kernel_too" or hasattr(os, "getrandom")]
TORCH = """
import torch
def new(): g = torch.Generator(); g.seed(); return torch.rand(3, generator=g)
def default(): torch.default_generator.seed(); return torch.rand(3)
def reseeded(): torch.seed(); return torch.rand(3)
def told(): g = torch.Generator(); return g.seed() == g.initial_seed()
"""


def answers(student, ways):
    return [[getattr(student, way)() for _ in range(2)] for way in ways]


@pytest.fixture(scope="module")
def runs(load_request):
    """The answers of two workers that hold the same file."""
    given = []
    for _ in range(2):
        with Worker("numpy") as worker:
            worker.load(load_request(SOURCE))
            student = ModuleProxy(worker, Inputs(), trusted=False, seconds=30.0, seed_name="a check")
            given.append((student.loaded(), answers(student, WAYS), student.seeded()))
    return given


@pytest.mark.parametrize("place", range(len(WAYS)), ids=WAYS)
def test_a_generator_without_a_seed_repeats_from_run_to_run(runs, place):
    """Each way of making it, in two workers; two generators of one run differ."""
    first, second = (answered[place] for _, answered, _ in runs)
    assert first == second
    assert first[0] != first[1]


def test_drawing_while_a_file_is_loaded_repeats(runs):
    """The global generators are seeded by then, and generators without a seed repeat."""
    assert runs[0][0] == runs[1][0]


def test_a_seeded_generator_is_left_alone(runs):
    """It draws the numbers that NumPy says."""
    assert runs[0][2] == np.random.default_rng(5).random()


def test_another_check_has_other_numbers(hold, asking):
    """The stream starts anew with the seed of each check."""
    worker = hold(SOURCE)
    first, same = asking(worker), asking(worker)
    drawn = first.new_style()
    assert same.new_style() == drawn
    other = ModuleProxy(worker, Inputs(), trusted=False, seconds=30.0, seed_name="another check")
    assert other.new_style() != drawn


def test_torch_repeats(hold, asking):
    """A generator's own method, the default generator, and the module's function."""
    pytest.importorskip("torch")
    first, second = (answers(asking(hold(TORCH, "torch")), ["new", "default", "reseeded"]) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])
        assert not np.array_equal(one[0], one[1])


def test_torch_says_which_seed_it_took(hold, asking):
    """As `Generator.seed` promises."""
    pytest.importorskip("torch")
    assert asking(hold(TORCH, "torch")).told() is True


def test_this_process_keeps_its_secrets():
    """The judge seeds its runtimes too, and what it draws from the system stays secret."""
    entropy.restart(3)
    first = os.urandom(16), random.SystemRandom().random(), np.random.default_rng().random(), random.Random().random()
    entropy.restart(3)
    second = os.urandom(16), random.SystemRandom().random(), np.random.default_rng().random(), random.Random().random()
    assert all(a != b for a, b in zip(first, second, strict=True))
