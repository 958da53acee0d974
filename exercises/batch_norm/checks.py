"""The claims about batch normalization: training, evaluation, gradients, strict claims, and whole training runs."""

import numpy as np

from grader import (
    agrees,
    backward,
    call,
    case,
    check,
    close,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    passes_gradient_check,
    same_dtype,
    takes_any_layout,
    with_upstream,
)

from .cases import batch, of_kind, plain, thin, two_far_rows

TINY = 1e-12  # an eps that cannot be seen: its place is a claim of its own
RUNNING = ('running["mean"]', 'running["var"]')
FORWARD = call("batch_norm_forward", "out", cache=True, changes={3: "running"})
BACKWARD = backward(FORWARD, "batch_norm_backward", "dx", "dgamma", "dbeta")


@check(points=1)
def normalizes_each_column(student, reference, rng):
    """Every column of a training batch is shifted to mean 0 and divided by its standard deviation."""
    agrees(student, reference, FORWARD, plain(*batch(rng, rng.sizes(7, 5))), on="out", eps=TINY)


@check(points=1, after=normalizes_each_column)
def scales_and_shifts_each_column(student, reference, rng):
    """Each normalized column is multiplied by its gamma, and then its beta is added."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(8, 3)), on="out", eps=TINY)


@check(points=1, look_first=scales_and_shifts_each_column)
def normalizes_each_channel_of_images(student, reference, rng):
    """The statistics of an image channel are taken over the batch, the height and the width together."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(3, 4, 5, 2)), on="out", eps=TINY)


TRAINS = {"rows": scales_and_shifts_each_column, "images": normalizes_each_channel_of_images}


@check(points=1)
def blends_the_running_mean(student, reference, rng):
    """In training the running mean moves by momentum towards the mean of the batch."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(5, 3)), on=RUNNING[0], momentum=0.3, eps=TINY)


@check(points=1, after=blends_the_running_mean, each={"rows": None, "images": None})
def blends_the_unbiased_variance(student, reference, rng, kind):
    """The running variance moves towards the unbiased variance, which divides by the values per channel minus one."""
    agrees(student, reference, FORWARD, of_kind(rng, kind), on=RUNNING[1], momentum=0.3, eps=TINY)


@check(points=1)
def evaluates_with_running_statistics(student, reference, rng):
    """In evaluation the running statistics take the place of the batch's statistics."""
    given = plain(*batch(rng, rng.sizes(6, 4)))
    agrees(student, reference, FORWARD, given, on="out", training=False, eps=TINY)


@check(points=1, each={"rows": evaluates_with_running_statistics, "images": None})
def scales_and_shifts_in_evaluation(student, reference, rng, kind):
    """In evaluation gamma and beta are used as in training, for rows and for images."""
    agrees(student, reference, FORWARD, of_kind(rng, kind), on="out", training=False, eps=TINY)


EVALUATES = {kind: scales_and_shifts_in_evaluation[kind] for kind in TRAINS}


@check(points=1, after=EVALUATES["rows"])
def leaves_running_statistics_alone_in_evaluation(student, reference, rng):
    """Evaluation gives the right output and does not change the running statistics."""
    settings = {"training": False, "momentum": 0.3, "eps": TINY}
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(6, 4)), on=(*RUNNING, "out"), **settings)


PLACES_OF_EPS = {
    "training": scales_and_shifts_each_column,
    "evaluation": EVALUATES["rows"],
    "running variance": blends_the_unbiased_variance["rows"],
}


@check(points=1, strict="eps", each=PLACES_OF_EPS)
def puts_eps_under_the_root(student, reference, rng, place):
    """The argument eps is added to the variance under the root, in training and in evaluation, and to no other number."""
    small, wide = batch(rng, rng.sizes(6, 4), 0.7, 3e-3), batch(rng, rng.sizes(6, 4), 0.7, 0.1)
    if place == "running variance":
        agrees(student, reference, FORWARD, wide, on=RUNNING[1], momentum=0.3, eps=0.02)
        return
    with case("the default eps"):
        agrees(student, reference, FORWARD, small, on="out", training=place == "training")
    with case("eps=0.02"):
        agrees(student, reference, FORWARD, wide, on="out", training=place == "training", eps=0.02)


@check(points=2, each=TRAINS)
def sums_the_gradients_of_gamma_and_beta(student, reference, rng, kind):
    """dgamma and dbeta are sums over all values of a channel, for rows and for images."""
    cases = with_upstream(rng, reference, BACKWARD, {kind: of_kind(rng, kind)})
    agrees(student, reference, BACKWARD, cases, on=("dbeta", "dgamma"), eps=TINY)


@check(points=3, after=scales_and_shifts_each_column)
def sends_the_gradient_through_the_statistics(student, reference, rng):
    """dx passes a gradient check against the forward pass, whose mean and variance depend on x too."""
    cases = with_upstream(rng, reference, BACKWARD, {"rows": batch(rng, rng.sizes(6, 4), 10.0, 30.0)})
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dx": 0}, eps=TINY)


@check(points=2, after=normalizes_each_channel_of_images, look_first=sends_the_gradient_through_the_statistics)
def sends_the_gradient_through_images(student, reference, rng):
    """dx of an image batch passes a gradient check: each mean is over the batch, the height and the width together."""
    cases = with_upstream(rng, reference, BACKWARD, {"images": batch(rng, rng.sizes(3, 4, 5, 2), 10.0, 30.0)})
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dx": 0}, eps=TINY)


GOES_BACK = {
    "rows": (sums_the_gradients_of_gamma_and_beta["rows"], sends_the_gradient_through_the_statistics),
    "images": (sums_the_gradients_of_gamma_and_beta["images"], sends_the_gradient_through_images),
}


@check(
    points=1,
    strict="eps",
    after=sends_the_gradient_through_the_statistics,
    look_first=puts_eps_under_the_root,
)
def keeps_eps_in_the_backward_pass(student, reference, rng):
    """dx passes a gradient check when eps is as large as the variance."""
    cases = with_upstream(rng, reference, BACKWARD, {"rows": batch(rng, rng.sizes(7, 3), 1.0, 0.3)})
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dx": 0}, eps=0.1)


PASSES = {f"{kind} in training": TRAINS[kind] for kind in TRAINS}
EVALUATED = {f"{kind} in evaluation": EVALUATES[kind] for kind in TRAINS}
PASSES |= EVALUATED


@check(points=1, strict="arguments", each=PASSES)
def leaves_its_inputs_alone(student, reference, rng, item):
    """A forward pass gives the right output and changes neither x nor gamma nor beta."""
    kind = item.split()[0]
    settings = {"training": item not in EVALUATED, "eps": TINY}
    leaves_alone(student, reference, FORWARD, of_kind(rng, kind), ("x", "gamma", "beta"), on="out", **settings)


@check(points=1, strict="calls", each=GOES_BACK)
def can_go_back_twice(student, reference, rng, kind):
    """The backward pass may run after another forward pass and twice with one cache, and does not change dout."""
    cases = with_upstream(rng, reference, BACKWARD, {kind: of_kind(rng, kind)})
    goes_back_twice(student, reference, BACKWARD, cases, {kind: of_kind(rng, kind)}, eps=TINY)


def in_its_dtype(actual, right, name):
    """The right numbers in the dtype of the right answer."""
    same_dtype(actual, right.dtype, name)
    close(actual, right, name)


PRECISE = {
    "out in training": TRAINS["rows"],
    "out in evaluation": EVALUATES["rows"],
    "running statistics": blends_the_unbiased_variance["rows"],
    "gradients": GOES_BACK["rows"],
}


@check(points=1, strict="precision", each=PRECISE)
def keeps_dtypes(student, reference, rng, item):
    """float32 stays float32, float64 inputs give the precision of float64, and running statistics keep their own dtype."""
    given = x, gamma, beta, running = batch(rng, rng.sizes(6, 4))
    if item == "gradients":
        keeps_dtype(student, reference, BACKWARD, (rng.normal(0.5, 1.0, x.shape), *given), eps=TINY)
    elif item == "running statistics":
        keeps_dtype(student, reference, FORWARD, given, on=RUNNING, momentum=0.3, eps=TINY)
        narrow = {name: values.astype(np.float32) for name, values in running.items()}
        mixed = {"float32 statistics, float64 x": (x, gamma, beta, narrow)}
        agrees(student, reference, FORWARD, mixed, on=RUNNING, by=in_its_dtype, momentum=0.3, eps=TINY)
    else:
        settings = {"training": item == "out in training", "eps": TINY}
        keeps_dtype(student, reference, FORWARD, given, on="out", **settings)


@check(points=1, strict="range", after=normalizes_each_column, look_first=keeps_dtypes)
def survives_huge_means(student, reference, rng):
    """Columns are normalized to the last digit if their means are a hundred thousand times their deviations."""
    agrees(student, reference, FORWARD, two_far_rows(rng), on="out", eps=TINY)


BACK = {f"gradients of {kind}": GOES_BACK[kind] for kind in TRAINS}
THIN = PASSES | BACK | {"running statistics of rows": blends_the_unbiased_variance["rows"]}


@check(points=1, strict="axes", each=THIN)
def keeps_axes_of_length_one(student, reference, rng, item):
    """Answers keep all axes if one has length one, as for one row, one channel or one place; and x may be a view."""
    kind = "rows" if "rows" in item else "images"
    thin_cases, ordinary = thin(rng, kind, training=item not in EVALUATED), {kind: of_kind(rng, kind)}
    layouts = ("spaced", "transposed")
    if item in BACK:
        thin_cases, ordinary = (with_upstream(rng, reference, BACKWARD, cases) for cases in (thin_cases, ordinary))
        agrees(student, reference, BACKWARD, thin_cases, eps=TINY)
        takes_any_layout(student, reference, BACKWARD, ordinary, layouts=layouts, eps=TINY)
        return
    entries = RUNNING if "statistics" in item else "out"
    settings = {"training": item not in EVALUATED, "momentum": 0.3, "eps": TINY}
    agrees(student, reference, FORWARD, thin_cases, on=entries, **settings)
    takes_any_layout(student, reference, FORWARD, ordinary, layouts=layouts, on=entries, **settings)


@check(points=1, strict="defaults", after=blends_the_running_mean)
def trains_with_momentum_a_tenth(student, reference, rng):
    """Without further arguments a call is a training pass, and momentum is 0.1."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(5, 3)), on=RUNNING[0])


LEARNED = {"weights": ("w", "gamma", "beta"), "running statistics": ("mean", "var")}
LEARNS = {
    "weights": GOES_BACK["rows"],
    "running statistics": (*GOES_BACK["rows"], blends_the_unbiased_variance["rows"]),
}


@check(points=2, each=LEARNS)
def trains_like_the_reference(student, reference, rng, item):
    """Eight steps of SGD through batch normalization reach the reference's weights and running statistics."""
    n, d, c = rng.sizes(6, 5, 3)
    weights = {"w": rng.normal(0.0, 0.5, (d, c)), "gamma": np.ones(c), "beta": np.zeros(c)}
    given = rng.normal(200.0, 1000.0, (8, n, d)), rng.normal(0.0, 1.0, (8, n, c)), weights, 0.05
    agrees(student, reference, "train", given, on=LEARNED[item], momentum=0.2, eps=TINY)
