"""What is asked of attention by hand: masks and positions, then attention forward and back, then a layer that trains."""

import numpy as np

from grader import case, check, close, same_dtype, slopes_agree, unchanged


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


def forward(side, *args):
    """The output alone."""
    return {"out": side.attention_forward(*args)[0]}


def gradients(side, dout, *args):
    """dq, dk and dv, by name, on a cache that the side's own forward pass made."""
    _, cache = side.attention_forward(*args)
    return dict(zip(("dq", "dk", "dv"), side.attention_backward(dout, cache), strict=True))


def passes(side, dout, *args):
    """out, dq, dk and dv, by name."""
    return forward(side, *args) | gradients(side, dout, *args)


def same_answers(answer, expected):
    """Judge every entry of an answer."""
    for name, values in expected.items():
        close(answer[name], values, name)


def upstream(rng, q, k, v, *mask):
    """A random gradient in the shape of the output, and behind it what the output came from."""
    return rng.normal(0.5, 1.0, (*q.shape[:-1], v.shape[-1])), q, k, v, *mask


def agree(student, reference, question, names, cases):
    """In every case, compare these entries of what both sides answer to `question`, a function or a driver's name."""
    ask = question if callable(question) else lambda side, *args: side.drive(question, *args)
    for where, args in cases.items():
        with case(where):
            answer, expected = ask(student, *args), ask(reference, *args)
            for name in names.split():
                close(answer[name], expected[name], name)


def slopes(student, reference, rng, **positions):
    """Judge these gradients, given with their arguments' positions, by the slopes of the reference's forward pass."""
    for where, args in unmasked(rng, 0).items():
        dout, *args = upstream(rng, *args)
        with case(where):
            found = gradients(student, dout.copy(), *args)
            for name, wrt in positions.items():
                at = {"args": args, "wrt": wrt, "upstream": dout, "rng": rng}
                slopes_agree(found[name], reference.attention_forward, **at, name=name)


@check(points=1)
def causal_mask_allows_no_look_ahead(student, reference, rng):
    """causal_mask(T) is a boolean (T, T) array that is True where the key stands at the query's place or before it."""
    for length in (*rng.sizes(5), 1):
        with case(f"T = {length}"):
            mask = student.causal_mask(length)
            close(mask, reference.causal_mask(length), "mask")
            same_dtype(mask, bool, "mask")


@check(points=2)
def encodes_positions_by_sines_and_cosines(student, reference, rng):
    """Position t and pair i give sin and cos of t / 10000^(2i/D), side by side in columns 2i and 2i + 1."""
    for length, features in ((4, 2), rng.sizes(7, 6), (40, 8)):
        with case(f"T = {length}, D = {features}"):
            encoding = student.positional_encoding(length, features)
            close(encoding, reference.positional_encoding(length, features), "encoding")


@check(points=1)
def splits_features_into_heads(student, reference, rng):
    """split_heads deals D features out to heads: (N, T, D) to (N, heads, T, D / heads), in order."""
    n, heads, t, d = rng.sizes(2, 3, 5, 4)
    x = rng.normal(1.0, 1.0, (n, t, heads * d))
    close(student.split_heads(x, heads), reference.split_heads(x, heads), "heads")


@check(points=1)
def merges_heads_into_features(student, reference, rng):
    """merge_heads puts the heads side by side again: (N, heads, T, d) to (N, T, heads * d)."""
    n, heads, t, d = rng.sizes(2, 3, 5, 4)
    x = rng.normal(1.0, 1.0, (n, heads, t, d))
    close(student.merge_heads(x), reference.merge_heads(x), "features")


@check(points=2)
def weighs_values_by_scaled_products(student, reference, rng):
    """Each output is the mean of the values, weighed by a softmax over the keys of q k^T / sqrt(D)."""
    agree(student, reference, forward, "out", unmasked(rng, 0))


@check(points=1, after=weighs_values_by_scaled_products)
def attends_within_each_leading_axis(student, reference, rng):
    """With leading axes (sequences, heads) every entry of them attends to its own keys."""
    agree(student, reference, forward, "out", unmasked(rng, 1, 2))


@check(points=1, after=weighs_values_by_scaled_products)
def survives_large_scores(student, reference, rng):
    """The output is right for scores near +-1000, and for queries at very different heights."""
    agree(student, reference, forward, "out", large(rng))


@check(points=2, after=attends_within_each_leading_axis)
def attends_only_where_allowed(student, reference, rng):
    """A key gets weight 0 where the mask is False, and the weights of the others still sum to 1."""
    agree(student, reference, forward, "out", masked(rng))


@check(points=1, after=attends_only_where_allowed)
def broadcasts_masks(student, reference, rng):
    """A mask may have fewer axes than the scores, or axes of length 1."""
    agree(student, reference, forward, "out", broadcast(rng))


@check(points=1, after=(attends_only_where_allowed, survives_large_scores))
def masks_scores_of_any_size(student, reference, rng):
    """Masking works however small the allowed scores are and however large the hidden ones."""
    agree(student, reference, forward, "out", extreme(rng))


@check(points=1, after=attends_only_where_allowed)
def gives_zero_where_nothing_is_allowed(student, reference, rng):
    """A query that may attend to nothing has the output 0."""
    agree(student, reference, forward, "out", hopeless(rng))


@check(points=1, after=weighs_values_by_scaled_products)
def sends_gradients_to_the_values(student, reference, rng):
    """dv agrees with the slopes of the forward pass: each value gets its share of every query's gradient."""
    slopes(student, reference, rng, dv=2)


@check(points=3, after=weighs_values_by_scaled_products)
def sends_gradients_to_queries_and_keys(student, reference, rng):
    """dq and dk agree with the slopes of the forward pass: each score moves all the weights of its row."""
    slopes(student, reference, rng, dq=0, dk=1)


@check(points=1, after=(sends_gradients_to_the_values, sends_gradients_to_queries_and_keys))
def goes_back_within_each_leading_axis(student, reference, rng):
    """With leading axes all three gradients have the shapes of q, k and v, and nothing is mixed."""
    cases = {where: upstream(rng, *args) for where, args in unmasked(rng, 1, 2).items()}
    agree(student, reference, gradients, "dq dk dv", cases)


@check(points=1, after=(goes_back_within_each_leading_axis, survives_large_scores))
def goes_back_through_large_scores(student, reference, rng):
    """The gradients are right for scores near +-1000, and for queries at very different heights."""
    cases = {where: upstream(rng, *args) for where, args in large(rng).items()}
    agree(student, reference, gradients, "dq dk dv", cases)


@check(points=2, after=(goes_back_within_each_leading_axis, broadcasts_masks, gives_zero_where_nothing_is_allowed))
def stops_gradients_at_the_mask(student, reference, rng):
    """What was masked passes no gradient, and a query that may attend to nothing has gradient 0."""
    cases = masked(rng) | hopeless(rng)
    cases = {where: upstream(rng, *args) for where, args in cases.items()}
    agree(student, reference, gradients, "dq dk dv", cases)


@check(points=1, after=(stops_gradients_at_the_mask, goes_back_through_large_scores))
def gives_numpy_no_reason_to_warn(student, reference, rng):
    """NumPy warns of nothing on the way: no overflow, no inf - inf and no 0 / 0, not even in what is replaced later."""
    cases = {where: upstream(rng, *args) for where, args in (large(rng) | hopeless(rng)).items()}
    agree(student, reference, "without_warnings", "out dq dk dv", cases)


@check(points=1, after=stops_gradients_at_the_mask)
def leaves_its_inputs_alone(student, reference, rng):
    """Both passes give the right answers and change neither q, k, v nor the mask nor dout."""
    for where, args in (masked(rng) | unmasked(rng, 1)).items():
        dout, *args = upstream(rng, *args)
        before = [array.copy() for array in (dout, *args)]
        with case(where):
            answer = passes(student, dout, *args)
            for array, values, name in zip((dout, *args), before, ("dout", "q", "k", "v", "mask"), strict=False):
                unchanged(array, values, name)
            same_answers(answer, passes(reference, *before))


@check(points=1, after=goes_back_within_each_leading_axis)
def can_go_back_twice(student, reference, rng):
    """The backward pass may run after another forward pass and twice with one cache."""
    [(dout, *args)] = (upstream(rng, *args) for args in unmasked(rng, 1).values())
    _, cache = student.attention_forward(*args)
    student.attention_forward(*(2.0 * array**2 for array in args))  # of the same shapes: caches must not share a buffer
    expected = gradients(reference, dout, *args)
    for where in ("after another forward pass", "the second time"):
        with case(where):
            for gradient, (name, values) in zip(student.attention_backward(dout, cache), expected.items(), strict=True):
                close(gradient, values, name)


@check(points=1, after=stops_gradients_at_the_mask)
def keeps_float32(student, reference, rng):
    """From float32 come the right numbers in float32, out and gradients, with a mask and without."""
    for where, args in (unmasked(rng, 1) | masked(rng)).items():
        few = [array.astype(np.float32) if array.dtype == float else array for array in upstream(rng, *args)]
        with case(where):
            answer = passes(student, *few)
            for name, array in answer.items():
                same_dtype(array, "float32", name)
            same_answers(answer, passes(reference, *few))


@check(points=2, after=(can_go_back_twice, stops_gradients_at_the_mask, merges_heads_into_features))
def trains_like_the_reference(student, reference, rng):
    """Eight steps of SGD on causal attention with two heads and positions reach the reference's projections."""
    n, t, d = rng.sizes(3, 5, 2)
    weights = {name: rng.normal(0.0, 0.7, (2 * d, 2 * d)) for name in ("query", "key", "value")}
    tokens, targets = rng.normal(0.0, 1.0, (2, 8, n, t, 2 * d))
    agree(student, reference, "train", "query key value", {"8 steps": (tokens, targets, weights, 2, 0.02)})
