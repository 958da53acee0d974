"""The inputs of the checks of optimizers, as named cases."""

import numpy as np

TINY = 1e-12  # an eps that cannot be seen: its place is a claim of its own
BETAS = (0.6, 0.8)
SETTINGS = {
    "SGD": {"lr": 0.3},
    "Momentum": {"lr": 0.2, "mu": 0.6},
    "Nesterov": {"lr": 0.15, "mu": 0.7},
    "Adagrad": {"lr": 0.25, "eps": TINY},
    "RMSprop": {"lr": 0.05, "alpha": 0.7, "eps": TINY},
    "Adadelta": {"rho": 0.7, "eps": 1e-6},  # the default: the first step is as long as its root
    "Adam": {"lr": 0.1, "betas": BETAS, "eps": TINY},
    "AdamW": {"lr": 0.1, "betas": BETAS, "eps": TINY, "weight_decay": 0.4},
}
# By optimizer: an eps that is passed, and the default eps, each with the size of gradients for which it matters.
EPS = {name: ((1e-2, 2e-2), (eps, 2 * eps)) for name, eps in (("Adagrad", 1e-10), ("RMSprop", 1e-8))}
EPS |= {"Adadelta": ((1e-2, 1.0), (1e-6, 2e-3))}
EPS |= {name: ((1e-2, 2e-2), (1e-8, 2e-8)) for name in ("Adam", "AdamW")}


def gradients(rng, params, steps, size=1.0):
    """One dict of gradients per step, in another order than the parameters; entries of either sign, none near 0."""
    return [
        {
            name: np.asarray(size * rng.uniform(0.1, 0.9, array.shape) * rng.choice([-1.0, 1.0], array.shape))
            for name, array in reversed(params.items())
        }
        for _ in range(steps)
    ]


def one(rng):
    """A single parameter, away from 0."""
    return {"w": rng.normal(2.0, 1.0, rng.sizes(5))}


def three(rng):
    """Three parameters, two of them of one shape."""
    n, m = rng.sizes(4, 3)
    return {name: rng.normal(1.0, 1.0, shape) for name, shape in (("w", (n, m)), ("b", (m,)), ("u", (n, m)))}


def walks(rng, size=1.0):
    """Five steps with one parameter, and three steps with three: parameters, and gradients up to this size."""
    cases = {"one parameter": (one(rng), 5), "three parameters": (three(rng), 3)}
    return {name: (params, gradients(rng, params, steps, size)) for name, (params, steps) in cases.items()}


def walks_of(optimizer, rng, size=1.0):
    """The same walks with an optimizer of this name."""
    return {name: (optimizer, *args) for name, args in walks(rng, size).items()}


def short_walk(rng, size=1.0):
    """Three parameters and three steps of gradients up to this size."""
    params = three(rng)
    return params, gradients(rng, params, 3, size)


def other_shapes(rng):
    """Parameters of unusual shapes, also with axes of length one, with three steps of gradients each."""
    n, m, k = rng.sizes(4, 2, 3)
    shapes = {"shape ()": (), "three axes": (n, m, k), "one row": (1, n), "one column": (n, 1), "one entry": (1,)}
    params = {name: {"w": np.asarray(rng.normal(2.0, 1.0, shape))} for name, shape in shapes.items()}
    return {name: (given, gradients(rng, given, 3)) for name, given in params.items()}


def two_groups(rng, **own):
    """Two groups of parameters, the second with settings of its own, and six steps of gradients for all."""
    params = three(rng)
    groups = [({"w": params["w"], "b": params["b"]}, {}), ({"u": params["u"]}, own)]
    return groups, gradients(rng, params, 6)


def valley(rng, condition):
    """A quadratic that is `condition` times as steep across the valley as along it: matrix, lowest point, start."""
    (d,) = rng.sizes(6)
    axes, _ = np.linalg.qr(rng.normal(0.0, 1.0, (d, d)))
    matrix = axes * np.geomspace(1.0, condition, d) @ axes.T
    lowest = rng.normal(0.0, 1.0, d)
    return (matrix + matrix.T) / 2, lowest, lowest + axes @ rng.choice([-1.0, 1.0], d)
