"""The claims about the layers in torch: the multi-head layer, a block, a model, strict claims, and a model that sorts."""

import itertools

import numpy as np

from grader import (
    agrees,
    at_least,
    by_hand,
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
    takes_any_layout,
)

from .cases import (
    THIN_BLOCKS,
    THIN_LAYERS,
    THIN_MODELS,
    attention_shapes,
    block_case,
    block_shapes,
    filled,
    layer_case,
    masked,
    model_case,
    model_shapes,
    some_allowed,
    thin,
    unmasked,
)
from .checks import (
    FORWARD,
    HIDES,
    WEIGHS,
    P,
    attention_lets_gradients_through,
    attention_obeys_masks,
    dropout_scales_what_it_keeps,
    dropout_spares_evaluation,
    drops,
)


def new_module(student, name, settings, shapes, inner="nothing"):
    """The state of a new module. Its parameters have these names and shapes and are finite.

    Entries of the module `inner` inside it are not judged, but there must be some.
    """
    state, learned = student.drive("fresh", name, settings, np.zeros(1))
    own = [entry for entry in learned if not entry.startswith(f"{inner}.")]
    has_shapes({entry: state[entry] for entry in own}, shapes, "parameters")
    holds(inner == "nothing" or len(own) < len(learned), f"{name} holds {inner}, which has parameters")
    for entry in shapes:
        finite(state[entry], entry)
    return state


@check(points=1, part="torch")
def multi_head_has_the_state_of_the_ready_made_layer(student, reference, rng):
    """A new MultiHeadAttention has the names and shapes of nn.MultiheadAttention, and its weights are random."""
    h, d = rng.sizes(2, 3)
    state = new_module(student, "MultiHeadAttention", (h * d, h), attention_shapes(h * d))
    holds(sorted(state) == sorted(attention_shapes(h * d)), "the state holds nothing but the parameters")
    for name in ("in_proj_weight", "out_proj.weight"):
        holds(np.std(state[name]) > 1e-3, f"{name} starts random")


@check(points=2, part="torch", look_first=(multi_head_has_the_state_of_the_ready_made_layer, WEIGHS["leading axes"]))
def multi_head_attends_to_itself(student, reference, rng):
    """By hand, layer(x, x, x) projects, splits into heads, attends, merges and projects, as nn.MultiheadAttention does."""
    given = layer_case(rng, rng.sizes(2, 3, 5, 4, 7))
    by_hand(student, lambda: student.drive("output", *given))
    agrees(student, reference, "output", {"self-attention": given}, on="out")


@check(points=1, part="torch", after=multi_head_attends_to_itself)
def multi_head_attends_to_others(student, reference, rng):
    """Queries, keys and values may come from three different inputs, and there may be more keys than queries."""
    given = layer_case(rng, rng.sizes(2, 3, 5, 4, 7), cross=True)
    agrees(student, reference, "output", {"cross-attention": given}, on="out")


@check(points=1, part="torch", after=multi_head_attends_to_itself, look_first=attention_obeys_masks)
def multi_head_obeys_masks(student, reference, rng):
    """A mask broadcasts to (N, heads, T, S) and holds for every head."""
    n, h, d, t, s = rng.sizes(2, 3, 5, 4, 7)
    given = layer_case(rng, (n, h, d, t, s))
    masks = {shape: some_allowed(rng, *shape) for shape in ((t, t), (n, 1, 1, t), (n, h, t, t))}
    agrees(student, reference, "output", {f"mask {shape}": (*given, mask) for shape, mask in masks.items()}, on="out")


@check(
    points=1,
    part="torch",
    after=multi_head_attends_to_itself,
    look_first=(dropout_spares_evaluation, dropout_scales_what_it_keeps),
)
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


@check(points=1, part="torch")
def block_has_the_state_of_the_ready_made_layer(student, reference, rng):
    """A new TransformerBlock has the names and shapes of nn.TransformerEncoderLayer, beside the state of self_attn."""
    h, d, hidden = rng.sizes(2, 3, 7)
    shapes = {name: shape for name, shape in block_shapes(h * d, hidden).items() if "self_attn" not in name}
    state = new_module(student, "TransformerBlock", (h * d, h, hidden), shapes, inner="self_attn")
    others = sorted(name for name in state if not name.startswith("self_attn."))
    holds(others == sorted(shapes), "the state holds nothing but the parameters")


@check(
    points=2,
    part="torch",
    each={"no mask": None, "mask": None},
    look_first=(block_has_the_state_of_the_ready_made_layer, multi_head_attends_to_itself, multi_head_obeys_masks),
)
def block_normalizes_before_each_branch(student, reference, rng, item):
    """By hand, each branch normalizes first, and its result is added to the features before normalization."""
    given = block_case(rng, rng.sizes(2, 3, 5, 4, 7))
    t = given[-1].shape[1]
    if item == "mask":
        given = (*given, some_allowed(rng, t, t))
    by_hand(student, lambda: agrees(student, reference, "output", given, on="out"))


@check(points=1, part="torch")
def model_has_its_parts(student, reference, rng):
    """A new CausalModel has the parameters that its docstring names, beside those of its block."""
    vocabulary, length, d, hidden = rng.sizes(9, 5, 3, 7)
    settings = (vocabulary, length, 2 * d, 2, hidden)
    shapes = model_shapes(vocabulary, length, 2 * d, hidden)
    own = {name: shape for name, shape in shapes.items() if not name.startswith("block.")}
    new_module(student, "CausalModel", settings, own, inner="block")


LENGTHS = ("texts of the largest length", "shorter texts")


@check(
    points=2,
    part="torch",
    each=dict.fromkeys(LENGTHS),
    look_first=(model_has_its_parts, block_normalizes_before_each_branch),
)
def model_scores_the_next_token_from_the_past(student, reference, rng, item):
    """The logits at each position depend on the tokens up to this position, and on their order."""
    t, *sizes = rng.sizes(5, 2, 6, 3, 9, 7)
    agrees(student, reference, "output", model_case(rng, sizes, t if item == "shorter texts" else None), on="out")


SCORES = {item: model_scores_the_next_token_from_the_past[item] for item in LENGTHS}
BLOCK = block_normalizes_before_each_branch["no mask"]


@check(points=1, part="torch", strict="arguments", each={"attention": HIDES["one sequence"], "TransformerBlock": BLOCK})
def layers_leave_their_inputs_alone(student, reference, rng, item):
    """attention and TransformerBlock give the right results and change no argument."""
    if item == "attention":
        cases = unmasked(rng, 0) | masked(rng, "(T, S)")
        leaves_alone(student, reference, FORWARD, cases, ("q", "k", "v", "mask"))
    else:
        names = ("name", "settings", "state", "x")
        leaves_alone(student, reference, "output", block_case(rng, rng.sizes(2, 3, 5, 4, 7)), names, on="out")


LAYERS = {
    "MultiHeadAttention": multi_head_attends_to_itself,
    "TransformerBlock": BLOCK,
    "CausalModel": SCORES["texts of the largest length"],
}


@check(points=1, part="torch", strict="precision", each={"attention": HIDES["one sequence"]} | LAYERS)
def layers_keep_dtypes(student, reference, rng, item):
    """For float32 the result is in float32, and for float64 it has the precision of float64."""
    if item == "attention":
        keeps_dtype(student, reference, FORWARD, unmasked(rng, 0) | masked(rng, "(T, S)"))
        return
    given = {
        "MultiHeadAttention": lambda: layer_case(rng, rng.sizes(2, 3, 5, 4, 7)),
        "TransformerBlock": lambda: block_case(rng, rng.sizes(2, 3, 5, 4, 7)),
        "CausalModel": lambda: model_case(rng, rng.sizes(2, 5, 3, 9, 7)),
    }[item]()
    keeps_dtype(student, reference, "output", given, on="out")


THIN = {"attention": WEIGHS["leading axes"], "attention with a mask": HIDES["several sequences"]}


@check(points=1, part="torch", strict="axes", each=THIN | LAYERS)
def layers_keep_axes_of_length_one(student, reference, rng, item):
    """Axes of length 1 stay: one query, one key, one feature, one sequence, one head. Tensors may have any layout in memory."""
    if item in THIN:
        agrees(student, reference, FORWARD, thin(rng, item))
        cases = masked(rng, "(N, T, S)") if item.endswith("with a mask") else unmasked(rng, 1)
        takes_any_layout(student, reference, FORWARD, cases, layouts=("spaced", "transposed"))
    elif item == "MultiHeadAttention":
        cases = {name: layer_case(rng, sizes, cross=True) for name, sizes in THIN_LAYERS.items()}
        agrees(student, reference, "output", cases, on="out")
        view = {"views": layer_case(rng, rng.sizes(2, 3, 5, 4, 7))}
        agrees(student, reference, "output", view, on="out", views=True)
    elif item == "TransformerBlock":
        cases = {name: block_case(rng, sizes) for name, sizes in THIN_BLOCKS.items()}
        agrees(student, reference, "output", cases, on="out")
        view = {"views": block_case(rng, rng.sizes(2, 3, 5, 4, 7))}
        agrees(student, reference, "output", view, on="out", views=True)
    else:
        agrees(
            student,
            reference,
            "output",
            {name: model_case(rng, sizes) for name, sizes in THIN_MODELS.items()},
            on="out",
        )


@check(
    points=2,
    part="torch",
    after=SCORES["texts of the largest length"],
    look_first=attention_lets_gradients_through,
)
def trains_like_the_reference_model(student, reference, rng):
    """Six steps of SGD on random text reach all of the reference's parameters."""
    n, t, d, vocabulary, hidden = rng.sizes(3, 4, 5, 9, 7)
    state = filled(rng, model_shapes(vocabulary, t, 2 * d, hidden))
    texts = rng.randint(0, vocabulary, (6, n, t + 1))
    given = (vocabulary, t, 2 * d, 2, hidden), state, texts, 0.1
    agrees(student, reference, "train", {"6 steps": given}, on=tuple(state))


@check(points=2, part="torch", after=tuple(SCORES.values()), look_first=trains_like_the_reference_model, seconds=30)
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
