"""The inputs of the checks of softmax and cross-entropy, as named cases."""

import numpy as np

from grader.datasets import digits


def batch(rng, n, c, ignored=None):
    """Ordinary logits, away from 0, and labels of which about a third are `ignored`, if that is given."""
    x, y = rng.normal(1.5, 1.0, (n, c)), rng.choice([k for k in range(c) if k != ignored], n)
    if ignored is not None:
        y[rng.permutation(n)[: max(1, n // 3)]] = ignored
    return x, y


def batches(rng, n, c):
    """A batch, one in which the last class does not occur, and a single row."""
    x, y = batch(rng, n, c)
    fewer = np.minimum(y, c - 2)
    return {"a batch": (x, y), "the last class does not occur": (x[1:], fewer[1:]), "one row": (x[:1], fewer[:1])}


def extremes(rng, n, c):
    """Large logits, and labels: some have a probability too small for a float."""
    x, y = rng.normal(0.0, 1.5, (n, c)), rng.randint(0, c, n)
    heights, winners = rng.permutation(np.linspace(-600.0, 300.0, n))[:, None], 1000.0 * np.eye(c)[(y + 1) % c]
    near = {f"scores near {level:+.0f}": (x + level, y) for level in (500.0, -1000.0, 1000.0)}
    return near | {"rows from -600 to +300": (x + heights, y), "one score 1000 above the rest": (x + winners, y)}


def extreme_scores(rng, n, c):
    """Large scores without labels."""
    return {name: (x,) for name, (x, _) in extremes(rng, n, c).items()}


def probabilities(rng, n, c):
    """An upstream gradient and a softmax, as `softmax_backward` takes them."""
    return rng.normal(0.7, 2.0, (n, c)), rng.dirichlet(np.full(c, 3.0), n)


def steps_on_digits(rng, shape):
    """Twelve batches of 25 random digits, their labels, a first weight of this shape and a first bias."""
    return *digits().batches(rng, 12, 25), rng.normal(0.0, 0.1, shape), rng.normal(0.0, 0.1, 10)
