"""The claims about the layer in torch: its state, both modes, gradients, strict claims, then a deep net on real digits."""

import itertools

import numpy as np

from grader import agrees, at_least, by_hand, check, close, holds, keeps_dtype, share_right
from grader.datasets import digits

from .cases import batch, in_layer, in_layers, of_kind, plain, thin, two_far_rows
from .checks import TINY

FORBIDDEN = {"torch": ["batch_norm"]}
TRACKED = ("running_mean", "running_var", "num_batches_tracked")
GRADIENTS = ("dbias", "dweight", "dx")


@check(points=1, part="torch")
def has_the_state_of_the_ready_made_layer(student, reference, rng):
    """A new layer has the names, shapes and initial values of nn.BatchNorm1d and nn.BatchNorm2d."""
    zeros = np.zeros(rng.sizes(5))
    state, learned = student.drive("fresh", len(zeros), zeros)
    initial = {"weight": zeros + 1, "bias": zeros, "running_mean": zeros, "running_var": zeros + 1}
    for name, values in (initial | {"num_batches_tracked": np.array(0)}).items():
        holds(name in state, f"state_dict() holds {name}")
        close(state[name], values, name)
    holds(learned == ["bias", "weight"], f"the parameters are weight and bias, not {learned}")


@check(points=2, part="torch", look_first=has_the_state_of_the_ready_made_layer)
def normalizes_columns_in_training_mode(student, reference, rng):
    """By hand, every column of a training batch is shifted to mean 0 and divided by its standard deviation."""
    given = in_layer(*plain(*batch(rng, rng.sizes(7, 5))))
    by_hand(student, lambda: agrees(student, reference, "forward", given, on="out", eps=TINY))


@check(points=1, part="torch", each={"rows": normalizes_columns_in_training_mode, "images": None})
def uses_weight_and_bias(student, reference, rng, kind):
    """Rows and images are normalized per channel; weight multiplies, then bias is added."""
    given = in_layer(*of_kind(rng, kind))
    by_hand(student, lambda: agrees(student, reference, "forward", given, on="out", eps=TINY))


BUFFERS = {
    "running_mean": None,
    "running_var of rows": None,
    "running_var of images": None,
    "num_batches_tracked": None,
}


@check(points=2, part="torch", each=BUFFERS, look_first=has_the_state_of_the_ready_made_layer)
def tracks_running_statistics(student, reference, rng, item):
    """Each training batch updates running_mean, running_var (unbiased) and the count of batches, outside the graph."""
    given = in_layer(*of_kind(rng, "images" if "images" in item else "rows"))
    name = item.split()[0]
    attached = ("requires_grad",) if name != "num_batches_tracked" else ()
    agrees(student, reference, "forward", given, on=(name, *attached), momentum=0.3, eps=TINY)


@check(points=1, part="torch", each={"rows": None, "images": None}, look_first=has_the_state_of_the_ready_made_layer)
def evaluates_with_running_statistics_after_eval(student, reference, rng, kind):
    """After eval() the running statistics take the place of the batch's statistics."""
    given = in_layer(*of_kind(rng, kind))
    by_hand(student, lambda: agrees(student, reference, "evaluate", given, on="out", eps=TINY))


TRAINS = {kind: uses_weight_and_bias[kind] for kind in ("rows", "images")}
EVALUATES = {kind: evaluates_with_running_statistics_after_eval[kind] for kind in TRAINS}


KEPT = {"running statistics": TRACKED[:2], "num_batches_tracked": TRACKED[2:]}


@check(points=1, part="torch", after=EVALUATES["rows"], each=dict.fromkeys(KEPT))
def leaves_running_statistics_alone_after_eval(student, reference, rng, item):
    """After eval() the layer gives the right output, and the running statistics and the count do not change."""
    given = in_layer(*of_kind(rng, "rows"))
    agrees(student, reference, "evaluate", given, on=("out", *KEPT[item]), eps=TINY, momentum=0.6)


VARIANCE = tracks_running_statistics["running_var of rows"]
PLACES_OF_EPS = {"training": TRAINS["rows"], "evaluation": EVALUATES["rows"], "running_var": VARIANCE}


@check(points=1, part="torch", strict="eps", each=PLACES_OF_EPS)
def adds_eps_under_the_root(student, reference, rng, place):
    """The argument eps is added to the variance under the root, in training and after eval(), and to no other number."""
    driver = "evaluate" if place == "evaluation" else "forward"
    entry = "running_var" if place == "running_var" else "out"
    agrees(student, reference, driver, in_layer(*batch(rng, rng.sizes(5, 4), 0.7, 0.5)), on=entry, eps=0.2)


@check(points=2, part="torch", after=TRAINS["rows"])
def lets_gradients_through_the_statistics(student, reference, rng):
    """Autograd finds the gradients of x, weight and bias, also through the mean and the variance."""
    state, x = in_layer(*batch(rng, rng.sizes(6, 4)))
    given = state, x, rng.normal(0.5, 1.0, x.shape)
    agrees(student, reference, "gradients", given, on=GRADIENTS, eps=TINY)


@check(points=1, part="torch", after=EVALUATES["rows"])
def loads_a_saved_state(student, reference, rng):
    """A state of nn.BatchNorm1d or nn.BatchNorm2d can be loaded, gives the right output after eval(), and is saved again."""
    given = in_layer(*of_kind(rng, "rows"))
    agrees(student, reference, "load", given, on=("out", "weight", "bias", *TRACKED), eps=TINY)


PRECISE = {
    "training": TRAINS["rows"],
    "evaluation": EVALUATES["rows"],
    "running statistics": (tracks_running_statistics["running_mean"], VARIANCE),
    "gradients": lets_gradients_through_the_statistics,
}


@check(points=1, part="torch", strict="precision", each=PRECISE)
def layer_keeps_dtypes(student, reference, rng, item):
    """A layer in float32 answers in float32, and a layer in float64 with the precision of float64."""
    state, x = in_layer(*batch(rng, rng.sizes(6, 4)))
    if item == "gradients":
        given = state, x, rng.normal(0.5, 1.0, x.shape)
        keeps_dtype(student, reference, "gradients", given, on=GRADIENTS, eps=TINY)
        return
    driver, entries = "evaluate" if item == "evaluation" else "forward", "out"
    if item == "running statistics":
        entries = TRACKED[:2]
    keeps_dtype(student, reference, driver, (state, x), on=entries, momentum=0.3, eps=TINY)


@check(
    points=1,
    part="torch",
    strict="range",
    after=normalizes_columns_in_training_mode,
    look_first=layer_keeps_dtypes,
)
def layer_survives_huge_means(student, reference, rng):
    """Columns are normalized to the last digit if their means are a hundred thousand times their deviations."""
    agrees(student, reference, "forward", in_layers(two_far_rows(rng)), on="out", eps=TINY)


PASSES = {f"{kind} in training": TRAINS[kind] for kind in TRAINS}
PASSES |= {f"{kind} in evaluation": EVALUATES[kind] for kind in TRAINS}


@check(points=1, part="torch", strict="axes", each=PASSES)
def layer_keeps_axes_of_length_one(student, reference, rng, item):
    """out keeps all axes if one has length one, as for one row, one channel or one place; and x may be a view."""
    kind, _, mode = item.split()
    driver = "forward" if mode == "training" else "evaluate"
    agrees(student, reference, driver, in_layers(thin(rng, kind, mode == "training")), on="out", eps=TINY)
    view = {"a view": in_layer(*of_kind(rng, kind))}
    agrees(student, reference, driver, view, on="out", view=True, eps=TINY)


LEARNED = {"weights": ("first", "last", "weight", "bias"), "running statistics": TRACKED[:2]}
LEARNS = {
    "weights": lets_gradients_through_the_statistics,
    "running statistics": (
        lets_gradients_through_the_statistics,
        tracks_running_statistics["running_mean"],
        VARIANCE,
    ),
}


@check(points=1, part="torch", each=LEARNS)
def trains_like_the_reference_layer(student, reference, rng, item):
    """Six steps of SGD on a net that contains the layer reach the reference's weights and running statistics."""
    n, d, c, m = rng.sizes(7, 5, 4, 3)
    weights = {"first": rng.normal(0.0, 0.5, (d, c)), "last": rng.normal(0.0, 0.5, (c, m))}
    given = rng.normal(200.0, 1000.0, (6, n, d)), rng.normal(0.0, 1.0, (6, n, m)), weights, 0.05
    agrees(student, reference, "train", given, on=LEARNED[item], eps=TINY, momentum=0.2)


@check(
    points=2,
    part="torch",
    after=(lets_gradients_through_the_statistics, EVALUATES["rows"]),
    look_first=tracks_running_statistics,
    seconds=30,
)
def trains_a_deep_plain_net(student, reference, rng):
    """With your layers a net with eight hidden layers learns to read digits at a learning rate of 0.5."""
    seen, unseen = digits().split(rng, 1497, 200)
    sizes, batches = itertools.pairwise((64, *[32] * 8, 10)), seen.batches(rng, 100, 64)
    matrices = [rng.normal(0.0, (2 / d) ** 0.5, (d, m)).astype(np.float32) for d, m in sizes]
    given = batches.images.astype(np.float32), batches.labels, matrices, unseen.images.astype(np.float32)
    predicted, means = student.drive("train_deep_net", *given, lr=0.5)
    alike = means.any() and len(np.unique(means, axis=0)) < len(means)
    holds(not alike, "each layer keeps running statistics of its own")
    # Over 300 seeds, min / median / max: reference 0.815 / 0.945 / 0.985, none below 0.75; no normalization 0.025 / 0.11 /
    # 0.29; layers that share running statistics 0.12 / 0.375 / 0.735; batch statistics in evaluation 0.055 / 0.1 / 0.15.
    at_least(share_right(predicted, unseen.labels, "predictions"), 0.75, "accuracy on 200 unseen digits")
