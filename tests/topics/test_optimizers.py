"""The reference of optimizers against torch.optim, closed forms and the README, which share no code with it."""

import copy

import numpy as np
import pytest
from support.solutions import solutions

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.proof  # an oracle takes seconds for each topic

SHAPES = {"w": (4, 3), "b": (3,), "u": (4, 3), "s": ()}
# The same optimizer here and in torch.optim: settings here, class there, settings there.
PAIRS = {
    "SGD": ({"lr": 0.3}, "SGD", {"lr": 0.3}),
    "Momentum": ({"lr": 0.1, "mu": 0.7}, "SGD", {"lr": 0.1, "momentum": 0.7}),
    "Nesterov": ({"lr": 0.1, "mu": 0.7}, "SGD", {"lr": 0.1, "momentum": 0.7, "nesterov": True}),
    "Adagrad": ({"lr": 0.2, "eps": 0.03}, "Adagrad", {"lr": 0.2, "eps": 0.03}),
    "RMSprop": ({"lr": 0.05, "alpha": 0.7, "eps": 0.03}, "RMSprop", {"lr": 0.05, "alpha": 0.7, "eps": 0.03}),
    "Adadelta": ({"rho": 0.7, "eps": 0.03}, "Adadelta", {"rho": 0.7, "eps": 0.03}),
    "Adam": ({"lr": 0.1, "betas": (0.6, 0.8), "eps": 0.03}, "Adam", {"lr": 0.1, "betas": (0.6, 0.8), "eps": 0.03}),
    "AdamW": (
        {"lr": 0.1, "betas": (0.6, 0.8), "eps": 0.03, "weight_decay": 0.4},
        "AdamW",
        {"lr": 0.1, "betas": (0.6, 0.8), "eps": 0.03, "weight_decay": 0.4},
    ),
}


by_hand, by_torch = solutions("optimizers")


@pytest.fixture
def rng() -> np.random.RandomState:
    return np.random.RandomState(24)


def draw(rng, scale=1.0):
    """Arrays of all shapes."""
    return {name: np.asarray(scale * rng.normal(size=shape)) for name, shape in SHAPES.items()}


def as_tensors(arrays):
    return {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}


def give(tensors, grads):
    for name, tensor in tensors.items():
        tensor.grad = torch.tensor(grads[name]) if name in grads else None


def same(tensors, arrays):
    for name, tensor in tensors.items():
        expected = arrays[name].detach().numpy() if isinstance(arrays[name], torch.Tensor) else arrays[name]
        np.testing.assert_allclose(tensor.detach().numpy(), expected, rtol=1e-11, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("scale", [1.0, 0.01])
def test_trajectories_by_hand_are_torchs(rng, name, scale):
    """Thirty steps in float64, with gradients of the size of eps too, lead through the same parameters."""
    settings, theirs, their_settings = PAIRS[name]
    params = draw(rng)
    tensors = as_tensors(params)
    ours = getattr(by_hand, name)(**settings)
    optimizer = getattr(torch.optim, theirs)(tensors.values(), **their_settings)
    for _ in range(30):
        grads = draw(rng, scale)
        give(tensors, grads)
        optimizer.step()
        ours.step(params, grads)
        same(tensors, params)


@pytest.mark.parametrize("name", PAIRS)
def test_defaults_are_torchs(rng, name):
    """Without settings, and gradients from 1 down to 1e-9, the steps are those of torch.optim without settings."""
    _, theirs, their_settings = PAIRS[name]
    kind = {key: value for key, value in their_settings.items() if key == "nesterov"}
    if name in ("Momentum", "Nesterov"):
        kind["momentum"] = 0.9  # ours; in torch momentum is off unless asked for
    params = {"w": rng.normal(size=10)}
    tensors = as_tensors(params)
    ours, optimizer = getattr(by_hand, name)(), getattr(torch.optim, theirs)(tensors.values(), **kind)
    for _ in range(3):
        grads = {"w": 10.0 ** -np.arange(10) * rng.normal(size=10)}
        give(tensors, grads)
        optimizer.step()
        ours.step(params, grads)
        same(tensors, params)


@pytest.mark.parametrize("name", PAIRS)
def test_arrays_stay_the_same_and_gradients_alone(rng, name):
    """Parameters change in place and keep float32; gradients are bit for bit what they were."""
    params = {key: array.astype(np.float32) for key, array in draw(rng).items()}
    given, grads = dict(params), {key: array.astype(np.float32) for key, array in draw(rng).items()}
    before, started = copy.deepcopy(grads), copy.deepcopy(params)
    optimizer = getattr(by_hand, name)(**PAIRS[name][0])
    assert optimizer.step(params, grads) is None
    for key in SHAPES:
        assert params[key] is given[key] and params[key].dtype == np.float32
        assert (params[key] != started[key]).all()
        np.testing.assert_array_equal(grads[key], before[key])


# The README's example: w = 10, gradients 5 and then -1.
EXAMPLE = {
    "SGD": ({"lr": 0.6}, 7, 7.6),
    "Momentum": ({"lr": 0.6, "mu": 0.5}, 7, 6.1),
    "Nesterov": ({"lr": 0.6, "mu": 0.5}, 5.5, 5.65),
    "Adagrad": ({"lr": 0.6, "eps": 1.0}, 9.5, 9.598),
    "RMSprop": ({"lr": 0.6, "alpha": 0.64, "eps": 1.0}, 9.25, 9.423),
    "Adadelta": ({"rho": 0.64, "eps": 16.0}, 6, 6.992),
    "Adam": ({"lr": 0.6, "betas": (0.25, 0.5), "eps": 1.0}, 9.5, 9.47),
    "AdamW": ({"lr": 0.6, "betas": (0.25, 0.5), "eps": 1.0, "weight_decay": 0.5}, 6.5, 4.52),
}


@pytest.mark.parametrize("name", EXAMPLE)
def test_worked_example(name):
    """The numbers of the README, to the three decimals that it shows."""
    settings, first, second = EXAMPLE[name]
    params, optimizer = {"w": np.array([10.0])}, getattr(by_hand, name)(**settings)
    for g, expected in ((5.0, first), (-1.0, second)):
        optimizer.step(params, {"w": np.array([g])})
        assert round(params["w"].item(), 3) == expected


def test_worked_example_step_by_step():
    """The moments of Adam that the README shows."""
    adam, params = by_hand.Adam(lr=0.6, betas=(0.25, 0.5), eps=1.0), {"w": np.array([10.0])}
    for g, m, v in ((5.0, 3.75, 12.5), (-1.0, 0.1875, 6.75)):
        adam.step(params, {"w": np.array([g])})
        assert (adam.m["w"].item(), adam.v["w"].item()) == (m, v)
    assert (0.1875 / (1 - 0.25**2), 6.75 / (1 - 0.5**2)) == (0.2, 9.0)


def steps_down(optimizer, condition, until=1e-6):
    """How many steps lead from distance 1 to `until` down a valley with these settings."""
    slopes = np.geomspace(1.0, condition, 6)
    params = {"w": np.ones(6)}
    for step in range(1, 100_000):
        optimizer.step(params, {"w": slopes * params["w"]})
        if np.abs(params["w"]).max() < until:
            return step
    raise AssertionError("it never came down")


def test_momentum_needs_the_root_of_the_condition_number():
    """A hundred times the condition number: some ten times the steps with momentum, a hundred times without."""
    counts = {}
    for condition in (100, 10_000):
        root = condition**0.5
        best = {"lr": 4 / (root + 1) ** 2, "mu": ((root - 1) / (root + 1)) ** 2}
        counts[condition] = (
            steps_down(by_hand.Momentum(**best), condition),
            steps_down(by_hand.SGD(lr=2 / (condition + 1)), condition),
        )
    (few, many), (more, most) = counts[100], counts[10_000]
    assert 9 < more / few < 12 and 95 < most / many < 105


def test_adams_first_step_has_length_lr(rng):
    """Whatever the gradient, Adam's first step is lr in every entry (as long as eps is small), and AdamW's after decay."""
    for scale in (1e-6, 1.0, 1e6):
        params, g = {"w": np.ones(5)}, scale * rng.uniform(0.5, 1.0, 5) * rng.choice([-1.0, 1.0], 5)
        by_hand.Adam(lr=0.1, eps=1e-20).step(params, {"w": g})
        np.testing.assert_allclose(params["w"], 1 - 0.1 * np.sign(g))


def test_constant_gradients_have_a_closed_form():
    """Under a constant gradient velocities are geometric sums, and Adagrad's steps fall with the root of t."""
    momentum, adagrad = by_hand.Momentum(lr=1.0, mu=0.5), by_hand.Adagrad(lr=1.0, eps=0.0)
    ball, slow = {"w": np.zeros(1)}, {"w": np.zeros(1)}
    for _ in range(50):
        momentum.step(ball, {"w": np.ones(1)})
        adagrad.step(slow, {"w": np.ones(1)})
    np.testing.assert_allclose(ball["w"], -sum(2 - 0.5**t for t in range(50)))
    np.testing.assert_allclose(slow["w"], -sum(t**-0.5 for t in range(1, 51)))


GROUP = {"lr": 0.3, "betas": (0.3, 0.5), "eps": 0.2, "weight_decay": 0.1}
SETTINGS = {"lr": 0.1, "betas": (0.6, 0.8), "eps": 0.03, "weight_decay": 0.4}


def in_groups(tensors):
    """u has settings of its own; s joins later."""
    return [{"params": [tensors["w"], tensors["b"]]}, {"params": [tensors["u"]], **GROUP}]


def test_the_optimizer_is_torchs(rng):
    """Groups, a schedule, a group that joins, missing gradients, and a state that is saved and loaded in the middle."""
    start = draw(rng)
    sides = [(as_tensors(start), kind) for kind in (by_torch.AdamW, torch.optim.AdamW)]
    optimizers = [kind(in_groups(tensors), **SETTINGS) for tensors, kind in sides]
    for step in range(20):
        grads = draw(rng, 0.1)
        if step % 3 == 0:
            del grads["b"]
        for side, (tensors, kind) in enumerate(sides):
            if step == 4:
                optimizers[side].add_param_group({"params": [tensors["s"]], "lr": 0.7})
            if step == 10:
                saved = copy.deepcopy(optimizers[side].state_dict())
                optimizers[side] = kind([*in_groups(tensors), {"params": [tensors["s"]]}], lr=5.0)
                optimizers[side].load_state_dict(saved)
            optimizers[side].param_groups[0]["lr"] = 0.1 / (1 + step)
            give(tensors, grads)
            assert optimizers[side].step() is None
        same(sides[0][0], sides[1][0])


def test_closures_are_torchs(rng):
    """Losses and parameters under a closure, also where the caller has turned gradients off."""
    start, losses, ends = draw(rng)["w"], [], []
    for kind in (by_torch.AdamW, torch.optim.AdamW):
        w = torch.tensor(start, requires_grad=True)
        optimizer = kind([w], **SETTINGS)

        def closure(w=w, optimizer=optimizer):
            optimizer.zero_grad()
            loss = w.cos().sum()
            loss.backward()
            return loss

        with torch.no_grad():
            losses.append([optimizer.step(closure).item() for _ in range(5)])
        ends.append(w)
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-12)
    same({"w": ends[0]}, {"w": ends[1]})


def test_a_state_goes_through_a_file(rng, tmp_path):
    """What state_dict holds is plain enough to be loaded with weights_only."""
    w = torch.tensor(draw(rng)["w"], requires_grad=True)
    optimizer = by_torch.AdamW([w])
    give({"w": w}, draw(rng))
    optimizer.step()
    torch.save(optimizer.state_dict(), tmp_path / "state.pt")
    loaded = torch.load(tmp_path / "state.pt", weights_only=True)
    torch.testing.assert_close(loaded["state"], optimizer.state_dict()["state"], rtol=0, atol=0)
