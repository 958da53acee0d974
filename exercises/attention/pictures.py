"""Who looks at whom, and where a position is, drawn from the student's own code and the reference's."""

import numpy as np

from grader import picture


def weights(side, q, k, mask):
    """The attention weights themselves: with the unit matrix for values they are the output."""
    out, _ = side.attention_forward(q, k, np.eye(len(k)), mask)
    return np.asarray(out)


@picture(size=(9, 7))
def attention_weights(student, reference, rng, figure):
    """Each row is a query and sums to 1: how much it takes of every key. Below, no query may look ahead."""
    q, k = rng.normal(0.0, 1.5, (2, 8, 5))
    ahead = np.tril(np.ones((8, 8), dtype=bool))
    for row, mask, name in zip(figure.subplots(2, 2), (None, ahead), ("every key", "no key ahead"), strict=True):
        for axes, side, whose in zip(row, (student, reference), ("yours", "reference"), strict=True):
            drawn = axes.imshow(weights(side, q, k, mask), vmin=0.0, vmax=1.0, cmap="viridis")
            axes.set_title(f"{name}, {whose}")
            axes.set_xlabel("key")
            axes.set_ylabel("query")
    figure.colorbar(drawn, ax=figure.axes, shrink=0.6)


@picture(size=(9, 3.6))
def positions(student, reference, rng, figure):
    """The encoding of forty positions: waves from fast to slow, sine and cosine side by side."""
    for axes, side, whose in zip(figure.subplots(1, 2), (student, reference), ("yours", "reference"), strict=True):
        axes.imshow(np.asarray(side.positional_encoding(40, 16)).T, aspect="auto", vmin=-1.0, vmax=1.0, cmap="RdBu")
        axes.set_title(whose)
        axes.set_xlabel("position")
        axes.set_ylabel("dimension")
