"""The claims about attention in torch: the function, dropout, the multi-head layer, a block, then a model that sorts."""

import itertools

import numpy as np

from grader import (
    agrees,
    at_least,
    by_hand,
    call,
    case,
    check,
    close,
    finite,
    has_shapes,
    holds,
    keeps_dtype,
    leaves_alone,
    same_shape,
    share_right,
)

from .cases import (
    all_upstream,
    attention_shapes,
    block_shapes,
    broadcast,
    extreme,
    filled,
    hopeless,
    large,
    layer_cases,
    many_weights,
    masked,
    model_shapes,
    some_allowed,
    unmasked,
)

FORBIDDEN = {"torch": ["attention"]}

FORWARD = call("attention", "out")
P = 0.3  # the probability to drop; two independent weights are both dropped or both kept with probability 0.58


def new_module(student, name, settings, shapes):
    """The state of a new module, whose parameters have these names and shapes and are finite."""
    state, learned = student.drive("fresh", name, settings, np.zeros(1))
    has_shapes({entry: state[entry] for entry in learned}, shapes, "parameters")
    for entry in shapes:
        finite(state[entry], entry)
    return state


def drops(ratio, name):
    """Judge what dropout did by the ratio of each weight to what it was before: the share of zeros, and the others."""
    kept = np.asarray(ratio, float)[np.asarray(ratio) != 0]
    holds(kept.size, f"some weights are kept {name}")
    # Of 12,000 weights and more a share of 0.3 is dropped, give or take 0.004; it is rounded, so that chance has no part.
    share = round(1 - kept.size / np.size(ratio), 1)
    found = np.array([share, kept.min(), kept.max()])
    close(found, np.array([P, 1 / (1 - P), 1 / (1 - P)]), f"(share of zeros, least factor, greatest factor) {name}")


@check(points=3, part="torch")
def attention_weighs_values(student, reference, rng):
    """By hand, each output is a weighted mean of the values. The weights are softmax(q k^T / sqrt(D)), over the keys."""
    cases = unmasked(rng, 0, 1, 2)
    by_hand(student, lambda: agrees(student, reference, FORWARD, cases))


@check(points=1, part="torch", after=attention_weighs_values)
def attention_obeys_masks(student, reference, rng):
    """A key gets weight 0 where the mask is False, and the other weights sum to 1. The mask broadcasts to (..., T, S)."""
    cases = masked(rng) | broadcast(rng)
    by_hand(student, lambda: agrees(student, reference, FORWARD, cases))


@check(points=1, part="torch", after=attention_obeys_masks)
def attention_survives_scores_of_any_size(student, reference, rng):
    """The output is right for large scores, allowed or masked."""
    agrees(student, reference, FORWARD, large(rng) | extreme(rng))


@check(points=1, part="torch", after=attention_obeys_masks)
def attention_is_zero_where_nothing_is_allowed(student, reference, rng):
    """A row of the mask that is all False gives the output 0."""
    agrees(student, reference, FORWARD, hopeless(rng))


@check(points=1, part="torch", after=attention_obeys_masks)
def attention_leaves_inputs_and_dtype_alone(student, reference, rng):
    """attention changes no argument, and for float32 inputs out is right and is float32."""
    cases = unmasked(rng, 1) | masked(rng)
    leaves_alone(student, reference, FORWARD, cases, ("q", "k", "v", "mask"))
    keeps_dtype(student, reference, FORWARD, cases)


@check(points=2, part="torch", after=attention_is_zero_where_nothing_is_allowed)
def attention_lets_gradients_through(student, reference, rng):
    """Autograd finds the gradients of q, k and v. A row of the mask that is all False gives the gradient 0, not NaN."""
    cases = all_upstream(rng, unmasked(rng, 1) | masked(rng) | hopeless(rng))
    agrees(student, reference, "gradients", cases, on=("dq", "dk", "dv"))


@check(points=1, part="torch", after=attention_weighs_values)
def dropout_spares_evaluation(student, reference, rng):
    """With training=False, or dropout_p=0, nothing is dropped."""
    one, _ = many_weights(rng)
    for settings in ({"dropout_p": P, "training": False}, {"dropout_p": 0.0, "training": True}):
        with case(str(settings)):
            close(student.attention(*one, **settings), reference.attention(*one), "out")


@check(points=1, part="torch", after=dropout_spares_evaluation)
def dropout_scales_what_it_keeps(student, reference, rng):
    """The share dropout_p of the weights is dropped, and all others are divided by 1 - dropout_p."""
    one, many = many_weights(rng)
    out, weights = student.attention(*many, dropout_p=P, training=True), reference.attention(*one)
    same_shape(out, (40, *weights.shape), "out")
    drops((out / weights)[..., :15].copy(), "with dropout_p=0.3")


@check(points=1, part="torch", after=dropout_scales_what_it_keeps)
def dropout_drops_each_weight_on_its_own(student, reference, rng):
    """Each weight is dropped independently of the others, for all features of the output, and every call draws anew."""
    one, many = many_weights(rng)
    outs, weights = [student.attention(*many, dropout_p=P, training=True) for _ in range(2)], reference.attention(*one)
    for out in outs:
        same_shape(out, (40, *weights.shape), "out")
        drops((out / weights)[..., :15], "with dropout_p=0.3")
    outs = np.array(outs)  # (2, N, T, 2S)
    dropped, twin = outs[..., :15] == 0, outs[..., 15:] == 0
    for axis, what in enumerate(("call", "sequence", "query", "key")):
        alike = np.mean(np.diff(dropped, axis=axis) == 0)  # neighbors; 0.58 on average, give or take 0.008
        holds(abs(alike - 0.58) < 0.06, f"each {what} has weights dropped that have nothing to do with the next one's")
    holds(dropped == twin, "a weight that is dropped is dropped for all features of its value")


@check(points=1, part="torch")
def multi_head_has_the_state_of_the_ready_made_layer(student, reference, rng):
    """A new MultiHeadAttention has the names and shapes of nn.MultiheadAttention, and its weights are random."""
    h, d = rng.sizes(2, 3)
    state = new_module(student, "MultiHeadAttention", (h * d, h), attention_shapes(h * d))
    holds(sorted(state) == sorted(attention_shapes(h * d)), "the state holds nothing but the parameters")
    for name in ("in_proj_weight", "out_proj.weight"):
        holds(np.std(state[name]) > 1e-3, f"{name} starts random")


@check(points=3, part="torch", after=(multi_head_has_the_state_of_the_ready_made_layer, attention_weighs_values))
def multi_head_attends_to_itself(student, reference, rng):
    """By hand, layer(x, x, x) projects, splits into heads, attends, merges and projects, as nn.MultiheadAttention does."""
    given, _ = layer_cases(rng, cross=False)
    by_hand(student, lambda: student.drive("output", *given))
    agrees(student, reference, "output", {"self-attention": given}, on="out")


@check(points=1, part="torch", after=multi_head_attends_to_itself)
def multi_head_attends_to_others(student, reference, rng):
    """Queries, keys and values may come from three different inputs, and there may be more keys than queries."""
    given, _ = layer_cases(rng, cross=True)
    agrees(student, reference, "output", {"cross-attention": given}, on="out")


@check(points=1, part="torch", after=(multi_head_attends_to_others, attention_is_zero_where_nothing_is_allowed))
def multi_head_obeys_masks(student, reference, rng):
    """A mask broadcasts to (N, heads, T, S) and holds for every head."""
    given, (n, h, t, s) = layer_cases(rng, cross=True)
    masks = {shape: some_allowed(rng, *shape) for shape in ((t, s), (n, 1, 1, s), (n, h, t, s))}
    masks[n, 1, 1, s][-1] = False
    agrees(student, reference, "output", {f"mask {shape}": (*given, mask) for shape, mask in masks.items()}, on="out")


@check(points=1, part="torch", after=(multi_head_attends_to_itself, dropout_scales_what_it_keeps))
def multi_head_drops_in_training_mode_only(student, reference, rng):
    """In training mode the layer drops weights with the probability dropout. After eval() it drops none."""
    e, unit = 12, np.eye(12)  # queries and keys are 0: every weight is 1/12; the values show those of 6 keys, twice
    state = {name: np.zeros(shape) for name, shape in attention_shapes(e).items()}
    state |= {
        "in_proj_weight": np.concatenate([0 * unit, 0 * unit, unit]),
        "out_proj.weight": np.tile(unit[:6], (2, 1)),
    }
    given = (e, 3, P), state, np.zeros((40, 50, e)), np.tile(unit, (40, 1, 1))
    training, evaluation = student.drive("both_modes", *given)
    with case("after eval()"):
        close(evaluation, np.full((40, 50, e), 1 / e), "out")
    same_shape(training, (40, 50, e), "out in training mode")
    drops(e * training[..., :6], "in training mode")
    holds(training[..., :6] == training[..., 6:], "what is dropped are weights, not features of the output")


@check(points=1, part="torch", after=multi_head_has_the_state_of_the_ready_made_layer)
def block_has_the_state_of_the_ready_made_layer(student, reference, rng):
    """A new TransformerBlock has the names and shapes of nn.TransformerEncoderLayer."""
    h, d, hidden = rng.sizes(2, 3, 7)
    state = new_module(student, "TransformerBlock", (h * d, h, hidden), block_shapes(h * d, hidden))
    holds(sorted(state) == sorted(block_shapes(h * d, hidden)), "the state holds nothing but the parameters")


@check(points=2, part="torch", after=(block_has_the_state_of_the_ready_made_layer, multi_head_obeys_masks))
def block_normalizes_before_each_branch(student, reference, rng):
    """Each branch normalizes first, and its result is added to the features before normalization. x is not changed."""
    n, h, d, t, hidden = rng.sizes(2, 3, 4, 5, 7)
    x, mask = rng.normal(1.0, 2.0, (n, t, h * d)), some_allowed(rng, t, t)
    given = "TransformerBlock", (h * d, h, hidden), filled(rng, block_shapes(h * d, hidden))
    cases = {"no mask": (*given, x), "mask": (*given, x, mask)}
    names = ("name", "settings", "state", "x", "mask")
    by_hand(student, lambda: leaves_alone(student, reference, "output", cases, names, on="out"))


@check(points=1, part="torch", after=block_has_the_state_of_the_ready_made_layer)
def model_has_its_parts(student, reference, rng):
    """A new CausalModel has the parameters that its docstring names."""
    vocabulary, length, d, hidden = rng.sizes(9, 5, 3, 7)
    settings = (vocabulary, length, 2 * d, 2, hidden)
    new_module(student, "CausalModel", settings, model_shapes(vocabulary, length, 2 * d, hidden))


@check(points=2, part="torch", after=(model_has_its_parts, block_normalizes_before_each_branch))
def model_scores_the_next_token_from_the_past(student, reference, rng):
    """The logits at each position depend on the tokens up to this position, and on their order."""
    n, t, length, d, vocabulary, hidden = rng.sizes(2, 5, 6, 4, 9, 7)
    state = filled(rng, model_shapes(vocabulary, length, 2 * d, hidden))
    tokens = rng.randint(0, vocabulary, (n, length))
    given = "CausalModel", (vocabulary, length, 2 * d, 2, hidden), state
    cases = {f"T = {size}, length {length}": (*given, tokens[:, :size].copy()) for size in (t, length, 1)}
    agrees(student, reference, "output", cases, on="out")


@check(points=2, part="torch", after=(model_scores_the_next_token_from_the_past, attention_lets_gradients_through))
def trains_like_the_reference_model(student, reference, rng):
    """Six steps of SGD on random text reach all of the reference's parameters."""
    n, t, d, vocabulary, hidden = rng.sizes(3, 5, 4, 9, 7)
    state = filled(rng, model_shapes(vocabulary, t, 2 * d, hidden))
    texts = rng.randint(0, vocabulary, (6, n, t + 1))
    given = (vocabulary, t, 2 * d, 2, hidden), state, texts, 0.1
    agrees(student, reference, "train", {"6 steps": given}, on=tuple(state))


@check(points=2, part="torch", after=trains_like_the_reference_model, seconds=30)
def trains_to_sort(student, reference, rng):
    """A model of one block learns to write three digits in order, also for sequences that it has not seen."""
    unseen, seen = np.split(rng.permutation(list(itertools.permutations(range(10), 3))), [120])  # 720 in all
    batches = seen[rng.randint(0, len(seen), (100, 48))]  # (100, 48, 3): 100 steps of 48 sequences
    texts = np.concatenate([batches, np.sort(batches)], axis=-1)  # (100, 48, 6)
    state = {name: x.astype(np.float32) for name, x in filled(rng, model_shapes(10, 5, 24, 48)).items()}
    written = student.drive("train_to_sort", (10, 5, 24, 2, 48), state, texts, unseen.copy(), lr=1.0)
    # Least / median / greatest: reference, 300 seeds, 0.94 / 0.99 / 1; a model that looks ahead, 200 seeds, 0.15 / 0.38 /
    # 0.63; one without positions, 200 seeds, 0.2 / 0.3 / 0.41.
    at_least(
        share_right(written, np.sort(unseen), "what was written"),
        0.75,
        "share of 120 unseen sequences that come out sorted",
    )
