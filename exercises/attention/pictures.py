"""Who looks at whom, where a position is, and what a model can know: the student's own code beside the reference's."""

import numpy as np

from grader import illustration, picture, same_shape, sides

from .cases import filled, model_shapes


@illustration(size=(7, 3.0))
def weights_with_and_without_a_mask(reference, rng, figure):
    """Each row is a query, each column a key, and each row of weights sums to 1. On the right a causal mask hides later keys."""
    q, k = rng.normal(0.0, 1.5, (2, 6, 5))
    masks = {"without a mask": None, "with the causal mask": np.tril(np.ones((6, 6), dtype=bool))}
    for axes, (title, mask) in zip(figure.subplots(1, 2), masks.items(), strict=True):
        weights, _ = reference.attention_forward(q, k, np.eye(6), mask)  # with these values, out is the weights
        drawn = axes.pcolormesh(weights, vmin=0.0, vmax=1.0, cmap="viridis")
        axes.set(title=title, xlabel="key", ylabel="query", aspect="equal")
        axes.set_xticks(np.arange(6) + 0.5, range(6))
        axes.set_yticks(np.arange(6) + 0.5, range(6))
        axes.invert_yaxis()
    figure.colorbar(drawn, ax=figure.axes, shrink=0.8, label="weight")


@picture(size=(9, 7.4))
def attention_weights(student, reference, rng, figure):
    """The weights of attention. Each row is a query, each column a key, and each row sums to 1. Below, with the causal mask, a
    red cross marks a masked weight that is not exactly 0."""
    q, k = rng.normal(0.0, 1.5, (2, 8, 5))
    masks = {"every key": None, "no key ahead": np.tril(np.ones((8, 8), dtype=bool))}
    for row, (name, mask) in zip(figure.subplots(2, 2), masks.items(), strict=True):
        for axes, side in zip(row, sides(student, reference), strict=True):
            weights, _ = side.module.attention_forward(q, k, np.eye(8), mask)  # these values lay the weights open
            same_shape(weights, (8, 8), "out")
            drawn = axes.imshow(weights, vmin=0.0, vmax=1.0, cmap="viridis")
            if mask is not None:
                queries, keys = np.nonzero(~mask & (weights != 0))
                axes.plot(keys, queries, "x", color="#d1495b")
            axes.set(title=f"{name}, {side.name}", xlabel="key", ylabel="query")
    figure.colorbar(drawn, ax=figure.axes, shrink=0.6)


@picture(size=(9, 3.6))
def positions(student, reference, rng, figure):
    """The encoding of forty positions. Two neighboring rows are the sine and the cosine of one angle. The first pair of rows
    changes fastest, the last pair slowest."""
    for axes, side in zip(figure.subplots(1, 2), sides(student, reference), strict=True):
        encoding = side.module.positional_encoding(40, 16)
        same_shape(encoding, (40, 16), "encoding")
        axes.imshow(encoding.T, aspect="auto", vmin=-1.0, vmax=1.0, cmap="RdBu", interpolation="nearest")
        axes.set(title=side.name, xlabel="position", ylabel="dimension")


@picture(part="torch", size=(9, 3.8))
def what_the_model_knows(student, reference, rng, figure):
    """A CausalModel with random weights reads eight tokens, and then the same tokens with one of them replaced. The color shows
    how much the logits change at each position. White means no change. Logits must not change at positions before the
    replaced token."""
    length, vocabulary = 8, 6
    settings = vocabulary, length, 12, 2, 16
    state, tokens = filled(rng, model_shapes(vocabulary, length, 12, 16)), rng.randint(0, vocabulary, length)
    replaced = (tokens + np.eye(length, dtype=int)) % vocabulary  # one token in each row
    texts = np.concatenate([[tokens], replaced])
    panels, both, changes = figure.subplots(1, 2), sides(student, reference), []
    for side in both:
        logits = side.module.drive("output", "CausalModel", settings, state, texts)["out"]
        same_shape(logits, (length + 1, length, vocabulary), "the logits")
        changes.append(np.abs(logits[1:] - logits[0]).max(axis=-1).T)  # (place, replaced token)
    for axes, change, side in zip(panels, changes, both, strict=True):
        seen = np.where(change > 1e-9, change, np.nan)  # less is rounding
        drawn = axes.imshow(seen, vmin=0.0, vmax=changes[1].max(), cmap="viridis_r")
        axes.set(title=side.name, xlabel="replaced token", ylabel="logits at place")
    figure.colorbar(drawn, ax=panels)
