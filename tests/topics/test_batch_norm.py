"""The reference of batch normalization against PyTorch, numerical gradients and closed forms, which share no code with it."""

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

SHAPES = {"rows": (7, 5), "images": (3, 5, 4, 2)}
READY_MADE = {"rows": torch.nn.BatchNorm1d, "images": torch.nn.BatchNorm2d}


by_hand, by_torch = solutions("batch_norm")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(15)


def ready_made(rng, kind, **settings):
    """PyTorch's own layer in float64, with a random state."""
    layer = READY_MADE[kind](5, **settings).double()
    with torch.no_grad():
        for name in ("weight", "bias", "running_mean"):
            getattr(layer, name).copy_(torch.tensor(rng.normal(1.0, 2.0, 5)))
        layer.running_var.copy_(torch.tensor(rng.uniform(0.5, 3.0, 5)))
    return layer


def copies(layer):
    """gamma, beta and running of the NumPy part, with the layer's values."""
    gamma, beta, mean, var = (values.detach().numpy().copy() for values in list(layer.state_dict().values())[:4])
    return gamma, beta, {"mean": mean, "var": var}


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("training", [True, False])
def test_forward_by_hand_is_pytorchs(rng, kind, training):
    """Output and running statistics, in both modes, for rows and images, with settings that are not the defaults."""
    layer, x = ready_made(rng, kind, eps=0.3, momentum=0.25).train(training), rng.normal(2.0, 1.5, SHAPES[kind])
    gamma, beta, running = copies(layer)
    expected = layer(torch.tensor(x)).detach().numpy()
    out, _ = by_hand.batch_norm_forward(x, gamma, beta, running, training=training, momentum=0.25, eps=0.3)
    np.testing.assert_allclose(out, expected, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(running["mean"], layer.running_mean.numpy(), rtol=1e-13)
    np.testing.assert_allclose(running["var"], layer.running_var.numpy(), rtol=1e-13)


@pytest.mark.parametrize("kind", SHAPES)
def test_backward_by_hand_is_autograds(rng, kind):
    """All three gradients for a random upstream gradient, with an eps that matters."""
    layer, x, dout = ready_made(rng, kind, eps=0.3), rng.normal(2.0, 1.5, SHAPES[kind]), rng.normal(size=SHAPES[kind])
    _, cache = by_hand.batch_norm_forward(x, *copies(layer), eps=0.3)
    leaf = torch.tensor(x, requires_grad=True)
    expected = torch.autograd.grad(layer(leaf), (leaf, layer.weight, layer.bias), torch.tensor(dout))
    for gradient, wanted in zip(by_hand.batch_norm_backward(dout, cache), expected, strict=True):
        np.testing.assert_allclose(gradient, wanted.numpy(), rtol=1e-11, atol=1e-12)


def test_worked_example():
    """The numbers of the README."""
    x, running = np.array([[9.0], [1.0], [3.0], [3.0]]), {"mean": np.zeros(1), "var": np.ones(1)}
    out, cache = by_hand.batch_norm_forward(x, np.array([2.0]), np.array([10.0]), running, eps=7.0)
    dx, dgamma, dbeta = by_hand.batch_norm_backward(np.array([[4.0], [0.0], [0.0], [0.0]]), cache)
    np.testing.assert_allclose(out.ravel(), [12.5, 8.5, 9.5, 9.5])
    np.testing.assert_allclose([running["mean"][0], running["var"][0]], [0.4, 2.1])
    np.testing.assert_allclose(dx.ravel(), [0.71875, -0.03125, -0.34375, -0.34375])
    assert (dgamma.item(), dbeta.item()) == (5.0, 4.0)
    later, _ = by_hand.batch_norm_forward(x[:1], np.array([2.0]), np.array([10.0]), running, training=False, eps=7.0)
    assert round(later.item(), 2) == 15.70


@pytest.mark.parametrize("kind", SHAPES)
def test_dx_is_orthogonal_to_shifts_and_stretches(rng, kind):
    """Moving or stretching a channel changes no output, so dx sums to 0 and has no part along x_hat."""
    x, dout, axes = rng.normal(size=SHAPES[kind]), rng.normal(size=SHAPES[kind]), {"rows": 0, "images": (0, 2, 3)}[kind]
    running = {"mean": np.zeros(5), "var": np.ones(5)}
    x_hat, cache = by_hand.batch_norm_forward(x, np.ones(5), np.zeros(5), running, eps=0.0)
    dx, _, _ = by_hand.batch_norm_backward(dout, cache)
    np.testing.assert_allclose(dx.sum(axis=axes), 0.0, atol=1e-13)
    np.testing.assert_allclose((dx * x_hat).sum(axis=axes), 0.0, atol=1e-13)


def test_dtypes_by_hand(rng):
    """out and the gradients are float32 for float32 inputs, and running statistics keep their own dtype."""
    x, dout, gamma, beta = (rng.normal(size=shape).astype(np.float32) for shape in ((6, 4), (6, 4), 4, 4))
    running = {"mean": np.zeros(4, np.float32), "var": np.ones(4, np.float32)}
    for training in (True, False):
        out, cache = by_hand.batch_norm_forward(x, gamma, beta, running, training=training)
        assert out.dtype == np.float32
        if training:
            assert {gradient.dtype for gradient in by_hand.batch_norm_backward(dout, cache)} == {np.dtype(np.float32)}
    mixed = {"mean": np.zeros(4), "var": np.ones(4, np.float32)}
    by_hand.batch_norm_forward(x, gamma, beta, mixed)
    assert (mixed["mean"].dtype, mixed["var"].dtype) == (np.float64, np.float32)


@pytest.mark.parametrize("part", ["numpy", "torch"])
def test_a_large_mean_costs_no_digit(part):
    """Two rows around 2**50, an exact number of 2**20 apart: deviations of +-1 standard deviation come out exactly."""
    x = 2.0**20 * (2.0**30 + np.array([[-3.0, 5.0], [3.0, -5.0]]))
    if part == "numpy":
        running = {"mean": np.zeros(2), "var": np.ones(2)}
        out, _ = by_hand.batch_norm_forward(x, np.ones(2), np.zeros(2), running)
    else:
        out = by_torch.BatchNorm(2).double()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(out, [[-1.0, 1.0], [1.0, -1.0]], rtol=1e-11)


@pytest.mark.parametrize("kind", SHAPES)
def test_the_module_is_pytorchs(rng, kind):
    """Three training batches, then one row or image in evaluation: outputs, gradients and state."""
    theirs = ready_made(rng, kind, eps=0.3, momentum=0.25)
    ours = by_torch.BatchNorm(5, eps=0.3, momentum=0.25).double()
    ours.load_state_dict(theirs.state_dict())
    for _ in range(3):
        x, upstream = torch.tensor(rng.normal(2.0, 1.5, SHAPES[kind])), torch.tensor(rng.normal(size=SHAPES[kind]))
        answers = []
        for layer in (ours, theirs):
            leaf = x.clone().requires_grad_()
            out = layer(leaf)
            answers.append((out, *torch.autograd.grad(out, (leaf, layer.weight, layer.bias), upstream)))
        torch.testing.assert_close(*answers, rtol=1e-11, atol=1e-12)
    torch.testing.assert_close(ours.eval()(x[:1]), theirs.eval()(x[:1]), rtol=1e-12, atol=1e-13)
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict(), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("kind", SHAPES)
def test_states_are_exchangeable(rng, kind):
    """A new module holds what PyTorch's holds, in the same order, and each loads the other's state strictly."""
    theirs, ours = READY_MADE[kind](5), by_torch.BatchNorm(5)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict(), rtol=0, atol=0)
    assert [name for name, _ in ours.named_parameters()] == [name for name, _ in theirs.named_parameters()]
    ours.load_state_dict(ready_made(rng, kind).state_dict())
    theirs.load_state_dict(ours.state_dict())
    torch.testing.assert_close(ours.state_dict(), theirs.state_dict(), rtol=0, atol=0)


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("training", [True, False])
def test_gradcheck(rng, kind, training):
    """The module's gradients are those of finite differences, in both modes."""
    layer = by_torch.BatchNorm(5, eps=0.1).double().train(training)
    assert torch.autograd.gradcheck(layer, torch.tensor(rng.normal(size=SHAPES[kind]), requires_grad=True))
    assert not layer.running_mean.requires_grad and not layer.running_var.requires_grad
