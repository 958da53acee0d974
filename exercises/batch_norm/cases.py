"""The inputs of the checks of batch normalization, as named cases. A case is x, gamma, beta and the running statistics."""

import numpy as np


def batch(rng, shape, mean=2000.0, spread=3000.0):
    """x, gamma of either sign, beta away from 0, and running statistics in the middle of some training.

    At this spread nobody sees eps in the answers: its place is a claim of its own.
    """
    c = shape[1]
    gamma, beta = rng.uniform(0.5, 2.0, c) * rng.choice([-1.0, 1.0], c), rng.normal(0.0, 2.0, c)
    running = {"mean": rng.normal(mean, spread, c), "var": spread**2 * rng.uniform(0.5, 2.0, c)}
    return rng.normal(mean, spread, shape), gamma, beta, running


def plain(x, gamma, beta, running):
    """The same batch with gamma 1 and beta 0."""
    return x, np.ones_like(gamma), np.zeros_like(beta), running


def of_kind(rng, kind):
    """A batch of rows, or one of images. All sizes differ."""
    n, c, h, w = rng.sizes(5, 4, 3, 2)
    return batch(rng, (n, c) if kind == "rows" else (n, c, h, w))


def thin(rng, kind, training):
    """Batches with axes of length one, by the name of the axis. Outside of training a batch may have one value per channel."""
    n, c, h, w = rng.sizes(5, 4, 3, 2)
    rows = {"one channel": (n, 1)}
    images = {
        "one image": (1, c, h, w),
        "one channel": (n, 1, h, w),
        "one place": (n, c, 1, 1),
        "one row of pixels": (n, c, 1, w),
        "one image with one channel": (1, 1, h, w),
    }
    shapes = rows if kind == "rows" else images
    if not training:
        shapes = shapes | (
            {"one row": (1, c), "one number": (1, 1)} if kind == "rows" else {"one number": (1, 1, 1, 1)}
        )
    return {name: batch(rng, shape) for name, shape in shapes.items()}


def two_far_rows(rng):
    """Two rows a hundred thousand deviations away from 0. For two rows even rounding errors are the same in any order."""
    (c,) = rng.sizes(5)
    half = rng.uniform(1e6, 2e6, c) * rng.choice([-1.0, 1.0], c)  # (C,)
    x = rng.uniform(1e11, 2e11, c) + np.array([-half, half])  # (2, C)
    return {"a mean of 1e11": plain(x, *batch(rng, x.shape)[1:])}


def in_layer(x, gamma, beta, running):
    """The state of a layer with these values, and the batch for it."""
    state = {"weight": gamma, "bias": beta, "num_batches_tracked": np.array(37)}
    return state | {f"running_{entry}": values for entry, values in running.items()}, x


def in_layers(cases):
    """The same cases for a torch layer."""
    return {name: in_layer(*args) for name, args in cases.items()}
