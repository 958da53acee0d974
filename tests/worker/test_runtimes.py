"""Runtimes: what the student's code receives for an array, and which of its values are arrays."""

import random

import numpy as np
import pytest

from grader.worker import wire
from grader.worker.runtimes import make_runtime


def test_numpy_passes_arrays_on():
    """The same array in both directions, without a copy."""
    runtime, x = make_runtime("numpy"), np.ones(3)
    assert (runtime.name, runtime.device) == ("numpy", "cpu")
    assert runtime.adopt(x) is x and runtime.as_array(x) is x


@pytest.mark.parametrize("value", [1.0, [1.0], None, "a", np.float64(1.0), object()])
def test_nothing_else_is_an_array(value):
    """Numbers, lists and NumPy's scalars are not."""
    assert make_runtime("numpy").as_array(value) is None


def test_seeding_repeats_both_generators():
    """Python's and NumPy's."""
    runtime, state = make_runtime("numpy"), (random.getstate(), np.random.get_state())
    try:
        runtime.seed(3)
        first = random.random(), np.random.rand()
        assert (random.random(), np.random.rand()) != first
        runtime.seed(3)
        assert (random.random(), np.random.rand()) == first
    finally:
        random.setstate(state[0])
        np.random.set_state(state[1])


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def runtime(torch):
    return make_runtime("torch", "cpu")


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES))
def test_every_dtype_of_the_wire_becomes_a_tensor_and_an_array_again(runtime, torch, dtype):
    """Empty ones and those without axes too."""
    for array in (np.array([[0, 1], [1, 0]]).astype(dtype), np.zeros((0, 3), dtype), np.ones((), dtype)):
        tensor = runtime.adopt(array)
        assert isinstance(tensor, torch.Tensor) and tensor.shape == array.shape
        np.testing.assert_array_equal(runtime.as_array(tensor), array, strict=True)


def test_tensors_of_every_kind_become_arrays(runtime, torch):
    """With a gradient's history, bfloat16, lazily conjugated or negated, a parameter, a view."""
    x = torch.tensor([1 + 2j, 3 - 1j])
    assert runtime.as_array(torch.ones(2, requires_grad=True) * 2).tolist() == [2.0, 2.0]
    assert runtime.as_array(torch.nn.Parameter(torch.ones(2))).tolist() == [1.0, 1.0]
    brain = runtime.as_array(torch.tensor([1.5], dtype=torch.bfloat16))
    assert brain.dtype == np.float32 and brain.tolist() == [1.5]
    assert runtime.as_array(x.conj()).tolist() == [1 - 2j, 3 + 1j]
    assert runtime.as_array(x.conj().imag).tolist() == [-2.0, 1.0]
    assert runtime.as_array(torch.arange(4)[::2]).tolist() == [0, 2]
    assert runtime.as_array(np.ones(1)).tolist() == [1.0]


def test_other_values_of_torch_are_no_arrays(runtime, torch):
    """They stay where they are."""
    assert all(
        runtime.as_array(value) is None for value in (torch.nn.Linear(1, 1), torch.float32, torch.Size([2]), 1.0)
    )


def test_a_tensor_shares_the_memory_of_its_array(runtime, torch):
    """So that what a call does to it is seen."""
    array = np.zeros(2)
    tensor = runtime.adopt(array)
    tensor += 1
    assert array.tolist() == [1.0, 1.0] and runtime.as_array(tensor).tolist() == [1.0, 1.0]


def test_seeding_repeats_torch(runtime, torch):
    """Beside the two others."""
    with torch.random.fork_rng():
        runtime.seed(3)
        first = torch.rand(2)
        runtime.seed(3)
        assert torch.equal(torch.rand(2), first) and not torch.equal(torch.rand(2), first)


def test_choosing_a_device(torch, monkeypatch):
    """`auto` prefers CUDA, then MPS, then the CPU; a device that is named is taken at its word."""
    cuda, mps = [False], [False]
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda[0])
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps[0])
    assert make_runtime("torch", "auto").device == "cpu"
    mps[0] = True
    assert make_runtime("torch", "auto").device == "mps"
    cuda[0] = True
    assert make_runtime("torch", "auto").device == "cuda"
    assert make_runtime("torch", "cpu").device == "cpu"


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_device_that_is_not_there(torch, monkeypatch, device):
    """The runtime says so, before anything is asked of it; the CPU is always there."""
    for kind in (torch.cuda, torch.backends.mps):
        monkeypatch.setattr(kind, "is_available", lambda: False)
    assert make_runtime("torch", device).problem.endswith(f"finds no device {device!r} here: choose another --device")
    assert make_runtime("torch", "auto").problem == "" == make_runtime("torch", "cpu").problem


def test_one_thread(runtime, torch):
    """Sums are reproducible and two workers on two cores do not fight."""
    assert torch.get_num_threads() == 1


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_a_generator_repeats_its_seed_and_no_other_generator(name):
    """The same seed, the same numbers. A check that drew its inputs with that seed has other numbers."""
    if name == "torch":
        pytest.importorskip("torch")
    runtime = make_runtime(name)
    first, same, other = (runtime.generator(seed) for seed in (3, 3, 4))
    assert runtime.state_of(first) == runtime.state_of(same) != runtime.state_of(other)
    if name == "numpy":
        drawn = first.integers(0, 1 << 62, 3)
        assert drawn.tolist() == same.integers(0, 1 << 62, 3).tolist()
        assert not set(drawn.tolist()) & set(np.random.default_rng(3).integers(0, 1 << 62, 9).tolist())
    else:
        import torch

        drawn = torch.rand(3, generator=first)
        assert torch.equal(torch.rand(3, generator=same), drawn)
        assert not torch.equal(drawn, torch.rand(3, generator=torch.Generator().manual_seed(3)))


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_a_state_tells_whether_something_was_drawn(name):
    """Of a generator, and of each global one. To look changes nothing."""
    if name == "torch":
        pytest.importorskip("torch")
    runtime = make_runtime(name)
    generator = runtime.generator(3)
    before = runtime.state_of(generator)
    assert runtime.state_of(generator) == before
    draws = [random.random, np.random.rand, lambda: np.random.normal(size=1)]
    if name == "torch":
        import torch

        torch.rand(1, generator=generator)
        draws.append(lambda: torch.rand(1))
    else:
        generator.random()
    assert runtime.state_of(generator) != before
    for draw in draws:
        before = runtime.global_state()
        assert runtime.global_state() == before
        draw()
        assert runtime.global_state() != before
