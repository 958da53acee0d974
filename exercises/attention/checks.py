"""The claims about the function attention in torch. Those by hand are in checks_numpy.py, those of layers in checks_torch.py."""

import numpy as np

from grader import (
    agrees,
    by_hand,
    call,
    case,
    check,
    close,
    holds,
    same_shape,
)

from .cases import all_upstream, broadcast, extreme, hopeless, large, many_weights, masked, unmasked

FORBIDDEN = {"torch": ["attention"]}

FORWARD = call("attention", "out")
P = 0.3  # the probability to drop; two independent weights are both dropped or both kept with probability 0.58


def drops(ratio, name):
    """Judge what dropout did by the ratio of each weight to what it was before: the share of zeros, and the others."""
    kept = np.asarray(ratio, float)[np.asarray(ratio) != 0]
    holds(kept.size, f"some weights are kept {name}")
    # Of 12,000 weights and more a share of 0.3 is dropped, give or take 0.004; it is rounded, so that chance has no part.
    share = round(1 - kept.size / np.size(ratio), 1)
    found = np.array([share, kept.min(), kept.max()])
    close(found, np.array([P, 1 / (1 - P), 1 / (1 - P)]), f"(share of zeros, least factor, greatest factor) {name}")


LEADS = {"one sequence": (0,), "leading axes": (2, 1)}


@check(points=2, part="torch", each=dict.fromkeys(LEADS))
def attention_weighs_values(student, reference, rng, item):
    """By hand, each output is a weighted mean of the values. The weights are softmax(q k^T / sqrt(D)), over the keys."""
    cases = unmasked(rng, *LEADS[item])
    by_hand(student, lambda: agrees(student, reference, FORWARD, cases))


WEIGHS = {item: attention_weighs_values[item] for item in LEADS}


@check(points=1, part="torch", each={"mask (T, S)": WEIGHS["one sequence"], "other masks": WEIGHS["leading axes"]})
def attention_obeys_masks(student, reference, rng, item):
    """A key gets weight 0 where the mask is False, and the other weights sum to 1. The mask broadcasts to (..., T, S)."""
    cases = masked(rng, "(T, S)") if item == "mask (T, S)" else masked(rng, "(N, T, S)") | broadcast(rng)
    by_hand(student, lambda: agrees(student, reference, FORWARD, cases))


HIDES = {
    "one sequence": attention_obeys_masks["mask (T, S)"],
    "several sequences": attention_obeys_masks["other masks"],
}
SIZES = {"allowed scores": WEIGHS["one sequence"], "masked scores": HIDES["one sequence"]}


@check(points=1, part="torch", strict="range", each=SIZES)
def attention_survives_scores_of_any_size(student, reference, rng, item):
    """The output is right for large scores, allowed or masked."""
    agrees(student, reference, FORWARD, large(rng) if item == "allowed scores" else extreme(rng))


@check(points=1, part="torch", each=HIDES)
def attention_is_zero_where_nothing_is_allowed(student, reference, rng, where):
    """A row of the mask that is all False gives the output 0."""
    agrees(student, reference, FORWARD, hopeless(rng, where))


GRADIENTS = {
    "no mask": WEIGHS["one sequence"],
    "mask (T, S)": HIDES["one sequence"],
    "rows that are all False": attention_is_zero_where_nothing_is_allowed["one sequence"],
}


@check(points=2, part="torch", each=GRADIENTS)
def attention_lets_gradients_through(student, reference, rng, item):
    """Autograd finds the gradients of q, k and v. A row of the mask that is all False gives the gradient 0, not NaN."""
    cases = unmasked(rng, 0) if item == "no mask" else masked(rng, "(T, S)")
    if item == "rows that are all False":
        cases = hopeless(rng, "one sequence")
    agrees(student, reference, "gradients", all_upstream(rng, cases), on=("dq", "dk", "dv"))


@check(points=1, part="torch", after=WEIGHS["one sequence"])
def dropout_spares_evaluation(student, reference, rng):
    """With training=False, or dropout_p=0, nothing is dropped."""
    one, _ = many_weights(rng)
    for settings in ({"dropout_p": P, "training": False}, {"dropout_p": 0.0, "training": True}):
        with case(str(settings)):
            close(student.attention(*map(np.copy, one), **settings), reference.attention(*one), "out")


@check(points=1, part="torch", after=WEIGHS["leading axes"])
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
    outs, weights = (
        [student.attention(*map(np.copy, many), dropout_p=P, training=True) for _ in range(2)],
        reference.attention(*one),
    )
    for out in outs:
        same_shape(out, (40, *weights.shape), "out")
        drops((out / weights)[..., :15], "with dropout_p=0.3")
    outs = np.array(outs)  # (2, N, T, 2S)
    dropped, twin = outs[..., :15] == 0, outs[..., 15:] == 0
    for axis, what in enumerate(("call", "sequence", "query", "key")):
        alike = np.mean(np.diff(dropped, axis=axis) == 0)  # neighbors; 0.58 on average, give or take 0.008
        holds(abs(alike - 0.58) < 0.06, f"each {what} has weights dropped that have nothing to do with the next one's")
    holds(dropped == twin, "a weight that is dropped is dropped for all features of its value")
