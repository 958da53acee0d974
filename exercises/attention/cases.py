"""The inputs of the checks of attention, as named cases. A case is q, k, v and perhaps a mask, behind the upstream gradient."""

import numpy as np


def triple(rng, lead, t, s, d, e):
    """q (..., T, D), k (..., S, D) and v (..., S, E), all away from 0, with these leading axes."""
    shapes = ((*lead, t, d), (*lead, s, d), (*lead, s, e))
    return tuple(rng.normal(mean, 1.0, shape) for mean, shape in zip((0.3, -0.2, 1.0), shapes, strict=True))


def some_allowed(rng, *shape):
    """A random mask that leaves every query at least one key and hides at least one from it."""
    order = rng.random_sample(shape).argsort(axis=-1)
    return (order > 0) & ((order == 1) | (rng.random_sample(shape) < 0.6))


def raised(rng, heights, s, d, e):
    """q, k and v without leading axes, where height t is added to all scores of query t."""
    q, k, v = triple(rng, (), len(heights), s, d, e)
    q[:, 0], k[:, 0] = np.sqrt(d) * heights, 1.0  # the same for all keys
    return q, k, np.abs(v) + 0.5  # sums of such values cancel nothing, so that rounding stays small


def unmasked(rng, *counts):
    """The plain cases, by the number of leading axes."""
    cases = {}
    for count in counts:
        t, s, d, e, *lead = rng.sizes(5, 7, 6, 4, *(2, 3)[:count])
        cases[f"leading axes: {count}"] = triple(rng, lead, t, s, d, e)
    return cases


def large(rng):
    """Scores at great heights, the same for all queries or not."""
    t, *others = rng.sizes(4, 6, 5, 3)
    heights = {f"scores near {height:+.0f}": np.full(t, height) for height in (1000.0, -1000.0)}
    heights["queries from -800 to +900"] = np.linspace(-800.0, 900.0, t)
    return {name: raised(rng, height, *others) for name, height in heights.items()}


def masked(rng):
    """A mask with a row for each query and a column for each key, the same for all sequences or not."""
    n, t, s, d, e = rng.sizes(2, 4, 6, 5, 3)
    cases = {"mask (T, S)": (*triple(rng, (), t, s, d, e), some_allowed(rng, t, s))}
    return cases | {"mask (N, T, S)": (*triple(rng, (n,), t, s, d, e), some_allowed(rng, n, t, s))}


def extreme(rng):
    """Allowed scores far below 0, and scores far above them behind the mask."""
    t, s, d, e = rng.sizes(4, 6, 5, 3)
    low, mask = raised(rng, np.full(t, -2e5), s, d, e), some_allowed(rng, s)
    q, k, v = raised(rng, np.ones(t), s, d, e)
    k[:, 0] = np.where(mask, 0.0, 2000.0)
    return {
        "all scores near -200000": (*low, some_allowed(rng, t, s)),
        "hidden scores 2000 above the others": (q, k, v, np.tile(mask, (t, 1))),
    }


def broadcast(rng):
    """Masks with fewer axes than the scores, or axes of length 1."""
    n, h, t, s, d, e = rng.sizes(2, 3, 4, 6, 5, 7)
    shapes = {"(S,)": (s,), "(T, S)": (t, s), "(H, 1, S)": (h, 1, s), "(N, 1, 1, S)": (n, 1, 1, s)}
    return {
        f"mask {name}": (*triple(rng, (n, h), t, s, d, e), some_allowed(rng, *shape)) for name, shape in shapes.items()
    }


def hopeless(rng):
    """Masks that leave some queries, or all of them, nothing to attend to."""
    n, t, s, d, e = rng.sizes(3, 4, 6, 5, 2)
    one_row, one_sequence, queries = some_allowed(rng, t, s), some_allowed(rng, n, 1, s), np.ones((n, t, 1), bool)
    one_row[1], one_sequence[-1], queries[0, 2:] = False, False, False
    return {
        "one query sees no key": (*triple(rng, (), t, s, d, e), one_row),
        "all keys of one sequence are padding": (*triple(rng, (n,), t, s, d, e), one_sequence),
        "mask (N, T, 1)": (*triple(rng, (n,), t, s, d, e), queries),
        "nothing is allowed": (*triple(rng, (), t, s, d, e), np.zeros((t, s), bool)),
    }


def upstream(rng, q, k, v, *mask):
    """A random gradient in the shape of the output, and behind it what the output came from."""
    return rng.normal(0.5, 1.0, (*q.shape[:-1], v.shape[-1])), q, k, v, *mask


def all_upstream(rng, cases):
    """The same cases, each behind a random upstream gradient."""
    return {name: upstream(rng, *args) for name, args in cases.items()}


def attention_shapes(e):
    """The state of a multi-head layer: names and shapes."""
    return {"in_proj_weight": (3 * e, e), "in_proj_bias": (3 * e,), "out_proj.weight": (e, e), "out_proj.bias": (e,)}


def block_shapes(e, hidden):
    """The state of a block."""
    shapes = {"linear1.weight": (hidden, e), "linear1.bias": (hidden,), "linear2.weight": (e, hidden)}
    shapes |= {name: (e,) for name in "linear2.bias norm1.weight norm1.bias norm2.weight norm2.bias".split()}
    return shapes | {f"self_attn.{name}": shape for name, shape in attention_shapes(e).items()}


def model_shapes(vocabulary, length, e, hidden):
    """The parameters of the whole model."""
    ends = {"tokens.weight": (vocabulary, e), "positions.weight": (length, e), "norm.weight": (e,), "norm.bias": (e,)}
    ends |= {"head.weight": (vocabulary, e), "head.bias": (vocabulary,)}
    return ends | {f"block.{name}": shape for name, shape in block_shapes(e, hidden).items()}


def filled(rng, shapes):
    """A state of these names and shapes: matrices that keep the size of what they multiply, nothing exactly 0 or 1."""
    spread = {name: 0.6 if name.startswith(("tokens", "positions")) else s[-1] ** -0.5 for name, s in shapes.items()}
    state = {name: rng.normal(0.0, spread[name], shape) for name, shape in shapes.items()}
    return {name: x + 1.0 if "norm" in name and name.endswith("weight") else x for name, x in state.items()}


def layer_cases(rng, *, cross):
    """A multi-head layer with settings and state, and its inputs: one for all three, or three different ones."""
    n, h, d, t, s = rng.sizes(2, 3, 4, 5, 7)
    x, key, value = (rng.normal(0.5, 1.0, (n, length, h * d)) for length in (t, s, s))
    given = "MultiHeadAttention", (h * d, h), filled(rng, attention_shapes(h * d))
    return (*given, x, *((key, value) if cross else (x, x))), (n, h, t, s)


def many_weights(rng):
    """Queries, keys, and values that lay the weights themselves open, twice side by side; and all that for 40 sequences."""
    q, k, _ = triple(rng, (), 20, 15, 4, 1)
    one = q, k, np.tile(np.eye(15), 2)  # (T, D), (S, D), (S, 2S)
    return one, [np.tile(array, (40, 1, 1)) for array in one]
