"""The inputs of the checks of the LSTM, as named cases. A case is x, h, c, w_ih, w_hh and b, behind the gradients of the loss."""

import numpy as np

PARAMETERS = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


def inputs(rng, n, d, h, *steps):
    """x, h, c, w_ih, w_hh and b: gates about half open, states and biases away from 0."""
    x, state = rng.normal(0.3, 1.0, (n, *steps, d)), rng.normal(0.5, 0.8, (2, n, h))
    w_ih, w_hh = rng.normal(0.0, 0.5, (4 * h, d)), rng.normal(0.0, 0.5, (4 * h, h))
    return x, state[0].copy(), state[1].copy(), w_ih, w_hh, rng.normal(0.2, 0.7, 4 * h)


def upstream(rng, x, h0):
    """A random gradient for every hidden state of a step or of a sequence."""
    return rng.normal(0.3, 1.0, (*x.shape[:-1], h0.shape[-1]))


def step(rng):
    """One step."""
    return inputs(rng, *rng.sizes(3, 5, 4))


def step_back(rng):
    """One step, behind dh_next and dc_next."""
    args = step(rng)
    return upstream(rng, *args[:2]), upstream(rng, *args[:2]), *args


def axes_of_length_one(rng, *steps):
    """Steps, or sequences of so many steps, in which one of the sizes is 1."""
    sizes = {"one row": (1, 5, 4), "one feature": (3, 1, 4), "one unit": (3, 5, 1)}
    return {name: inputs(rng, *shape, *steps) for name, shape in sizes.items()}


def saturated(rng):
    """One step whose gates are shut or wide open, in another way for each unit: biases of a thousand."""
    n, d, units = rng.sizes(3, 4, 5)
    x, h, c, w_ih, w_hh, _ = inputs(rng, n, d, units)
    signs = np.array([[-1, -1, 1, 1], [1, -1, -1, 1], [-1, 1, 1, -1], [1, 1, -1, -1], [1, 1, 1, 1]])  # of i, f, g, o
    return x, h, c, w_ih, w_hh, 1000.0 * rng.permutation(signs[:units]).T.ravel()


def three_steps(rng):
    """A sequence of three steps."""
    return inputs(rng, *rng.sizes(2, 5, 4), 3)


def three_steps_back(rng):
    """A sequence of three steps, behind dh."""
    args = three_steps(rng)
    return upstream(rng, *args[:2]), *args


def sequences_of_length_one(rng):
    """Sequences in which one of the sizes is 1: one step, one row, one feature, one unit."""
    return {"one step": inputs(rng, *rng.sizes(2, 5, 4), 1), **axes_of_length_one(rng, 3)}


def losses(rng):
    """A sequence behind a dh that is not 0 anywhere, and behind one that is 0 except at the last step."""
    dh, *args = three_steps_back(rng)
    last_only = np.zeros_like(dh)
    last_only[:, -1] = dh[:, -1]
    return {"the loss looks at every h": (dh, *args), "the loss looks at the last h": (last_only, *args)}


def in_layer(rng, x, h0, c0, w_ih, w_hh, b):
    """x, the state before it, and the state_dict of a torch layer whose two biases differ."""
    return x, (h0, c0), dict(zip(PARAMETERS, (w_ih, w_hh, b, rng.normal(-0.3, 0.6, b.shape)), strict=True))


def in_layers(rng, cases):
    """The same cases for a torch layer."""
    return {name: in_layer(rng, *args) for name, args in cases.items()}


def parameter_shapes(d, h):
    """The shapes of the four parameters of a torch layer, by name."""
    return dict(zip(PARAMETERS, ((4 * h, d), (4 * h, h), (4 * h,), (4 * h,)), strict=True))


def adding(rng, count, steps):
    """The adding problem: sequences (count, steps, 2) of a random number and a mark, and the sums of the two marked numbers.

    One mark is in the first half of its sequence, and one is in the second half.
    """
    numbers, marks, half = rng.uniform(0.0, 1.0, (count, steps)), np.zeros((count, steps)), steps // 2
    marks[np.arange(count), rng.randint(0, half, count)] = 1.0
    marks[np.arange(count), rng.randint(half, steps, count)] = 1.0
    return np.stack([numbers, marks], axis=2), (numbers * marks).sum(axis=1)


def adding_task(rng, steps=12, units=16, updates=200, n=32):
    """Batches and their sums to train on, first weights, and unseen sequences with their sums."""
    x, sums = adding(rng, updates * n, steps)
    weights = {name: rng.uniform(-0.25, 0.25, shape) for name, shape in parameter_shapes(2, units).items()}
    weights["weight_ih_l0"] *= 2.0  # marks that are seen from the start, and forget gates that are open
    weights["bias_ih_l0"][units : 2 * units] += 1.0
    batches = x.reshape(updates, n, steps, 2), sums.reshape(updates, n)
    return *batches, weights, rng.uniform(-0.25, 0.25, units), *adding(rng, 500, steps)
