"""The reference of backpropagation against PyTorch, closed forms and the README's numbers, which share no code with it."""

import math

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic


by_hand, by_torch = solutions("backprop")
Value = by_hand.Value

FORMULAS = {
    "arithmetic": lambda a, b, c: (a + 2) * (3 - b) / (c - a) - (4 / b) * (-c) + (a / 3) - 5,
    "powers": lambda a, b, c: a**3 - (-b) ** 2 + c**-1.5 * a**0.5,
    "functions": lambda a, b, c: (
        (a.exp() * b.tanh() + c.log()).sigmoid() * (a * b).relu() + (-c).relu() + (b - c).tanh()
    ),
    "reuse": lambda a, b, c: (a * b + a) * (a * b + c) / (a * b * a) + c * c,
}


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(15)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_values_are_autograds(rng, formula):
    """Results and gradients of formulas with everything in them."""
    numbers = rng.uniform(0.5, 2.0, 3)
    values, leaves = [Value(n) for n in numbers], [torch.tensor(n, requires_grad=True) for n in numbers]
    out, expected = formula(*values), formula(*leaves)
    out.backward()
    expected.backward()
    assert out.data == pytest.approx(expected.item(), rel=1e-12)
    assert [v.grad for v in values] == pytest.approx([leaf.grad.item() for leaf in leaves], rel=1e-11)


def test_leaves_accumulate_as_in_pytorch(rng):
    """Three calls on two results that share a node."""
    numbers = rng.uniform(0.5, 2.0, 2)

    def run(a, b, again):
        product = a * b
        first, second = product.exp(), product / b
        first.backward(**again)
        second.backward(**again)
        first.backward(**again)
        return a.grad, b.grad

    values = run(*(Value(n) for n in numbers), {})
    leaves = run(*(torch.tensor(n, requires_grad=True) for n in numbers), {"retain_graph": True})
    assert values == pytest.approx([leaf.item() for leaf in leaves], rel=1e-12)


def test_diamonds_have_a_closed_form():
    """x doubled thirty times has the slope 2**30: 2**30 ways, each gone once."""
    leaf = out = Value(0.5)
    for _ in range(30):
        out = out + out
    out.backward()
    assert leaf.grad == 2.0**30


def test_deep_graphs_end():
    """50,000 operations in a row, the product of whose slopes is known."""
    leaf = out = Value(2.0)
    for _ in range(25_000):
        out = 1.0001 * out - 0.5
    out.backward()
    assert leaf.grad == pytest.approx(1.0001**25_000, rel=1e-9)


def test_the_worked_neuron():
    """The neuron of the lectures, to two decimals, and every number of the README's drawing of it."""
    w0, x0, w1, x1, w2 = leaves = [Value(n) for n in (2.0, -1.0, -3.0, -2.0, -3.0)]
    left, right = w0 * x0, w1 * x1
    both = left + right
    score = both + w2
    out = score.sigmoid()
    out.backward()
    assert [node.data for node in (left, right, both, score)] == [-2.0, 6.0, 4.0, 1.0]
    assert round(out.data, 2) == 0.73
    assert round(score.grad, 4) == 0.1966
    assert [round(leaf.grad, 2) for leaf in leaves] == [-0.20, 0.39, -0.39, -0.59, 0.20]
    assert [round(leaf.grad / score.grad, 9) for leaf in leaves] == [-1.0, 2.0, -2.0, -3.0, 1.0]


def test_the_worked_diamond():
    """The README's graph in which one number is used on a short and on a long way."""
    a = Value(3.0)
    b = a * a
    c = b * a
    d = b + c
    d.backward()
    assert (b.data, c.data, d.data) == (9.0, 27.0, 36.0)
    assert (c.grad, b.grad, a.grad) == (1.0, 4.0, 33.0)
    assert a.grad == 2 * 3 + 3 * 3**2


def test_the_worked_net():
    """The README's net of two examples, two inputs, two hidden units and two classes."""
    x, y = np.array([[1.0, 2.0], [-1.0, -3.0]]), np.array([0, 1])
    params = {"w1": np.array([[1.0, -2.0], [0.0, 2.0]]), "b1": np.zeros(2)}
    params |= {"w2": np.array([[2.0, 0.0], [-1.0, 0.0]]), "b2": np.array([math.log(3.0), 0.0])}
    hidden, _ = by_hand.affine_forward(x, params["w1"], params["b1"])
    np.testing.assert_array_equal(hidden, [[1.0, 2.0], [-1.0, -4.0]])
    np.testing.assert_array_equal(
        [[-1 / 8, 1 / 8], [3 / 8, -3 / 8]] @ params["w2"].T, [[-1 / 4, 1 / 8], [3 / 4, -3 / 8]]
    )
    loss, grads = by_hand.mlp_loss_and_gradients(x, y, params)
    assert loss == pytest.approx((math.log(4 / 3) + math.log(4)) / 2, rel=1e-14)
    assert round(loss, 3) == 0.837
    expected = {
        "b2": [0.25, -0.25],
        "w2": [[-0.125, 0.125], [-0.25, 0.25]],
        "b1": [-0.25, 0.125],
        "w1": [[-0.25, 0.125], [-0.5, 0.25]],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(grads[name], values, atol=1e-15)


def test_numerical_gradient_has_the_error_of_central_differences(rng):
    """Of a sum of cubes it is 3 x² + h², exactly; x may be a transpose, and stays as it was."""
    x = rng.normal(size=(4, 3)).T
    before = x.copy()
    gradient = by_hand.numerical_gradient(lambda z: float((z**3).sum()), x, h=0.1)
    np.testing.assert_allclose(gradient, 3 * x**2 + 0.01, rtol=1e-11)
    np.testing.assert_array_equal(x, before)
    assert by_hand.numerical_gradient(lambda z: float(z**2), np.array(3.0)) == pytest.approx(6.0, rel=1e-9)


LAYERS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh}


@pytest.mark.parametrize("name", LAYERS)
def test_activations_are_pytorchs(rng, name):
    """Forward and backward, for an array of three axes with large and small numbers in it."""
    x, dout = rng.normal(0.0, 10.0, (3, 4, 2)), rng.normal(size=(3, 4, 2))
    leaf = torch.tensor(x, requires_grad=True)
    expected = LAYERS[name](leaf)
    out, cache = getattr(by_hand, f"{name}_forward")(x)
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-12, atol=1e-15)
    (slope,) = torch.autograd.grad(expected, leaf, torch.tensor(dout))
    np.testing.assert_allclose(getattr(by_hand, f"{name}_backward")(dout, cache), slope.numpy(), rtol=1e-11, atol=1e-14)


def test_affine_is_pytorchs(rng):
    """out and the three gradients."""
    x, w, b, dout = (rng.normal(size=shape) for shape in ((6, 5), (5, 3), 3, (6, 3)))
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, w, b)]
    expected = torch.nn.functional.linear(leaves[0], leaves[1].T, leaves[2])
    out, cache = by_hand.affine_forward(x, w, b)
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-13)
    for gradient, slope in zip(
        by_hand.affine_backward(dout, cache), torch.autograd.grad(expected, leaves, torch.tensor(dout)), strict=True
    ):
        np.testing.assert_allclose(gradient, slope.numpy(), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("reach", [1.0, 1000.0])
def test_the_net_is_pytorchs(rng, reach):
    """Loss and gradients, with ordinary logits and with logits thousands apart."""
    x, y = rng.normal(size=(7, 5)), rng.randint(0, 3, 7)
    shapes = {"w1": (5, 6), "b1": (6,), "w2": (6, 3), "b2": (3,)}
    params = {name: rng.normal(size=shape) * (reach if name == "w2" else 1.0) for name, shape in shapes.items()}
    leaves = {name: torch.tensor(values, requires_grad=True) for name, values in params.items()}
    logits = torch.relu(torch.tensor(x) @ leaves["w1"] + leaves["b1"]) @ leaves["w2"] + leaves["b2"]
    expected = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
    expected.backward()
    loss, grads = by_hand.mlp_loss_and_gradients(x, y, params)
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    for name, leaf in leaves.items():
        np.testing.assert_allclose(grads[name], leaf.grad.numpy(), rtol=1e-10, atol=1e-12 * reach)


def test_dtypes(rng):
    """float32 stays float32 in every layer and in the net."""
    x, w, b = (rng.normal(size=shape).astype(np.float32) for shape in ((6, 5), (5, 5), 5))
    out, cache = by_hand.affine_forward(x, w, b)
    assert {out.dtype, *(g.dtype for g in by_hand.affine_backward(x, cache))} == {np.dtype(np.float32)}
    for name in LAYERS:
        out, cache = getattr(by_hand, f"{name}_forward")(x)
        assert {out.dtype, getattr(by_hand, f"{name}_backward")(x, cache).dtype} == {np.dtype(np.float32)}
    _, grads = by_hand.mlp_loss_and_gradients(x, np.arange(5).repeat(2)[:6], {"w1": w, "b1": b, "w2": w, "b2": b})
    assert {gradient.dtype for gradient in grads.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("beta", [1.7, -0.6])
def test_swish_passes_gradcheck(rng, beta):
    """First and second derivatives; the backward pass is itself made of differentiable operations."""
    x = torch.tensor(rng.normal(0.0, 2.0, (5, 4)), requires_grad=True)
    assert torch.autograd.gradcheck(by_torch.Swish.apply, (x, torch.tensor(beta).double().requires_grad_()))
    assert torch.autograd.gradgradcheck(by_torch.Swish.apply, (x, torch.tensor(beta).double().requires_grad_()))


def test_swish_with_beta_1_is_silu(rng):
    """torch's own, value and gradient, far out too."""
    x = torch.tensor(np.append(rng.normal(0.0, 3.0, 20), [1000.0, -1000.0]), requires_grad=True)
    out, expected = by_torch.Swish.apply(x, torch.ones((), dtype=torch.float64)), torch.nn.functional.silu(x)
    torch.testing.assert_close(out, expected, rtol=1e-12, atol=1e-14)
    slopes = [torch.autograd.grad(y.sum(), x)[0] for y in (out, expected)]
    torch.testing.assert_close(*slopes, rtol=1e-11, atol=1e-13)


def test_swish_by_hand():
    """The README's numbers: at x = 0 the slope is 1/2 and beta does not matter; for large beta it is ReLU."""
    for beta in (0.5, 3.0):
        x, slope = torch.tensor([0.0], requires_grad=True), torch.tensor(beta, requires_grad=True)
        dx, dbeta = torch.autograd.grad(by_torch.Swish.apply(x, slope), (x, slope))
        assert (dx.item(), dbeta.item()) == (0.5, 0.0)
    x = torch.tensor([-2.0, 3.0])
    torch.testing.assert_close(by_torch.Swish.apply(x, torch.tensor(50.0)), torch.relu(x))


def test_mlp_is_pytorchs(rng):
    """Logits and gradients of the same net from ready-made layers."""
    net = by_torch.MLP(5, 4, 3).double()
    with torch.no_grad():
        net.beta.fill_(1.0)
    first, last = torch.nn.Linear(5, 4).double(), torch.nn.Linear(4, 3).double()
    with torch.no_grad():
        for layer, w, b in ((first, net.w1, net.b1), (last, net.w2, net.b2)):
            layer.weight.copy_(w.T)
            layer.bias.copy_(b)
    x, upstream = torch.tensor(rng.normal(size=(6, 5))), torch.tensor(rng.normal(size=(6, 3)))
    theirs = torch.nn.Sequential(first, torch.nn.SiLU(), last)
    torch.testing.assert_close(net(x), theirs(x), rtol=1e-12, atol=1e-13)
    w1, b1, w2, b2 = torch.autograd.grad(net(x), (net.w1, net.b1, net.w2, net.b2), upstream)
    expected = torch.autograd.grad(theirs(x), list(theirs.parameters()), upstream)
    torch.testing.assert_close((w1.T, b1, w2.T, b2), expected, rtol=1e-11, atol=1e-12)


def test_first_weights():
    """Mean 0, standard deviation sqrt(2 / inputs), biases 0, beta 1."""
    torch.manual_seed(3)
    net = by_torch.MLP(300, 200, 100)
    assert net.w1.std().item() == pytest.approx(math.sqrt(2 / 300), rel=0.02)
    assert net.w2.std().item() == pytest.approx(math.sqrt(2 / 200), rel=0.02)
    assert abs(net.w1.mean().item()) < 0.002
    assert not net.b1.any() and not net.b2.any() and net.beta.item() == 1.0
