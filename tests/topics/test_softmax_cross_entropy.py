"""The reference of softmax and cross-entropy against PyTorch and closed forms, which share no code with it."""

import math

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

functional = torch.nn.functional


by_hand, by_torch = solutions("softmax_cross_entropy")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(20)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
@pytest.mark.parametrize("level", [0.0, 1000.0, -1000.0])
def test_softmax_and_its_logarithm_along_every_axis(rng, axis, level):
    """Both agree with torch, at ordinary and at large scores."""
    x = rng.normal(level, 3.0, (4, 3, 5))
    np.testing.assert_allclose(by_hand.softmax(x, axis), torch.softmax(torch.tensor(x), axis), rtol=1e-12)
    expected = torch.log_softmax(torch.tensor(x), axis)
    np.testing.assert_allclose(by_hand.log_softmax(x, axis), expected, rtol=1e-12, atol=1e-12)


def test_closed_forms():
    """Scores that are logarithms give back their odds; a lead of 1000 is a log-probability of -1000."""
    np.testing.assert_allclose(by_hand.softmax(np.log([1.0, 2.0, 5.0])), [0.125, 0.25, 0.625], rtol=1e-15)
    np.testing.assert_array_equal(by_hand.log_softmax(np.array([0.0, 1000.0])), [-1000.0, 0.0])
    logits = np.full((3, 7), -2.5)
    for smoothing in (0.0, 0.4):
        loss, _ = by_hand.cross_entropy_forward(logits, np.array([0, 6, 3]), smoothing)
        assert loss == pytest.approx(math.log(7.0), rel=1e-14)


def test_the_worked_example_of_the_readme():
    """Odds 1:2:1 and 4:1:3 with the labels 1 and 2: the numbers that students follow on paper."""
    logits, targets = np.log([[1.0, 2.0, 1.0], [4.0, 1.0, 3.0]]), np.array([1, 2])
    loss, cache = by_hand.cross_entropy_forward(logits, targets)
    assert loss == pytest.approx(0.8370, abs=5e-5)
    expected = [[0.125, -0.25, 0.125], [0.25, 0.0625, -0.3125]]
    np.testing.assert_allclose(by_hand.cross_entropy_backward(cache), expected, rtol=1e-14)
    loss, cache = by_hand.cross_entropy_forward(logits, targets, label_smoothing=0.3)
    assert loss == pytest.approx(0.947, abs=5e-4)
    expected = [[0.075, -0.15, 0.075], [0.2, 0.0125, -0.2125]]
    np.testing.assert_allclose(by_hand.cross_entropy_backward(cache), expected, rtol=1e-12)
    np.testing.assert_allclose(
        by_hand.softmax_backward(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.125, 0.375])),
        [0.25, -0.0625, -0.1875],
    )
    assert by_hand.accuracy(logits, targets) == 0.5


@pytest.mark.parametrize("shape", [(7, 5), (2, 3, 4), (6,)])
def test_softmax_backward(rng, shape):
    """The gradient agrees with autograd's, for any leading axes."""
    x = torch.tensor(rng.normal(0.0, 2.0, shape), requires_grad=True)
    dout = torch.tensor(rng.normal(0.7, 2.0, shape))
    probs = torch.softmax(x, -1)
    (expected,) = torch.autograd.grad(probs, x, dout)
    got = by_hand.softmax_backward(dout.numpy(), probs.detach().numpy())
    np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("smoothing", [0.0, 0.3])
@pytest.mark.parametrize("scale", [1.0, 700.0])
@pytest.mark.parametrize("n", [1, 9])
def test_cross_entropy_by_hand(rng, smoothing, scale, n):
    """Loss and gradient agree with torch's, where labels are hopeless too."""
    logits = torch.tensor(rng.normal(0.0, scale, (n, 4)), requires_grad=True)
    targets = rng.randint(0, 4, n)
    expected = functional.cross_entropy(logits, torch.tensor(targets), label_smoothing=smoothing)
    loss, cache = by_hand.cross_entropy_forward(logits.detach().numpy(), targets, smoothing)
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    (slopes,) = torch.autograd.grad(expected, logits)
    np.testing.assert_allclose(by_hand.cross_entropy_backward(cache), slopes, rtol=1e-11, atol=1e-14)


def test_float32_stays_float32(rng):
    """Every array comes back in the dtype of its input."""
    x = rng.normal(0.0, 1.0, (4, 3)).astype(np.float32)
    _, cache = by_hand.cross_entropy_forward(x, np.array([0, 2, 1, 1]), 0.1)
    arrays = [by_hand.softmax(x), by_hand.log_softmax(x), by_hand.softmax_backward(x, by_hand.softmax(x))]
    assert {a.dtype for a in [*arrays, by_hand.cross_entropy_backward(cache)]} == {np.dtype("float32")}


@pytest.mark.parametrize("ignored", [-100, 0, 2])
@pytest.mark.parametrize("smoothing", [0.0, 0.3])
@pytest.mark.parametrize("scale", [1.0, 700.0])
def test_torch_cross_entropy(rng, ignored, smoothing, scale):
    """Loss and gradient agree with torch.nn.functional's in every setting, and gradcheck passes."""
    logits = torch.tensor(rng.normal(0.0, scale, (11, 4)), requires_grad=True)
    targets = torch.tensor(rng.randint(0, 4, 11))
    targets[:3], targets[3:6] = ignored, 1
    settings = {"ignore_index": ignored, "label_smoothing": smoothing}
    expected = functional.cross_entropy(logits, targets, **settings)
    got = by_torch.cross_entropy(logits, targets, **settings)
    torch.testing.assert_close(got, expected, rtol=1e-12, atol=1e-12)
    slopes = [torch.autograd.grad(loss, logits)[0] for loss in (got, expected)]
    torch.testing.assert_close(slopes[0], slopes[1], rtol=1e-11, atol=1e-14)
    if scale == 1.0:
        assert torch.autograd.gradcheck(lambda x: by_torch.cross_entropy(x, targets, **settings), logits)


def test_torch_cross_entropy_with_nothing_left(rng):
    """If every row is ignored the reference says NaN, as torch does; no check asks."""
    logits, targets = torch.tensor(rng.normal(0.0, 1.0, (3, 4))), torch.full((3,), -100)
    assert math.isnan(functional.cross_entropy(logits, targets))
    assert math.isnan(by_torch.cross_entropy(logits, targets))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_torch_cross_entropy_in_half_precision(rng, dtype):
    """A batch whose losses sum to more than float16 holds has a finite loss and gradient in the logits' dtype."""
    logits = torch.tensor(rng.normal(0.0, 2.0, (40, 5)))
    targets = torch.tensor(rng.randint(0, 5, 40))
    logits[torch.arange(40), targets] -= 5000.0
    expected = functional.cross_entropy(logits, targets).item()
    low = logits.to(getattr(torch, dtype)).requires_grad_()
    loss = by_torch.cross_entropy(low, targets)
    loss.backward()
    assert loss.dtype == low.dtype and loss.item() == pytest.approx(expected, rel=0.01)
    assert low.grad.isfinite().all()


def test_softmax_regression_is_a_linear_layer(rng):
    """With one state_dict it scores as nn.Linear does; fresh parameters make all classes about equally likely."""
    model, linear = by_torch.SoftmaxRegression(6, 4).double(), torch.nn.Linear(6, 4).double()
    x = torch.tensor(rng.normal(0.0, 1.0, (7, 6)))
    assert model(x).abs().max() < 0.5
    model.load_state_dict(linear.state_dict())
    torch.testing.assert_close(model(x), linear(x), rtol=1e-13, atol=1e-13)
