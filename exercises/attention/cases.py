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


def masked(rng, *shapes):
    """Masks with a row for each query and a column for each key, by their shapes: "(T, S)" or "(N, T, S)"."""
    n, t, s, d, e = rng.sizes(2, 4, 6, 5, 3)
    cases = {}
    for shape in shapes:
        lead = (n,) if "N" in shape else ()
        cases[f"mask {shape}"] = (*triple(rng, lead, t, s, d, e), some_allowed(rng, *lead, t, s))
    return cases


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


def hopeless(rng, where):
    """Masks that leave some queries, or all of them, nothing to attend to, in "one sequence" or in "several sequences"."""
    n, t, s, d, e = rng.sizes(3, 4, 6, 5, 2)
    if where == "one sequence":
        one_row = some_allowed(rng, t, s)
        one_row[1] = False
        return {
            "one query sees no key": (*triple(rng, (), t, s, d, e), one_row),
            "nothing is allowed": (*triple(rng, (), t, s, d, e), np.zeros((t, s), bool)),
        }
    one_sequence, queries = some_allowed(rng, n, 1, s), np.ones((n, t, 1), bool)
    one_sequence[-1], queries[0, 2:] = False, False
    return {
        "all keys of one sequence are padding": (*triple(rng, (n,), t, s, d, e), one_sequence),
        "mask (N, T, 1)": (*triple(rng, (n,), t, s, d, e), queries),
    }


def thin(rng, item):
    """Inputs with axes of length one, by the name of the axis, for the function that the item names."""
    n, t, s, d, e = rng.sizes(2, 4, 6, 5, 3)
    sizes = {
        "one sequence": (1, n, t, d),
        "one head": (n, 1, t, d),
        "one position": (n, 3, 1, d),
        "one feature": (n, 3, t, 1),
    }
    if item == "merge_heads":
        return {name: (rng.normal(1.0, 1.0, shape),) for name, shape in sizes.items()}
    if item == "split_heads":
        return {name: (rng.normal(1.0, 1.0, (n, t, heads * d)), heads) for name, (n, heads, t, d) in sizes.items()}
    shapes = {
        "one query": ((), 1, s, d, e),
        "one key": ((), t, 1, d, e),
        "one feature": ((), t, s, 1, e),
        "one feature in the values": ((), t, s, d, 1),
        "one sequence": ((1,), t, s, d, e),
        "one head": ((n, 1), t, s, d, e),
    }
    cases = {name: triple(rng, *shape) for name, shape in shapes.items()}
    if item.endswith("with a mask"):
        cases = {"one query": (*triple(rng, (), 1, s, d, e), some_allowed(rng, 1, s))}
        cases |= {"one key": (*triple(rng, (), t, 1, d, e), np.ones((t, 1), bool))}
        cases |= {"one sequence": (*triple(rng, (1,), t, s, d, e), some_allowed(rng, 1, t, s))}
    return all_upstream(rng, cases) if "backward" in item else cases


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


def layer_case(rng, sizes, *, cross=False):
    """A multi-head layer with settings and state, and its inputs: one for all three, or three different ones.

    sizes   N, H, E/H, T and S
    """
    n, h, d, t, s = sizes
    x, key, value = (rng.normal(0.5, 1.0, (n, length, h * d)) for length in (t, s, s))
    given = "MultiHeadAttention", (h * d, h), filled(rng, attention_shapes(h * d))
    return (*given, x, *((key, value) if cross else (x, x)))


def block_case(rng, sizes):
    """A block with settings and state, and its input.

    sizes   N, H, E/H, T and the number of hidden features
    """
    n, h, d, t, hidden = sizes
    given = "TransformerBlock", (h * d, h, hidden), filled(rng, block_shapes(h * d, hidden))
    return (*given, rng.normal(1.0, 2.0, (n, t, h * d)))


def model_case(rng, sizes, t=None):
    """A language model with settings and state, and texts of the largest length or of t tokens.

    sizes   N, the largest length, E/2, the size of the vocabulary and the number of hidden features
    """
    n, length, d, vocabulary, hidden = sizes
    state = filled(rng, model_shapes(vocabulary, length, 2 * d, hidden))
    return "CausalModel", (vocabulary, length, 2 * d, 2, hidden), state, rng.randint(0, vocabulary, (n, t or length))


THIN_LAYERS = {
    "one sequence": (1, 3, 5, 4, 7),
    "one query": (2, 3, 5, 1, 7),
    "one key": (2, 3, 5, 4, 1),
    "one head": (2, 1, 5, 4, 7),
    "one feature in each head": (2, 3, 1, 4, 7),
}
THIN_BLOCKS = {
    "one sequence": (1, 3, 5, 4, 7),
    "one position": (2, 3, 5, 1, 7),
    "one head": (2, 1, 5, 4, 7),
    "one hidden feature": (2, 3, 5, 4, 1),
}
THIN_MODELS = {
    "one text": (1, 5, 3, 9, 7),
    "one token in each text": (2, 1, 3, 9, 7),
    "one text of one token": (1, 1, 3, 9, 7),
    "one word in the vocabulary": (2, 5, 3, 1, 7),
}


def many_weights(rng):
    """Queries, keys, and values that lay the weights themselves open, twice side by side; and all that for 40 sequences."""
    q, k, _ = triple(rng, (), 20, 15, 5, 1)
    one = q, k, np.tile(np.eye(15), 2)  # (T, D), (S, D), (S, 2S)
    return one, [np.tile(array, (40, 1, 1)) for array in one]
