"""The inputs of the checks of softmax and cross-entropy, as named cases."""

import numpy as np

from grader.datasets import digits


def batch(rng, n, c, ignored=None):
    """Ordinary logits, away from 0, and labels, among them the last class. About a third are `ignored`, if that is given."""
    x, y = rng.normal(1.5, 1.0, (n, c)), rng.choice([k for k in range(c) if k != ignored], n)
    y[0] = c - 1
    if ignored is not None:
        y[rng.permutation(n)[: max(1, n // 3)]] = ignored
    return x, y


def one_row(rng, n, c):
    """A batch of one row."""
    return {"one row": batch(rng, 1, c)}


def thin_batches(rng, n, c):
    """Batches of one row and of one class. The loss of one class is 0, so code that adds an epsilon to it shows."""
    x, _ = batch(rng, n, c)
    return one_row(rng, n, c) | {"one class": (x[:, :1], np.zeros(n, int))}


def scores(rng, n, c):
    """Ordinary scores without labels."""
    return (rng.normal(1.5, 1.0, (n, c)),)


def thin_scores(rng, n, c):
    """Scores with an axis of length one, without labels."""
    (x,) = scores(rng, n, c)
    return {"one row": (x[:1],), "three axes, one row each": (x[:, None],)}


def thinner_scores(rng, n, c):
    """The same, and scores of one class, whose log-probabilities are 0."""
    return thin_scores(rng, n, c) | {"one class": scores(rng, n, 1)}


def extremes(rng, n, c):
    """Large logits, and labels: some have a probability too small for a float."""
    x, y = rng.normal(0.0, 1.5, (n, c)), rng.permutation(np.arange(n) % c)  # every class occurs
    heights, winners = rng.permutation(np.linspace(-600.0, 300.0, n))[:, None], np.eye(c)[(y + 1) % c]
    near = {f"scores near {level:+.0f}": (x + level, y) for level in (500.0, -1000.0, 1000.0)}
    return {
        "one score near +400, the rest near -400": (x + 800.0 * winners - 400.0, y),  # whose exponentials are floats
        **near,
        "rows from -600 to +300": (x + heights, y),
        "one score 1000 above the rest": (x + 1000.0 * winners, y),
    }


def extreme_scores(rng, n, c):
    """Large scores without labels."""
    return {name: (x,) for name, (x, _) in extremes(rng, n, c).items()}


def probabilities(rng, n, c):
    """An upstream gradient and a softmax, as `softmax_backward` takes them."""
    return rng.normal(0.7, 2.0, (n, c)), rng.dirichlet(np.full(c, 3.0), n)


def thin_probabilities(rng, n, c):
    """The same with an axis of length one."""
    dout, probs = probabilities(rng, n, c)
    return {
        "one row": (dout[:1], probs[:1]),
        "one class": (dout[:, :1], np.ones((n, 1))),
        "three axes, one row each": (dout[:, None], probs[:, None]),
    }


def steps_on_digits(rng, shape):
    """Twelve batches of random digits, their labels, a first weight of this shape and a first bias."""
    return *digits().batches(rng, 12, 80), rng.normal(0.0, 0.1, shape), rng.normal(0.0, 0.1, 10)
