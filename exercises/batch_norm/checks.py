"""The claims about batch normalization: training, then evaluation, then the gradients, then whole training runs."""

import numpy as np

from grader import (
    agrees,
    backward,
    call,
    case,
    check,
    goes_back_twice,
    keeps_dtype,
    leaves_alone,
    passes_gradient_check,
    same_dtype,
    with_upstream,
)

from .cases import batch, both_shapes, far_from_zero, images, many_rows_and_one, rows

TINY = 1e-12  # an eps that cannot be seen: its place is a claim of its own
RUNNING = ('running["mean"]', 'running["var"]')
FORWARD = call("batch_norm_forward", "out", cache=True, changes={3: "running"})
BACKWARD = backward(FORWARD, "batch_norm_backward", "dx", "dgamma", "dbeta")


@check(points=2)
def normalizes_each_column(student, reference, rng):
    """Every column of a training batch is shifted to mean 0 and divided by its standard deviation, also for huge means."""
    agrees(student, reference, FORWARD, far_from_zero(rng), on="out")


@check(points=1, after=normalizes_each_column)
def scales_and_shifts_each_column(student, reference, rng):
    """Each normalized column is multiplied by its gamma, and then its beta is added."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(8, 3), -2e6, 1e6), on="out")


@check(points=1, after=normalizes_each_column)
def puts_eps_under_the_root(student, reference, rng):
    """The argument eps is added to the variance, inside the square root."""
    with case("the default eps"):
        agrees(student, reference, FORWARD, batch(rng, rng.sizes(6, 4), 0.7, 3e-3), on="out")
    with case("eps=0.02"):
        agrees(student, reference, FORWARD, batch(rng, rng.sizes(6, 4), 0.7, 0.1), on="out", eps=2e-2)


@check(points=2, after=scales_and_shifts_each_column)
def normalizes_each_channel_of_images(student, reference, rng):
    """The statistics of an image channel are taken over the batch, the height and the width together."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(3, 4, 5, 2), -2e6, 1e6), on="out")


@check(points=1)
def blends_the_running_mean(student, reference, rng):
    """In training the running mean moves by momentum towards the mean of the batch."""
    with case("momentum=0.3"):
        agrees(student, reference, FORWARD, batch(rng, rng.sizes(5, 3)), on='running["mean"]', momentum=0.3)
    with case("the default momentum"):
        agrees(student, reference, FORWARD, batch(rng, rng.sizes(5, 3)), on='running["mean"]')


@check(points=1, after=blends_the_running_mean)
def blends_the_unbiased_variance(student, reference, rng):
    """The running variance moves towards the unbiased variance, which divides by the values per channel minus one."""
    agrees(student, reference, FORWARD, both_shapes(rng), on='running["var"]', momentum=0.3)


@check(points=2)
def evaluates_with_running_statistics(student, reference, rng):
    """In evaluation the running statistics take the place of the batch's statistics, so a single row is a valid batch."""
    agrees(student, reference, FORWARD, many_rows_and_one(rng), on="out", training=False)


@check(points=1, after=evaluates_with_running_statistics)
def scales_and_shifts_in_evaluation(student, reference, rng):
    """In evaluation eps, gamma and beta are used as in training, for rows and for images."""
    agrees(student, reference, FORWARD, both_shapes(rng), on="out", training=False, eps=0.2)


@check(points=1, after=(blends_the_running_mean, scales_and_shifts_in_evaluation))
def leaves_running_statistics_alone_in_evaluation(student, reference, rng):
    """Evaluation gives the right output and does not change the running statistics."""
    agrees(student, reference, FORWARD, batch(rng, rng.sizes(6, 4)), on=(*RUNNING, "out"), training=False, momentum=0.3)


@check(points=1, after=(normalizes_each_channel_of_images, puts_eps_under_the_root, scales_and_shifts_in_evaluation))
def leaves_its_inputs_alone(student, reference, rng):
    """A forward pass gives the right output and changes neither x nor gamma nor beta."""
    for training in (True, False):
        with case(f"training={training}"):
            cases = both_shapes(rng)
            leaves_alone(student, reference, FORWARD, cases, ("x", "gamma", "beta"), on="out", training=training)


@check(points=2, after=(scales_and_shifts_each_column, normalizes_each_channel_of_images))
def sums_the_gradients_of_gamma_and_beta(student, reference, rng):
    """dgamma and dbeta are sums over all values of a channel, for rows and for images."""
    cases = with_upstream(rng, reference, BACKWARD, both_shapes(rng))
    agrees(student, reference, BACKWARD, cases, on=("dbeta", "dgamma"), eps=TINY)


@check(points=3, after=scales_and_shifts_each_column)
def sends_the_gradient_through_the_statistics(student, reference, rng):
    """dx passes a gradient check against the forward pass, whose mean and variance depend on x too."""
    cases = with_upstream(rng, reference, BACKWARD, rows(rng, rng.sizes(6, 4), spread=2.0))
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dx": 0}, eps=TINY)


@check(points=1, after=(sends_the_gradient_through_the_statistics, puts_eps_under_the_root))
def keeps_eps_in_the_backward_pass(student, reference, rng):
    """dx passes a gradient check when eps is as large as the variance."""
    cases = with_upstream(rng, reference, BACKWARD, rows(rng, rng.sizes(7, 3), spread=0.3))
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dx": 0}, eps=0.1)


@check(points=2, after=(sends_the_gradient_through_the_statistics, normalizes_each_channel_of_images))
def sends_the_gradient_through_images(student, reference, rng):
    """dx of an image batch passes a gradient check: each mean is over the batch, the height and the width together."""
    cases = with_upstream(rng, reference, BACKWARD, images(rng, rng.sizes(3, 4, 5, 2)))
    passes_gradient_check(student, reference, BACKWARD, cases, rng, wrt={"dx": 0}, eps=TINY)


@check(points=1, after=(sums_the_gradients_of_gamma_and_beta, sends_the_gradient_through_the_statistics))
def can_go_back_twice(student, reference, rng):
    """The backward pass may run after another forward pass and twice with one cache, and does not change dout."""
    cases = with_upstream(rng, reference, BACKWARD, both_shapes(rng))
    goes_back_twice(student, reference, BACKWARD, cases, both_shapes(rng), eps=TINY)


@check(points=1, after=(evaluates_with_running_statistics, blends_the_running_mean, can_go_back_twice))
def keeps_dtypes(student, reference, rng):
    """For float32 inputs, out and gradients are right and are float32. The running statistics keep their own dtype."""
    x, gamma, beta, running = batch(rng, rng.sizes(6, 4))
    narrow = {name: values.astype(np.float32) for name, values in running.items()}
    entries = FORWARD(student, x, gamma, beta, narrow)
    for name in RUNNING:
        same_dtype(entries[name], "float32", name)
    for training in (True, False):
        with case(f"training={training}"):
            keeps_dtype(student, reference, FORWARD, (x, gamma, beta, running), on="out", training=training)
    dout = rng.normal(0.5, 1.0, x.shape)
    keeps_dtype(student, reference, BACKWARD, (dout, x, gamma, beta, running))


@check(points=2, after=(blends_the_unbiased_variance, keeps_eps_in_the_backward_pass, can_go_back_twice))
def trains_like_the_reference(student, reference, rng):
    """Eight steps of SGD through batch normalization reach the reference's weights and running statistics."""
    n, d, c = rng.sizes(6, 5, 3)
    weights = {"w": rng.normal(0.0, 0.5, (d, c)), "gamma": np.ones(c), "beta": np.zeros(c)}
    given = rng.normal(1.0, 2.0, (8, n, d)), rng.normal(0.0, 1.0, (8, n, c)), weights, 0.05
    learned = ("w", "gamma", "beta", "mean", "var")
    agrees(student, reference, "train", given, on=learned, momentum=0.2, eps=1e-2)
