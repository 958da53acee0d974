"""What is asked of batch normalization: training, then evaluation, then the gradients, then whole training runs."""

import itertools
from copy import deepcopy

import numpy as np

from grader import case, check, close, same_dtype, slopes_agree, unchanged

TINY = 1e-12  # an eps that cannot be seen: where it goes is a claim of its own


def batch(rng, shape, mean=4.0, spread=2.0):
    """x, gamma of either sign, beta away from 0, and running statistics in the middle of some training."""
    c = shape[1]
    gamma, beta = rng.uniform(0.5, 2.0, c) * rng.choice([-1.0, 1.0], c), rng.normal(0.0, 2.0, c)
    running = {"mean": rng.normal(mean, spread, c), "var": spread**2 * rng.uniform(0.5, 2.0, c)}
    return rng.normal(mean, spread, shape), gamma, beta, running


def both_shapes(rng):
    """A batch of rows, then one of images, each the case at hand while it is judged; all sizes differ."""
    n, c, h, w = rng.sizes(5, 4, 3, 2)
    for name, shape in (("rows", (n, c)), ("images", (n, c, h, w))):
        with case(name):
            yield batch(rng, shape)


def two_far_rows(rng, c):
    """Two rows a hundred thousand deviations away from 0; of two even rounding errors are the same in any order."""
    half = rng.uniform(1e6, 2e6, c) * rng.choice([-1.0, 1.0], c)  # (C,)
    return rng.uniform(1e11, 2e11, c) + np.array([-half, half])  # (2, C)


def forward(side, x, gamma, beta, running, **settings):
    """What a forward pass returns and what it leaves in `running`, by name."""
    running = deepcopy(running)
    out, _ = side.batch_norm_forward(x, gamma, beta, running, **settings)
    return {"out": out, **{f'running["{entry}"]': values for entry, values in running.items()}}


def gradients(side, dout, x, gamma, beta, running, eps=TINY):
    """dx, dgamma and dbeta, by name, on a cache that the side's own forward pass made."""
    _, cache = side.batch_norm_forward(x, gamma, beta, deepcopy(running), eps=eps)
    return dict(zip(("dx", "dgamma", "dbeta"), side.batch_norm_backward(dout, cache), strict=True))


def agree(student, reference, names, question, *args, **settings):
    """Judge these entries of what both sides answer to `question`: a function of a side, or the name of a driver."""
    ask = question if callable(question) else lambda side, *args, **settings: side.drive(question, *args, **settings)
    answer, expected = ask(student, *args, **settings), ask(reference, *args, **settings)
    for name in names.split():
        close(answer[name], expected[name], name)


def dx_agrees(student, reference, rng, shape, spread, eps):
    """Judge dx by the slopes of the reference's forward pass."""
    args, dout = batch(rng, shape, 1.0, spread), rng.normal(0.5, 1.0, shape)
    dx, settings = gradients(student, dout.copy(), *args, eps=eps)["dx"], {"eps": eps}
    slopes_agree(dx, reference.batch_norm_forward, args, wrt=0, upstream=dout, rng=rng, name="dx", kwargs=settings)


@check(points=2)
def normalizes_each_column(student, reference, rng):
    """Every column of a training batch is shifted to mean 0 and divided by its standard deviation, whatever its mean."""
    x, gamma, beta, running = batch(rng, rng.sizes(7, 5), 3e6, 1e6)  # beside a spread of a million eps cannot be seen
    for name, rows in (("a spread of a million", x), ("a mean of 1e11", two_far_rows(rng, len(beta)))):
        with case(name):
            agree(student, reference, "out", forward, rows, gamma**0, 0 * beta, running)


@check(points=1, after=normalizes_each_column)
def scales_and_shifts_each_column(student, reference, rng):
    """Each normalized column is multiplied by its gamma, and then its beta is added."""
    agree(student, reference, "out", forward, *batch(rng, rng.sizes(8, 3), -2e6, 1e6))


@check(points=1, after=normalizes_each_column)
def puts_eps_under_the_root(student, reference, rng):
    """The eps that is passed is added to the variance, inside the square root."""
    for spread, settings in ((3e-3, {}), (0.1, {"eps": 2e-2})):
        agree(student, reference, "out", forward, *batch(rng, rng.sizes(6, 4), 0.7, spread), **settings)


@check(points=2, after=scales_and_shifts_each_column)
def normalizes_each_channel_of_images(student, reference, rng):
    """The statistics of an image channel are taken over the batch, the height and the width together."""
    agree(student, reference, "out", forward, *batch(rng, rng.sizes(3, 4, 5, 2), -2e6, 1e6))


@check(points=1)
def blends_the_running_mean(student, reference, rng):
    """In training the running mean moves by momentum towards the mean of the batch."""
    for settings in ({"momentum": 0.3}, {}):
        agree(student, reference, 'running["mean"]', forward, *batch(rng, rng.sizes(5, 3)), **settings)


@check(points=1, after=blends_the_running_mean)
def blends_the_unbiased_variance(student, reference, rng):
    """The running variance moves towards the unbiased variance: divided by the values per channel minus one."""
    for args in both_shapes(rng):
        agree(student, reference, 'running["var"]', forward, *args, momentum=0.3)


@check(points=2)
def evaluates_with_running_statistics(student, reference, rng):
    """In evaluation the running statistics take the place of the batch's, so that one row is enough."""
    x, gamma, beta, running = batch(rng, rng.sizes(6, 4), 3e6, 1e6)
    for rows in (x, x[:1].copy()):
        agree(student, reference, "out", forward, rows, gamma**0, 0 * beta, running, training=False)


@check(points=1, after=evaluates_with_running_statistics)
def scales_and_shifts_in_evaluation(student, reference, rng):
    """In evaluation eps, gamma and beta are used as in training, for rows and for images."""
    for args in both_shapes(rng):
        agree(student, reference, "out", forward, *args, training=False, eps=0.2)


@check(points=1, after=(blends_the_running_mean, scales_and_shifts_in_evaluation))
def leaves_running_statistics_alone_in_evaluation(student, reference, rng):
    """Evaluation gives the right output and learns nothing: the running statistics stay as they are."""
    args = batch(rng, rng.sizes(6, 4))
    agree(student, reference, 'running["mean"] running["var"] out', forward, *args, training=False, momentum=0.3)


@check(points=1, after=(normalizes_each_channel_of_images, puts_eps_under_the_root, scales_and_shifts_in_evaluation))
def leaves_its_inputs_alone(student, reference, rng):
    """A forward pass gives the right output and changes neither x nor gamma nor beta."""
    for (*inputs, running), training in itertools.product(both_shapes(rng), (True, False)):
        before = [array.copy() for array in inputs]
        out, _ = student.batch_norm_forward(*inputs, deepcopy(running), training=training)
        for array, values, name in zip(inputs, before, ("x", "gamma", "beta"), strict=True):
            unchanged(array, values, name)
        close(out, forward(reference, *before, running, training=training)["out"], "out")


@check(points=2, after=(scales_and_shifts_each_column, normalizes_each_channel_of_images))
def sums_the_gradients_of_gamma_and_beta(student, reference, rng):
    """dgamma and dbeta are sums over everything that shares one gamma and one beta."""
    for args in both_shapes(rng):
        agree(student, reference, "dbeta dgamma", gradients, rng.normal(0.5, 1.0, args[0].shape), *args)


@check(points=3, after=scales_and_shifts_each_column)
def sends_the_gradient_through_the_statistics(student, reference, rng):
    """dx agrees with the slopes of the forward pass, whose mean and variance depend on x too."""
    dx_agrees(student, reference, rng, rng.sizes(6, 4), spread=2.0, eps=TINY)


@check(points=1, after=(sends_the_gradient_through_the_statistics, puts_eps_under_the_root))
def keeps_eps_in_the_backward_pass(student, reference, rng):
    """dx agrees with the slopes when eps is as large as the variance."""
    dx_agrees(student, reference, rng, rng.sizes(7, 3), spread=0.3, eps=0.1)


@check(points=2, after=(sends_the_gradient_through_the_statistics, normalizes_each_channel_of_images))
def sends_the_gradient_through_images(student, reference, rng):
    """dx of an image batch flows back through means over the batch, the height and the width together."""
    dx_agrees(student, reference, rng, rng.sizes(3, 4, 5, 2), spread=2.0, eps=TINY)


@check(points=1, after=(sums_the_gradients_of_gamma_and_beta, sends_the_gradient_through_the_statistics))
def can_go_back_twice(student, reference, rng):
    """The backward pass may run after another forward pass and twice with one cache, and leaves dout alone."""
    x, *others = batch(rng, rng.sizes(5, 4))
    dout = rng.normal(0.5, 1.0, x.shape)
    before, expected = dout.copy(), gradients(reference, dout, x, *others)
    _, cache = student.batch_norm_forward(x, *others, eps=TINY)
    student.batch_norm_forward(3.0 * x**2, *others, eps=TINY)  # of the same shape: caches must not share a buffer
    for name in ("after another forward pass", "the second time"):
        with case(name):
            answer = student.batch_norm_backward(dout, cache)
            unchanged(dout, before, "dout")
            for gradient, (what, values) in zip(answer, expected.items(), strict=True):
                close(gradient, values, what)


@check(points=1, after=(evaluates_with_running_statistics, blends_the_running_mean, can_go_back_twice))
def keeps_dtypes(student, reference, rng):
    """From float32 come right numbers in float32, out and gradients, and the running statistics keep their own dtype."""
    x, gamma, beta, running = batch(rng, rng.sizes(6, 4))
    narrow = {name: values.astype(np.float32) for name, values in running.items()}
    dout, *few = (array.astype(np.float32) for array in (rng.normal(0.5, 1.0, x.shape), x, gamma, beta))
    for entry, values in forward(student, x, gamma, beta, narrow).items():
        if entry != "out":
            same_dtype(values, "float32", entry)
    for training in (True, False):
        out, expected = (forward(side, *few, narrow, training=training)["out"] for side in (student, reference))
        same_dtype(out, "float32", f"out of float32 arrays (training={training})")
        close(out, expected, f"out of float32 arrays (training={training})")
    expected = gradients(reference, dout, *few, narrow)
    for name, gradient in gradients(student, dout, *few, narrow).items():
        same_dtype(gradient, "float32", name)
        close(gradient, expected[name], name)


@check(points=2, after=(blends_the_unbiased_variance, keeps_eps_in_the_backward_pass, can_go_back_twice))
def trains_like_the_reference(student, reference, rng):
    """Eight steps of SGD through batch normalization reach the reference's weights and running statistics."""
    n, d, c = rng.sizes(6, 5, 3)
    weights = {"w": rng.normal(0.0, 0.5, (d, c)), "gamma": np.ones(c), "beta": np.zeros(c)}
    given = rng.normal(1.0, 2.0, (8, n, d)), rng.normal(0.0, 1.0, (8, n, c)), weights, 0.05
    agree(student, reference, "w gamma beta mean var", "train", *given, momentum=0.2, eps=1e-2)
