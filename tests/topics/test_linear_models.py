"""The reference of the linear models against PyTorch, closed forms and theorems, which share no code with it."""

import math

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

functional = torch.nn.functional

by_hand, by_torch = solutions("linear_models")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(21)


def separable(rng, n, d):
    """Whole numbers and labels that a plane through whole numbers separates with a margin; and the bound on updates."""
    u, c = rng.choice([-2.0, -1.0, 1.0, 2.0], d), float(rng.choice([-1, 1]))
    x = rng.randint(-5, 6, (20 * n, d)).astype(float)
    x = x[np.abs(x @ u + c) >= 4][:n]
    scores = x @ u + c
    bound = (np.square(x).sum(axis=1).max() + 1) * (u @ u + c * c) / np.square(scores).min()
    return x, np.sign(scores), bound


def test_the_perceptron_keeps_the_bound_of_its_theorem(rng):
    """On separable data the updates are bounded, the last epoch has none, and every row ends on its side."""
    for seed in range(30):
        x, y, bound = separable(np.random.RandomState(seed), 12, 3)
        w, b, updates = by_hand.perceptron(x, y, int(bound) + 2)
        assert 0 < updates.sum() <= bound and updates[-1] == 0 and len(updates) == int(bound) + 2
        assert np.all(y * (x @ w + b) > 0)


def test_the_perceptron_is_a_sum_of_rows(rng):
    """w and b are the sums over the updates that a plain list of Python numbers makes."""
    x, y = rng.randint(-5, 6, (9, 2)), rng.choice([-1, 1], 9)
    state, counts = [0, 0, 0], []
    for _ in range(5):
        counts.append(0)
        for (one, two), label in zip(x.tolist(), y.tolist(), strict=True):
            if (state[0] * one + state[1] * two + state[2]) * label <= 0:
                state = [state[0] + label * one, state[1] + label * two, state[2] + label]
                counts[-1] += 1
    for labels in (y, y.astype(float)):
        w, b, updates = by_hand.perceptron(x.astype(float), labels, 5)
        assert [*w, b] == state and updates.tolist() == counts


@pytest.mark.parametrize(("n", "d"), [(20, 4), (4, 6), (3, 8), (5, 1)])
@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_least_squares_is_a_minimum_of_least_norm(rng, n, d, l2):
    """The gradient of the penalized error is 0, and w is a combination of the centered rows."""
    x, y = rng.normal(5.0, 1.0, (n, d)) * np.linspace(0.05, 2.0, d), rng.normal(-7.0, 3.0, n)
    w, b = by_hand.least_squares(x, y, l2)
    leaves = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (w, b)]
    loss = (torch.tensor(x) @ leaves[0] + leaves[1] - torch.tensor(y)).square().mean() + l2 * leaves[0].square().sum()
    for slope in torch.autograd.grad(loss, leaves):
        np.testing.assert_allclose(slope, 0.0, atol=1e-11)
    centered = x - x.mean(axis=0)
    basis = np.linalg.svd(centered, full_matrices=False)[2][: min(n - 1, d)]
    np.testing.assert_allclose(basis.T @ (basis @ w), w, rtol=1e-9, atol=1e-12)
    if n <= d and l2 == 0.0:
        np.testing.assert_allclose(x @ w + b, y, rtol=1e-10)


def test_least_squares_shares_the_weight_among_equal_columns(rng):
    """Of a column and its double the least norm gives the double twice the weight."""
    x, y = rng.normal(2.0, 1.0, (20, 2)), rng.normal(1.0, 1.0, 20)
    one, _ = by_hand.least_squares(x, y)
    three, _ = by_hand.least_squares(np.column_stack([x, 2.0 * x[:, 0]]), y)
    np.testing.assert_allclose(three, [one[0] / 5, one[1], 2 * one[0] / 5], rtol=1e-9)


def tensors(*values):
    return [torch.tensor(value, dtype=torch.float64) for value in values]


def squared_error(scores, y):
    return (torch.sigmoid(scores) - y).square().mean()


@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("logistic_loss", functional.binary_cross_entropy_with_logits),
        ("squared_sigmoid_loss", squared_error),
    ],
)
@pytest.mark.parametrize("scale", [1.0, 700.0])
@pytest.mark.parametrize("n", [1, 9])
def test_losses_of_labels_0_and_1(rng, name, loss, scale, n):
    """Loss and gradient agree with torch's and autograd's, at large scores too."""
    w, b, x, y = rng.normal(0.0, scale, 4), 0.7, rng.normal(0.5, 1.0, (n, 4)), rng.choice([0.0, 1.0], n)
    leaves = [value.requires_grad_() for value in tensors(w, b)]
    expected = loss(tensors(x)[0] @ leaves[0] + leaves[1], *tensors(y))
    value, dw, db = getattr(by_hand, name)(w, b, x, y)
    assert value == pytest.approx(expected.item(), rel=1e-12, abs=1e-25)
    for slope, right in zip((dw, db), torch.autograd.grad(expected, leaves), strict=True):
        np.testing.assert_allclose(slope, right, rtol=1e-9, atol=1e-14)


def test_slopes_far_from_the_label():
    """At p = 0.1 and y = 1 the slopes in the score are -0.9 and -0.162; at -1000 they are -1 and 0."""
    one, y = np.ones((1, 1)), np.ones(1)
    for score, first, second in ((-math.log(9.0), -0.9, -0.162), (-1000.0, -1.0, 0.0)):
        (*_, logistic), (*_, squared) = (
            loss(np.array([score]), 0.0, one, y) for loss in (by_hand.logistic_loss, by_hand.squared_sigmoid_loss)
        )
        assert (logistic, squared) == (pytest.approx(first, rel=1e-12), pytest.approx(second, rel=1e-12))
    assert by_hand.logistic_loss(np.array([-1000.0]), 0.0, one, y)[0] == 1000.0
    assert by_hand.logistic_loss(np.array([1000.0]), 0.0, one, y)[0] == 0.0


@pytest.mark.parametrize(("n", "d", "l2"), [(20, 3, 0.1), (15, 4, 0.02), (5, 6, 0.5)])
def test_fit_logistic_makes_newton_steps(rng, n, d, l2):
    """Each step is the one that autograd's gradient and Hessian give; after twenty the gradient is 0."""
    x, y = rng.normal(1.0, 1.0, (n, d)), np.arange(n) % 2.0

    def objective(theta):
        scores = tensors(x)[0] @ theta[:d] + theta[d]
        return functional.binary_cross_entropy_with_logits(scores, *tensors(y)) + l2 * theta[:d].square().sum()

    theta = torch.zeros(d + 1, dtype=torch.float64)
    for steps in range(6):
        w, b = by_hand.fit_logistic(x, y, l2, steps)
        np.testing.assert_allclose([*w, b], theta, rtol=1e-10, atol=1e-12)
        slopes = torch.autograd.functional.jacobian(objective, theta)
        theta = theta - torch.linalg.solve(torch.autograd.functional.hessian(objective, theta), slopes)
    w, b = by_hand.fit_logistic(x, y, l2, 20)
    np.testing.assert_allclose(torch.autograd.functional.jacobian(objective, *tensors([*w, b])), 0.0, atol=1e-12)


@pytest.mark.parametrize("margin", [1.0, 2.5])
@pytest.mark.parametrize(("n", "classes"), [(8, 2), (7, 3), (1, 4)])
def test_hinge_losses(rng, margin, n, classes):
    """Two classes agree with autograd through clamp; several classes with torch's loss, which divides by C as well."""
    (s,) = tensors(rng.normal(0.3, 2.0, n))
    y = rng.choice([-1.0, 1.0], n)
    loss, slopes = by_hand.hinge_loss(s.numpy(), y, margin)
    expected = (margin - torch.tensor(y) * s.requires_grad_()).clamp(min=0).mean()
    assert loss == pytest.approx(expected.item(), rel=1e-13)
    np.testing.assert_allclose(slopes, torch.autograd.grad(expected, s)[0], rtol=1e-13)

    (scores,) = tensors(rng.normal(0.0, 2.0, (n, classes)))
    labels = rng.randint(0, classes, n)
    loss, slopes = by_hand.multiclass_hinge_loss(scores.numpy(), labels, margin)
    expected = classes * functional.multi_margin_loss(scores.requires_grad_(), torch.tensor(labels), margin=margin)
    assert loss == pytest.approx(expected.item(), rel=1e-13)
    np.testing.assert_allclose(slopes, torch.autograd.grad(expected, scores)[0], rtol=1e-13)


def test_float32_stays_float32(rng):
    """Gradients come back in the dtype of their inputs."""
    x, y = rng.normal(0.0, 1.0, (4, 3)).astype(np.float32), np.array([0, 1, 1, 0], np.float32)
    arrays = [
        by_hand.logistic_loss(x[0], 0.5, x, y)[1],
        by_hand.squared_sigmoid_loss(x[0], 0.5, x, y)[1],
        by_hand.hinge_loss(x[:, 0], 2 * y - 1)[1],
        by_hand.multiclass_hinge_loss(x, np.array([0, 2, 1, 1]))[1],
    ]
    assert {array.dtype for array in arrays} == {np.dtype("float32")}


def test_the_worked_example_of_the_readme():
    """The numbers that students follow on paper."""
    x, y = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1, -1])
    w, b, updates = by_hand.perceptron(x, y, 4)
    assert ([*w, b], updates.tolist()) == ([4.0, -3.0, 1.0], [2, 2, 1, 0])
    line, heights = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 2.0, 6.0])
    for l2, expected in ((0.0, (2.5, 0.5)), (1.0, (1.0, 2.0))):
        w, b = by_hand.least_squares(line, heights, l2)
        assert (*w, b) == pytest.approx(expected, rel=1e-12)
    w, b = by_hand.fit_logistic(np.array([[0.0], [2.0]]), np.array([0.0, 1.0]), 0.125, 1)
    assert (*w, b) == pytest.approx((1.0, -1.0), rel=1e-12)
    assert by_hand.hinge_loss(np.array([0.5]), np.array([-1.0])) == (1.5, pytest.approx([1.0]))
    loss, slopes = by_hand.multiclass_hinge_loss(np.array([[3.0, 1.0, 2.5]]), np.array([1]))
    assert (loss, slopes.tolist()) == (5.5, [[1.0, -2.0, 1.0]])


@pytest.mark.parametrize("scale", [0.0, 1.0, 700.0])
@pytest.mark.parametrize("n", [1, 9])
def test_torch_loss(rng, scale, n):
    """Loss and gradient agree with torch's own, at 0 and at large logits too."""
    logits, y = tensors(rng.normal(0.0, scale, n), rng.choice([0.0, 1.0], n))
    logits.requires_grad_()
    pair = by_torch.loss_from_logits(logits, y), functional.binary_cross_entropy_with_logits(logits, y)
    torch.testing.assert_close(*pair, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(*(torch.autograd.grad(loss, logits)[0] for loss in pair), rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_torch_loss_in_half_precision(dtype):
    """A batch whose costs sum to more than float16 holds has a finite loss and gradient, in the dtype of the logits."""
    logits = torch.full((90,), 1000.0, dtype=getattr(torch, dtype), requires_grad=True)
    loss = by_torch.loss_from_logits(logits, torch.zeros_like(logits))
    loss.backward()
    assert loss.dtype == logits.dtype and loss.item() == pytest.approx(1000.0, rel=0.01)
    assert logits.grad.double().sum() == pytest.approx(1.0, rel=0.01)


def test_torch_model_and_training(rng):
    """The model is a linear layer that starts at 0; twenty steps of `train` are twenty steps of torch's SGD."""
    model, linear = by_torch.LogisticRegression(5).double(), torch.nn.Linear(5, 1).double()
    assert {name: tuple(value.shape) for name, value in model.state_dict().items()} == {"weight": (5,), "bias": ()}
    assert not any(value.any() for value in model.state_dict().values())
    x, y = tensors(rng.normal(0.0, 1.0, (12, 5)), rng.choice([0.0, 1.0], 12))
    torch.nn.init.zeros_(linear.weight), torch.nn.init.zeros_(linear.bias)
    optimizer = torch.optim.SGD(linear.parameters(), lr=0.4)
    for _ in range(20):
        optimizer.zero_grad()
        functional.binary_cross_entropy_with_logits(linear(x)[:, 0], y).backward()
        optimizer.step()
    assert by_torch.train(model, by_torch.loss_from_logits, x, y, 0.4, 20) is None
    torch.testing.assert_close(model.weight, linear.weight[0], rtol=1e-12, atol=1e-14)
    torch.testing.assert_close(model.bias, linear.bias[0], rtol=1e-12, atol=1e-14)
    torch.testing.assert_close(model(x), linear(x)[:, 0], rtol=1e-12, atol=1e-14)
