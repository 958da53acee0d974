"""The inputs of the checks of batch normalization, as named cases. A case is x, gamma, beta and the running statistics."""

import numpy as np


def batch(rng, shape, mean=4.0, spread=2.0):
    """x, gamma of either sign, beta away from 0, and running statistics in the middle of some training."""
    c = shape[1]
    gamma, beta = rng.uniform(0.5, 2.0, c) * rng.choice([-1.0, 1.0], c), rng.normal(0.0, 2.0, c)
    running = {"mean": rng.normal(mean, spread, c), "var": spread**2 * rng.uniform(0.5, 2.0, c)}
    return rng.normal(mean, spread, shape), gamma, beta, running


def both_shapes(rng):
    """A batch of rows, and one of images. All sizes differ."""
    n, c, h, w = rng.sizes(5, 4, 3, 2)
    return {"rows": batch(rng, (n, c)), "images": batch(rng, (n, c, h, w))}


def rows(rng, sizes, spread):
    """A batch of rows near 1."""
    return {"rows": batch(rng, sizes, 1.0, spread)}


def images(rng, sizes):
    """A batch of images near 1."""
    return {"images": batch(rng, sizes, 1.0, 2.0)}


def far_from_zero(rng):
    """Rows with gamma 1 and beta 0, so spread out or so far from 0 that eps cannot be seen."""
    x, _, _, running = batch(rng, rng.sizes(7, 5), 3e6, 1e6)
    ones, zeros = np.ones(x.shape[1]), np.zeros(x.shape[1])
    spread_out = {"a spread of a million": (x, ones, zeros, running)}
    return spread_out | {"a mean of 1e11": (two_far_rows(rng, x.shape[1]), ones, zeros, running)}


def two_far_rows(rng, c):
    """Two rows a hundred thousand deviations away from 0. For two rows even rounding errors are the same in any order."""
    half = rng.uniform(1e6, 2e6, c) * rng.choice([-1.0, 1.0], c)  # (C,)
    return rng.uniform(1e11, 2e11, c) + np.array([-half, half])  # (2, C)


def many_rows_and_one(rng):
    """Rows far from 0 with gamma 1 and beta 0, and the first of them alone."""
    x, _, _, running = batch(rng, rng.sizes(6, 4), 3e6, 1e6)
    ones, zeros = np.ones(x.shape[1]), np.zeros(x.shape[1])
    return {"many rows": (x, ones, zeros, running), "one row": (x[:1], ones, zeros, running)}


def in_layers(cases):
    """The same cases for a torch layer: its state, and a list of one batch for it."""
    return {name: in_layer(*args) for name, args in cases.items()}


def in_layer(x, gamma, beta, running):
    """The state of a layer with these values, and a list of one batch for it."""
    state = {"weight": gamma, "bias": beta, "num_batches_tracked": np.array(37)}
    return state | {f"running_{entry}": values for entry, values in running.items()}, [x]
