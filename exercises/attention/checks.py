"""The claims about attention by hand: masks and positions, then attention forward and back, then a layer that trains."""

from grader import (
    agrees,
    backward,
    call,
    check,
    close,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    passes_gradient_check,
    same_dtype,
)

from .cases import all_upstream, broadcast, extreme, hopeless, large, masked, unmasked

FORWARD = call("attention_forward", "out", cache=True)
BACKWARD = backward(FORWARD, "attention_backward", "dq", "dk", "dv")


@check(points=1)
def causal_mask_allows_no_look_ahead(student, reference, rng):
    """causal_mask(T) is a boolean (T, T) array. It is True where the key stands at the query's position or before it."""
    lengths = {f"T = {length}": (length,) for length in (*rng.sizes(5), 1)}
    agrees(student, reference, call("causal_mask", "mask"), lengths)
    same_dtype(student.causal_mask(4), bool, "mask")


@check(points=2)
def encodes_positions_by_sines_and_cosines(student, reference, rng):
    """Position t and pair i give sin and cos of t / 10000^(2i/D), side by side in columns 2i and 2i + 1."""
    sizes = {
        f"T = {length}, D = {features}": (length, features) for length, features in ((4, 2), rng.sizes(7, 6), (40, 8))
    }
    agrees(student, reference, call("positional_encoding", "encoding"), sizes)


@check(points=1)
def splits_features_into_heads(student, reference, rng):
    """split_heads cuts D features into heads: (N, T, D) to (N, heads, T, D / heads), in order."""
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
    """Each output is a weighted mean of the values. The weights are softmax(q k^T / sqrt(D)), over the keys."""
    agrees(student, reference, FORWARD, unmasked(rng, 0))


@check(points=1, after=weighs_values_by_scaled_products)
def attends_within_each_leading_axis(student, reference, rng):
    """With leading axes (sequences, heads), each sequence and each head attends to its own keys."""
    agrees(student, reference, FORWARD, unmasked(rng, 1, 2))


@check(points=1, after=weighs_values_by_scaled_products)
def survives_large_scores(student, reference, rng):
    """The output is right for scores near +-1000, and for queries whose scores differ by hundreds."""
    agrees(student, reference, FORWARD, large(rng))


@check(points=2, after=attends_within_each_leading_axis)
def attends_only_where_allowed(student, reference, rng):
    """A key gets weight 0 where the mask is False, and the weights of the other keys sum to 1."""
    agrees(student, reference, FORWARD, masked(rng))


@check(points=1, after=attends_only_where_allowed)
def broadcasts_masks(student, reference, rng):
    """A mask may have fewer axes than the scores, or axes of length 1."""
    agrees(student, reference, FORWARD, broadcast(rng))


@check(points=1, after=(attends_only_where_allowed, survives_large_scores))
def masks_scores_of_any_size(student, reference, rng):
    """Masking works for allowed scores and for masked scores of any size."""
    agrees(student, reference, FORWARD, extreme(rng))


@check(points=1, after=attends_only_where_allowed)
def gives_zero_where_nothing_is_allowed(student, reference, rng):
    """A row of the mask that is all False gives the output 0."""
    agrees(student, reference, FORWARD, hopeless(rng))


@check(points=1, after=weighs_values_by_scaled_products)
def sends_gradients_to_the_values(student, reference, rng):
    """dv passes a gradient check against the forward pass: each value gets every query's gradient, times its weight."""
    cases = all_upstream(rng, unmasked(rng, 0))
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dv": 2})


@check(points=3, after=weighs_values_by_scaled_products)
def sends_gradients_to_queries_and_keys(student, reference, rng):
    """dq and dk pass a gradient check against the forward pass: each score moves all the weights of its row."""
    cases = all_upstream(rng, unmasked(rng, 0))
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dq": 0, "dk": 1})


@check(points=1, after=(sends_gradients_to_the_values, sends_gradients_to_queries_and_keys))
def goes_back_within_each_leading_axis(student, reference, rng):
    """With leading axes, all three gradients are right and have the shapes of q, k and v."""
    agrees(student, reference, BACKWARD, all_upstream(rng, unmasked(rng, 1, 2)))


@check(points=1, after=(goes_back_within_each_leading_axis, survives_large_scores))
def goes_back_through_large_scores(student, reference, rng):
    """The gradients are right for scores near +-1000, and for queries whose scores differ by hundreds."""
    agrees(student, reference, BACKWARD, all_upstream(rng, large(rng)))


@check(points=2, after=(goes_back_within_each_leading_axis, broadcasts_masks, gives_zero_where_nothing_is_allowed))
def stops_gradients_at_the_mask(student, reference, rng):
    """A masked score passes no gradient, and a row of the mask that is all False gives the gradient 0."""
    agrees(student, reference, BACKWARD, all_upstream(rng, masked(rng) | hopeless(rng)))


@check(points=1, after=(stops_gradients_at_the_mask, goes_back_through_large_scores))
def gives_numpy_no_reason_to_warn(student, reference, rng):
    """NumPy gives no warning: no overflow, no inf - inf and no 0 / 0, not even in an entry that is replaced later."""
    cases = all_upstream(rng, large(rng) | hopeless(rng))
    agrees(student, reference, "without_warnings", cases, on=("out", "dq", "dk", "dv"))


@check(points=1, after=stops_gradients_at_the_mask)
def leaves_its_inputs_alone(student, reference, rng):
    """Both passes give the right results and do not change q, k, v, the mask or dout."""
    cases = masked(rng) | unmasked(rng, 1)
    leaves_alone(student, reference, FORWARD, cases, ("q", "k", "v", "mask"))
    leaves_alone(student, reference, BACKWARD, all_upstream(rng, cases), ("dout", "q", "k", "v", "mask"))


@check(points=1, after=goes_back_within_each_leading_axis)
def can_go_back_twice(student, reference, rng):
    """The backward pass may run after another forward pass and twice with one cache."""
    cases = all_upstream(rng, unmasked(rng, 1))
    goes_back_twice(student, reference, BACKWARD, cases, unmasked(rng, 1))


@check(points=1, after=stops_gradients_at_the_mask)
def keeps_float32(student, reference, rng):
    """For float32 inputs, out and gradients are right and are float32, with a mask and without."""
    cases = unmasked(rng, 1) | masked(rng)
    keeps_dtype(student, reference, FORWARD, cases)
    keeps_dtype(student, reference, BACKWARD, all_upstream(rng, cases))


@check(points=2, after=(can_go_back_twice, stops_gradients_at_the_mask, merges_heads_into_features))
def trains_like_the_reference(student, reference, rng):
    """Eight steps of SGD on causal attention with two heads and positions reach the reference's projections."""
    n, t, d = rng.sizes(3, 5, 2)
    weights = {name: rng.normal(0.0, 0.7, (2 * d, 2 * d)) for name in ("query", "key", "value")}
    tokens, targets = rng.normal(0.0, 1.0, (2, 8, n, t, 2 * d))
    given = {"8 steps": (tokens, targets, weights, 2, 0.02)}
    agrees(student, reference, "train", given, on=("query", "key", "value"))
