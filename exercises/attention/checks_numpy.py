"""The claims about attention by hand: masks, positions, heads, attention forward and back, strict claims, and training."""

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
    takes_any_layout,
)

from .cases import all_upstream, broadcast, extreme, hopeless, large, masked, thin, unmasked

MASK = call("causal_mask", "mask")
POSITIONS = call("positional_encoding", "encoding")
SPLIT, MERGE = call("split_heads", "heads"), call("merge_heads", "features")
FORWARD = call("attention_forward", "out", cache=True)
BACKWARD = backward(FORWARD, "attention_backward", "dq", "dk", "dv")


def positions(rng):
    """Sizes of encodings."""
    return {
        f"T = {length}, D = {features}": (length, features) for length, features in ((4, 2), rng.sizes(7, 6), (40, 8))
    }


def in_float64(actual, right, name):
    """The right numbers, in float64."""
    close(actual, right, name)
    same_dtype(actual, "float64", name)


@check(points=1)
def causal_mask_allows_no_look_ahead(student, reference, rng):
    """causal_mask(T) is a boolean (T, T) array. It is True where the key stands at the query's position or before it."""
    agrees(student, reference, MASK, {f"T = {length}": (length,) for length in rng.sizes(5, 2)})
    same_dtype(student.causal_mask(4), bool, "mask")


@check(points=2)
def encodes_positions_by_sines_and_cosines(student, reference, rng):
    """Position t and pair i give sin and cos of t / 10000^(2i/D), side by side in columns 2i and 2i + 1."""
    agrees(student, reference, POSITIONS, positions(rng))


@check(points=1)
def splits_features_into_heads(student, reference, rng):
    """split_heads cuts D features into heads: (N, T, D) to (N, heads, T, D / heads), in order."""
    n, heads, t, d = rng.sizes(2, 3, 5, 7)
    agrees(student, reference, SPLIT, (rng.normal(1.0, 1.0, (n, t, heads * d)), heads))


@check(points=1)
def merges_heads_into_features(student, reference, rng):
    """merge_heads puts the heads side by side again: (N, heads, T, d) to (N, T, heads * d)."""
    agrees(student, reference, MERGE, (rng.normal(1.0, 1.0, rng.sizes(2, 3, 5, 7)),))


@check(points=2)
def weighs_values_by_scaled_products(student, reference, rng):
    """Each output is a weighted mean of the values. The weights are softmax(q k^T / sqrt(D)), over the keys."""
    agrees(student, reference, FORWARD, unmasked(rng, 0))


@check(points=1, after=weighs_values_by_scaled_products)
def attends_within_each_leading_axis(student, reference, rng):
    """With leading axes (sequences, heads), each sequence and each head attends to its own keys."""
    agrees(student, reference, FORWARD, unmasked(rng, 1, 2))


@check(points=1, strict="range", after=weighs_values_by_scaled_products)
def survives_large_scores(student, reference, rng):
    """The output is right for scores near +-1000, and for queries whose scores differ by hundreds."""
    agrees(student, reference, FORWARD, large(rng))


MASKED = {"(T, S)": weighs_values_by_scaled_products, "(N, T, S)": attends_within_each_leading_axis}


@check(points=2, each=MASKED)
def attends_only_where_allowed(student, reference, rng, shape):
    """A key gets weight 0 where the mask is False, and the weights of the other keys sum to 1."""
    agrees(student, reference, FORWARD, masked(rng, shape))


HIDES = {shape: attends_only_where_allowed[shape] for shape in MASKED}


@check(points=1, after=HIDES["(N, T, S)"])
def broadcasts_masks(student, reference, rng):
    """A mask may have fewer axes than the scores, or axes of length 1."""
    agrees(student, reference, FORWARD, broadcast(rng))


@check(points=1, strict="range", after=HIDES["(T, S)"], look_first=survives_large_scores)
def masks_scores_of_any_size(student, reference, rng):
    """Masking works for allowed scores and for masked scores of any size."""
    agrees(student, reference, FORWARD, extreme(rng))


BLIND = {"one sequence": HIDES["(T, S)"], "several sequences": (HIDES["(N, T, S)"], broadcasts_masks)}


@check(points=1, each=BLIND)
def gives_zero_where_nothing_is_allowed(student, reference, rng, where):
    """A row of the mask that is all False gives the output 0."""
    agrees(student, reference, FORWARD, hopeless(rng, where))


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


GRADIENTS = (sends_gradients_to_the_values, sends_gradients_to_queries_and_keys)
GOES_BACK = {"dv": ("dv",), "dq and dk": ("dq", "dk")}
SENT = dict(zip(GOES_BACK, GRADIENTS, strict=True))


@check(points=1, after=attends_within_each_leading_axis, each=SENT)
def goes_back_within_each_leading_axis(student, reference, rng, names):
    """With leading axes, all three gradients are right and have the shapes of q, k and v."""
    agrees(student, reference, BACKWARD, all_upstream(rng, unmasked(rng, 1, 2)), on=GOES_BACK[names])


STOPS = {
    "dv, masked scores": (SENT["dv"], HIDES["(T, S)"]),
    "dq and dk, masked scores": (SENT["dq and dk"], HIDES["(T, S)"]),
    "dv, rows that are all False": (SENT["dv"], gives_zero_where_nothing_is_allowed["one sequence"]),
    "dq and dk, rows that are all False": (SENT["dq and dk"], gives_zero_where_nothing_is_allowed["one sequence"]),
}


@check(points=2, each=STOPS)
def stops_gradients_at_the_mask(student, reference, rng, item):
    """A masked score passes no gradient, and a row of the mask that is all False gives the gradient 0."""
    names, where = item.split(", ")
    cases = masked(rng, "(T, S)") if where == "masked scores" else hopeless(rng, "one sequence")
    agrees(student, reference, BACKWARD, all_upstream(rng, cases), on=GOES_BACK[names])


STOPPED = {item: stops_gradients_at_the_mask[item] for item in STOPS}


@check(points=1, strict="range", each=SENT, look_first=survives_large_scores)
def goes_back_through_large_scores(student, reference, rng, names):
    """The gradients are right for scores near +-1000, and for queries whose scores differ by hundreds."""
    agrees(student, reference, BACKWARD, all_upstream(rng, large(rng)), on=GOES_BACK[names])


QUIET = {
    "attention_forward": gives_zero_where_nothing_is_allowed["one sequence"],
    "attention_backward": (STOPPED["dv, rows that are all False"], STOPPED["dq and dk, rows that are all False"]),
}


@check(points=1, strict="range", each=QUIET, look_first=(survives_large_scores, goes_back_through_large_scores))
def gives_numpy_no_reason_to_warn(student, reference, rng, name):
    """NumPy gives no warning: no overflow, no inf - inf and no 0 / 0, not even in an entry that is replaced later."""
    cases = large(rng) | hopeless(rng, "one sequence")
    if name == "attention_forward":
        agrees(student, reference, "forward_without_warnings", cases, on="out")
    else:
        agrees(student, reference, "backward_without_warnings", all_upstream(rng, cases), on=("dq", "dk", "dv"))


ATTENDS = {"attention_forward": weighs_values_by_scaled_products, "attention_backward": GRADIENTS}
WITH_MASK = {
    "attention_forward": HIDES["(T, S)"],
    "attention_backward": (STOPPED["dv, masked scores"], STOPPED["dq and dk, masked scores"]),
}


@check(points=1, strict="arguments", each=WITH_MASK)
def leaves_its_inputs_alone(student, reference, rng, name):
    """Both passes give the right results and do not change q, k, v, the mask or dout."""
    cases = masked(rng, "(T, S)") | unmasked(rng, 0)
    if name == "attention_forward":
        leaves_alone(student, reference, FORWARD, cases, ("q", "k", "v", "mask"))
    else:
        leaves_alone(student, reference, BACKWARD, all_upstream(rng, cases), ("dout", "q", "k", "v", "mask"))


@check(points=1, strict="calls", after=GRADIENTS)
def can_go_back_twice(student, reference, rng):
    """The backward pass may run after another forward pass and twice with one cache."""
    cases = all_upstream(rng, unmasked(rng, 0))
    goes_back_twice(student, reference, BACKWARD, cases, unmasked(rng, 0))


HEADS = {"split_heads": splits_features_into_heads, "merge_heads": merges_heads_into_features}
QUESTIONS = {"split_heads": SPLIT, "merge_heads": MERGE, "attention_forward": FORWARD, "attention_backward": BACKWARD}


def inputs(rng, item):
    """Inputs of the function that the item names, with a mask if it says so."""
    if item == "split_heads":
        n, heads, t, d = rng.sizes(2, 3, 5, 7)
        return rng.normal(1.0, 1.0, (n, t, heads * d)), heads
    if item == "merge_heads":
        return (rng.normal(1.0, 1.0, rng.sizes(2, 3, 5, 7)),)
    cases = masked(rng, "(T, S)") if item.endswith("with a mask") else unmasked(rng, 0)
    return all_upstream(rng, cases) if "backward" in item else cases


PRECISE = {"positional_encoding": encodes_positions_by_sines_and_cosines} | HEADS | ATTENDS
PRECISE |= {f"{name} with a mask": earlier for name, earlier in WITH_MASK.items()}


@check(points=1, strict="precision", each=PRECISE)
def keeps_dtypes(student, reference, rng, item):
    """float32 stays float32, and float64 inputs give the precision of float64, as in an encoding of positions."""
    if item == "positional_encoding":
        agrees(student, reference, POSITIONS, positions(rng), by=in_float64)
    else:
        keeps_dtype(student, reference, QUESTIONS[item.removesuffix(" with a mask")], inputs(rng, item))


THIN = {"causal_mask": causal_mask_allows_no_look_ahead, "positional_encoding": encodes_positions_by_sines_and_cosines}
THIN |= HEADS | ATTENDS | {f"{name} with a mask": earlier for name, earlier in WITH_MASK.items()}


@check(points=1, strict="axes", each=THIN)
def keeps_axes_of_length_one(student, reference, rng, item):
    """Axes of length 1 stay: one position, one head, one feature, one query, one key. Arrays may have any layout in memory."""
    if item == "causal_mask":
        agrees(student, reference, MASK, {f"T = {length}": (length,) for length in (1, *rng.sizes(3))})
    elif item == "positional_encoding":
        agrees(student, reference, POSITIONS, {"T = 1": (1, *rng.sizes(6))})
    else:
        name = item.removesuffix(" with a mask")
        cases = thin(rng, item)
        if name == "attention_backward":  # one key has the weight 1, so its score has the gradient 0, but for roundings
            one_key = {case: cases.pop(case) for case in list(cases) if "one key" in case}
            agrees(student, reference, BACKWARD, one_key, on="dv")
        agrees(student, reference, QUESTIONS[name], cases)
        takes_any_layout(student, reference, QUESTIONS[name], inputs(rng, item), layouts=("spaced", "transposed"))


@check(
    points=1,
    after=(
        causal_mask_allows_no_look_ahead,
        encodes_positions_by_sines_and_cosines,
        splits_features_into_heads,
        merges_heads_into_features,
        HIDES["(N, T, S)"],
        broadcasts_masks,
        goes_back_within_each_leading_axis,
        *WITH_MASK["attention_backward"],
    ),
)
def trains_like_the_reference(student, reference, rng):
    """Eight steps of SGD on causal attention with two heads and positions reach the reference's projections."""
    n, t, d = rng.sizes(3, 5, 2)
    weights = {name: rng.normal(0.0, 0.7, (2 * d, 2 * d)) for name in ("query", "key", "value")}
    tokens, targets = rng.normal(0.0, 1.0, (2, 8, n, t, 2 * d))
    given = {"8 steps": (tokens, targets, weights, 2, 0.02)}
    agrees(student, reference, "train", given, on=("query", "key", "value"))
