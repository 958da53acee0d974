"""What the drivers of torch parts share: modules with given weights, gradients by autograd, steps of plain SGD."""

import importlib
import sys

import pytest

import grader.drivers
from grader.worker import driving
from grader.worker.driving import contents, gradients_of, leaf, sgd_step, with_weights

torch = pytest.importorskip("torch")
WEIGHTS = {"weight": torch.arange(6.0, dtype=torch.float64).reshape(2, 3), "bias": torch.ones(2, dtype=torch.float64)}


def test_a_module_takes_weights_and_their_dtype():
    """A buffer of whole numbers in front says nothing about the dtype."""
    norm = torch.nn.BatchNorm1d(2)
    floats = {name: tensor.double() + 1 for name, tensor in norm.state_dict().items() if tensor.is_floating_point()}
    state = {"num_batches_tracked": torch.tensor(7), **floats}
    taken = with_weights(norm, state)
    assert taken is norm and norm.weight.dtype == torch.float64
    assert norm.weight.tolist() == [2.0, 2.0] and norm.num_batches_tracked.item() == 7


def test_missing_names_are_errors_unless_they_are_let_alone():
    """A driver says which of both it wants."""
    half = {"weight": WEIGHTS["weight"], "scale": WEIGHTS["bias"]}
    with pytest.raises(RuntimeError, match="Missing key"):
        with_weights(torch.nn.Linear(3, 2), half)
    layer = with_weights(torch.nn.Linear(3, 2), half, strict=False)
    assert torch.equal(layer.weight, WEIGHTS["weight"])


def test_contents_tell_what_is_trained():
    """A buffer is held, and it is no parameter."""
    state, trained = contents(torch.nn.BatchNorm1d(2))
    assert trained == ["bias", "weight"] and {*trained, "running_mean"} < set(state)
    assert not any(tensor.requires_grad for tensor in state.values())


def test_gradients_are_those_of_the_weighed_sum():
    """A leaf that the output does not depend on has the gradient 0. The caller's tensor stays as it was."""
    x, unused, upstream = torch.tensor([1.0, 2.0]), torch.ones(3), torch.tensor([10.0, 100.0])
    leaves = {"dx": leaf(x), "dz": leaf(unused)}
    found = gradients_of(leaves["dx"] ** 2, leaves, upstream)
    assert found["dx"].tolist() == [20.0, 400.0] and found["dz"].tolist() == [0.0, 0.0, 0.0]
    assert not x.requires_grad


def test_a_step_goes_down_the_gradient():
    """One step of plain SGD changes the parameters in place, and leaves alone what the loss does not depend on."""
    layer, other = with_weights(torch.nn.Linear(3, 2), WEIGHTS), leaf(torch.ones(2))
    loss = layer(torch.ones(1, 3, dtype=torch.float64)).sum()
    point = sgd_step(loss, [*layer.parameters(), other], 0.5)
    assert point["loss"].item() == 17.0 and not point["loss"].requires_grad
    assert layer.bias.tolist() == [0.5, 0.5] and other.tolist() == [1.0, 1.0]
    assert torch.equal(layer.weight, WEIGHTS["weight"] - 0.5)


def test_drivers_import_the_public_name(monkeypatch):
    """A worker has no package of that name, so this module has it while drivers are executed, and not afterwards."""
    assert all(getattr(grader.drivers, name) is getattr(driving, name) for name in grader.drivers.__all__)
    for before in (grader.drivers, None):
        if before is None:
            monkeypatch.delitem(sys.modules, "grader.drivers")
        with driving.importable():
            assert importlib.import_module("grader.drivers") is driving
        assert sys.modules.get("grader.drivers") is before
