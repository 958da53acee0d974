"""The reference LSTMs against torch.nn.LSTM, autograd, gradcheck and numbers worked out by hand, which share no code."""

import types

import numpy as np
import pytest
from support.places import ROOT
from support.solutions import loaded, solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

N, T, D, H = 3, 5, 4, 2
NAMES = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]


by_hand, by_torch = solutions("lstm")
drivers = loaded(ROOT / "exercises" / "lstm" / "drivers_torch.py")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(97)


@pytest.fixture
def theirs() -> torch.nn.LSTM:
    """PyTorch's own layer in float64, with its own random weights."""
    torch.manual_seed(1997)
    return torch.nn.LSTM(D, H, batch_first=True).double()


def weights_of(layer):
    """w_ih, w_hh and b of the NumPy part, with the layer's values."""
    w_ih, w_hh, b_ih, b_hh = (getattr(layer, name).detach().numpy() for name in NAMES)
    return w_ih, w_hh, b_ih + b_hh


def drawn(rng, steps=T):
    """x, h0, c0 as tensors that want gradients."""
    return [torch.tensor(rng.normal(size=shape), requires_grad=True) for shape in ((N, steps, D), (N, H), (N, H))]


@pytest.mark.parametrize("steps", [1, T])
def test_sequences_by_hand_are_pytorchs(rng, theirs, steps):
    """Hidden states and all six gradients, for a random upstream gradient at every step."""
    x, h0, c0 = drawn(rng, steps)
    expected, _ = theirs(x, (h0[None], c0[None]))
    h, cache = by_hand.lstm_forward(*(values.detach().numpy() for values in (x, h0, c0)), *weights_of(theirs))
    np.testing.assert_allclose(h, expected.detach().numpy(), rtol=1e-12, atol=1e-13)
    dh = rng.normal(size=h.shape)
    leaves = (x, h0, c0, *(getattr(theirs, name) for name in NAMES[:3]))
    slopes = torch.autograd.grad(expected, leaves, torch.tensor(dh))
    for gradient, wanted in zip(by_hand.lstm_backward(dh, cache), slopes, strict=True):
        np.testing.assert_allclose(gradient, wanted.numpy(), rtol=1e-11, atol=1e-12)


def test_a_step_by_hand_is_the_cells(rng, theirs):
    """Both states and all six gradients of one step, with upstream gradients for both states."""
    cell = torch.nn.LSTMCell(D, H).double()
    cell.load_state_dict({name.removesuffix("_l0"): values for name, values in theirs.state_dict().items()})
    _, h, c = drawn(rng)
    x = torch.tensor(rng.normal(size=(N, D)), requires_grad=True)
    expected = cell(x, (h, c))
    *states, cache = by_hand.lstm_step_forward(*(v.detach().numpy() for v in (x, h, c)), *weights_of(theirs))
    upstream = rng.normal(size=(2, N, H))
    leaves = (x, h, c, cell.weight_ih, cell.weight_hh, cell.bias_ih)
    slopes = torch.autograd.grad(expected, leaves, list(torch.tensor(upstream)))
    for answer, wanted in zip(
        (*states, *by_hand.lstm_step_backward(*upstream, cache)), (*expected, *slopes), strict=True
    ):
        np.testing.assert_allclose(answer, wanted.detach().numpy(), rtol=1e-11, atol=1e-12)


def test_worked_example():
    """The numbers of the README, forward and backward."""
    w_ih, w_hh = np.array([[0.0], [0.0], [np.log(2)], [0.0]]), np.array([[0.0], [0.0], [0.0], [np.log(3)]])
    b, one = np.array([0.0, np.log(3), 0.0, 0.0]), np.ones((1, 1))
    h_next, c_next, cache = by_hand.lstm_step_forward(one, one, 1.6 * one, w_ih, w_hh, b)
    np.testing.assert_allclose(c_next, [[1.5]], rtol=1e-15)
    assert (round(np.tanh(1.5), 4), round(h_next.item(), 4)) == (0.9051, 0.6789)
    dx, dh, dc, dw_ih, dw_hh, db = by_hand.lstm_step_backward(0 * one, 8 * one, cache)
    np.testing.assert_allclose(db, [1.2, 2.4, 2.56, 0.0], rtol=1e-14)
    np.testing.assert_allclose([dw_ih.ravel(), dw_hh.ravel()], [db, db])  # x and h are 1
    np.testing.assert_allclose([dc.item(), dx.item(), dh.item()], [6.0, 2.56 * np.log(2), 0.0], atol=1e-15)
    assert round(dx.item(), 4) == 1.7745
    dx, dh, dc, _, _, db = by_hand.lstm_step_backward(8 * one, 0 * one, cache)
    assert [round(value, 4) for value in db] == [0.1626, 0.3253, 0.347, 1.3577]
    assert [round(value.item(), 4) for value in (dc, dx, dh)] == [0.8132, 0.2405, 1.4916]


def test_saturated_gates_are_exact():
    """With inputs of a thousand a gate is 0 or 1 to the last bit, and lets no gradient through."""
    b = 1000.0 * np.array([1.0, -1.0, 1.0, 1.0])  # in, nothing kept, candidate 1, all shown
    zeros = np.zeros((1, 1))
    h, c, cache = by_hand.lstm_step_forward(zeros, zeros, zeros + 5.0, np.zeros((4, 1)), np.zeros((4, 1)), b)
    assert (c.item(), h.item()) == (1.0, np.tanh(1.0))
    assert not np.any(by_hand.lstm_step_backward(zeros + 1.0, zeros + 1.0, cache)[5])


def test_an_open_cell_carries_gradients_far():
    """f = 1 and i = 0: after 200 steps dc0 is what the last step sends; with f = 1/2 nothing of it is left."""
    zeros = np.zeros((1, 1))
    dh = np.zeros((1, 200, 1))
    dh[:, -1] = 1.0
    arrived = {}
    for forget in (1000.0, 0.0):
        b = np.array([-1000.0, forget, 0.0, 1000.0])
        given = np.zeros((1, 200, 1)), zeros, zeros, np.zeros((4, 1)), np.zeros((4, 1)), b
        _, cache = by_hand.lstm_forward(*given)
        arrived[forget] = by_hand.lstm_backward(dh, cache)[2].item()
    assert arrived == {1000.0: 1.0, 0.0: 0.5**200}


def test_float32_by_hand(rng):
    """All states and gradients of float32 arrays are float32."""
    args = [rng.normal(size=s).astype(np.float32) for s in ((N, T, D), (N, H), (N, H), (4 * H, D), (4 * H, H), 4 * H)]
    h, cache = by_hand.lstm_forward(*args)
    assert {values.dtype for values in (h, *by_hand.lstm_backward(h, cache))} == {np.dtype(np.float32)}


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("steps", [1, T])
def test_the_module_is_pytorchs(rng, theirs, steps, given):
    """Outputs, last states and gradients, with a state and without, after the state_dict went over."""
    ours = by_torch.LSTM(D, H).double()
    ours.load_state_dict(theirs.state_dict())
    x, h0, c0 = drawn(rng, steps)
    out, (h, c) = ours(x, (h0, c0)) if given else ours(x)
    expected, (h_n, c_n) = theirs(x, (h0[None], c0[None])) if given else theirs(x)
    torch.testing.assert_close([out, h, c], [expected, h_n[0], c_n[0]], rtol=1e-11, atol=1e-12)
    leaves = (x, h0, c0) if given else (x,)
    upstream = [torch.tensor(rng.normal(size=tuple(answer.shape))) for answer in (out, h, c)]
    mine = torch.autograd.grad((out, h, c), (*leaves, *ours.parameters()), upstream)
    wanted = torch.autograd.grad((expected, h_n[0], c_n[0]), (*leaves, *theirs.parameters()), upstream)
    torch.testing.assert_close(mine, wanted, rtol=1e-11, atol=1e-12)


def test_states_are_exchangeable(theirs):
    """Names, order and shapes are PyTorch's; each loads the other's state strictly."""
    ours = by_torch.LSTM(D, H).double()
    mine, wanted = ours.state_dict(), theirs.state_dict()
    assert [(k, v.shape) for k, v in mine.items()] == [(k, v.shape) for k, v in wanted.items()]
    theirs.load_state_dict(mine)
    ours.load_state_dict(theirs.state_dict())


def test_the_start_is_pytorchs():
    """With the same seed the parameters are the same numbers: same range, same order of drawing."""
    made = []
    for kind in (by_torch.LSTM, torch.nn.LSTM):
        torch.manual_seed(4)
        made.append(kind(7, 9).state_dict())
    torch.testing.assert_close(*made, rtol=1e-6, atol=1e-7)


def test_gradcheck(rng):
    """The module's gradients are those of finite differences."""
    ours = by_torch.LSTM(D, H).double()

    def answers(x, h0, c0):
        out, state = ours(x, (h0, c0))
        return out, *state

    assert torch.autograd.gradcheck(answers, drawn(rng, 3))


class Plain(torch.nn.Module):
    """A plain recurrent net of the same size, in the place of the layer; of each parameter it uses the first H rows."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        for name, shape in zip(NAMES, ((input_size,), (hidden_size,), (), ()), strict=True):
            self.register_parameter(name, torch.nn.Parameter(torch.zeros(4 * hidden_size, *shape)))

    def forward(self, x, state=None):
        w_ih, w_hh, b_ih, b_hh = (p[: len(p) // 4] for p in self.parameters())
        h, hs = x.new_zeros(len(x), len(w_hh)), []
        for x_t in x.unbind(1):
            h = torch.tanh(x_t @ w_ih.T + b_ih + h @ w_hh.T + b_hh)
            hs.append(h)
        return torch.stack(hs, dim=1), (h, h)


def finished(driver):
    """What a driver returns, once it has yielded the last point of its curve."""
    while True:
        try:
            next(driver)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize(("kind", "least", "most"), [(by_torch.LSTM, 0.9, 1.0), (Plain, -1.0, 0.3)])
def test_what_a_plain_recurrent_net_cannot_learn(rng, kind, least, most):
    """The driver of the adding problem with the reference, and with a plain recurrent net of the same size."""
    steps, updates, n, units = 12, 200, 32, 16
    values, marks = rng.uniform(size=(updates * n + 300, steps)), np.zeros((updates * n + 300, steps))
    rows = np.arange(len(marks))
    marks[rows, rng.randint(0, steps // 2, len(marks))] = marks[rows, rng.randint(steps // 2, steps, len(marks))] = 1.0
    x = torch.tensor(np.stack([values, marks], axis=2), dtype=torch.float32)
    sums = torch.tensor((values * marks).sum(axis=1), dtype=torch.float32)
    torch.manual_seed(3)
    weights = by_torch.LSTM(2, units).state_dict()
    weights["weight_ih_l0"] *= 2.0
    weights["bias_ih_l0"][units : 2 * units] += 1.0
    batches = x[:-300].reshape(updates, n, steps, 2), sums[:-300].reshape(updates, n)
    student = types.SimpleNamespace(LSTM=kind)
    answers = finished(drivers.train_adding(student, *batches, weights, torch.full((units,), 0.1), x[-300:]))
    explained = 1.0 - (answers - sums[-300:]).square().mean() / sums[-300:].var()
    assert least <= explained.item() <= most
