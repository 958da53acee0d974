"""The claims about softmax and cross-entropy: first the values, then the gradients, then training on real digits."""

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
    slopes_agree,
)

from .cases import (
    batch,
    extreme_scores,
    extremes,
    one_row,
    probabilities,
    scores,
    steps_on_digits,
    thin_batches,
    thin_probabilities,
    thin_scores,
    thinner_scores,
)

SOFTMAX = call("softmax", "softmax(x)")
LOG_SOFTMAX = call("log_softmax", "log_softmax(x)")
SOFTMAX_BACKWARD = call("softmax_backward", "dx")
LOSS = call("cross_entropy_forward", "loss", cache=True)
GRADIENT = backward(LOSS, "cross_entropy_backward", "dlogits", upstream=0)
LEARNED = ("weight after 12 steps", "bias after 12 steps")


@check(points=1)
def softmax_turns_rows_into_probabilities(student, reference, rng):
    """softmax makes each row of scores into positive numbers whose sum is 1."""
    agrees(student, reference, SOFTMAX, (rng.normal(1.5, 1.0, rng.sizes(7, 5)),))


@check(points=1, after=softmax_turns_rows_into_probabilities)
def softmax_follows_its_axis(student, reference, rng):
    """softmax normalizes along the given axis, for any number of axes."""
    x = rng.normal(-1.0, 2.0, rng.sizes(6, 4, 3))
    for axis in (0, 1, -2, -1):
        agrees(student, reference, SOFTMAX, {f"axis={axis} of three": (x,)}, axis=axis)
    agrees(student, reference, SOFTMAX, {"one axis only": (x[0, :, 0],)}, axis=0)


@check(points=1, strict="range", after=softmax_turns_rows_into_probabilities)
def softmax_survives_large_scores(student, reference, rng):
    """softmax is right for scores near +-1000, and for rows of very different sizes."""
    agrees(student, reference, SOFTMAX, extreme_scores(rng, *rng.sizes(3, 6)))


@check(points=0.5)
def log_softmax_gives_log_probabilities(student, reference, rng):
    """log_softmax is the natural logarithm of the softmax of each row."""
    agrees(student, reference, LOG_SOFTMAX, (rng.normal(1.5, 1.0, rng.sizes(5, 4)),))


@check(points=0.5, after=log_softmax_gives_log_probabilities)
def log_softmax_follows_its_axis(student, reference, rng):
    """log_softmax normalizes along the given axis."""
    x = rng.normal(1.5, 1.0, rng.sizes(3, 5, 4))
    agrees(student, reference, LOG_SOFTMAX, {"axis=1 of three": (x,)}, axis=1)
    agrees(student, reference, LOG_SOFTMAX, {"axis=0 of two": (x[0],)}, axis=0)


@check(points=1, strict="range", after=log_softmax_gives_log_probabilities)
def log_softmax_keeps_tiny_probabilities(student, reference, rng):
    """log_softmax is right for scores near +-1000, and where a probability is too small for a float."""
    agrees(student, reference, LOG_SOFTMAX, extreme_scores(rng, *rng.sizes(4, 6)))


@check(points=2)
def softmax_backward_uses_the_whole_jacobian(student, reference, rng):
    """softmax_backward passes a gradient check against the softmax: each score moves every probability of its row."""
    n, t, c = rng.sizes(7, 3, 5)
    for shape in ((n, c), (t, n, c)):
        probs, dout = rng.dirichlet(np.full(c, 3.0), shape[:-1]), rng.normal(0.7, 2.0, shape)
        with case(f"{len(shape)} axes"):
            dx, x = student.softmax_backward(dout.copy(), probs.copy()), np.log(probs)  # whose softmax is probs again
            slopes_agree(dx, reference.softmax, (x,), wrt=0, upstream=dout, rng=rng, name="dx")


@check(points=1.3)
def cross_entropy_averages_minus_log_p(student, reference, rng):
    """The loss is the mean over the rows of -log(probability of the label)."""
    agrees(student, reference, LOSS, batch(rng, *rng.sizes(8, 5)))


@check(points=0.5, after=cross_entropy_averages_minus_log_p)
def cross_entropy_counts_the_classes_in_the_logits(student, reference, rng):
    """The loss is right for a batch in which the last class does not occur."""
    x, y = batch(rng, *rng.sizes(7, 5))
    agrees(student, reference, LOSS, (x, np.minimum(y, x.shape[1] - 2)))


@check(points=1, strict="range", after=cross_entropy_averages_minus_log_p)
def cross_entropy_survives_impossible_labels(student, reference, rng):
    """The loss is right for logits near +-1000, and where the label's probability is too small for a float."""
    agrees(student, reference, LOSS, extremes(rng, *rng.sizes(6, 4)))


@check(points=2, after=cross_entropy_averages_minus_log_p)
def cross_entropy_smooths_labels(student, reference, rng):
    """Label smoothing spreads its share evenly over all C classes, and takes it from the label."""
    agrees(student, reference, LOSS, {"label_smoothing=0.3": (*batch(rng, *rng.sizes(9, 4)), 0.3)})


@check(points=2, after=cross_entropy_averages_minus_log_p)
def cross_entropy_backward_follows_the_loss(student, reference, rng):
    """cross_entropy_backward passes a gradient check against the averaged loss."""
    passes_gradient_check(student, reference, GRADIENT, batch(rng, *rng.sizes(9, 6)), rng, wrt={"dlogits": 0})


@check(points=1, after=(cross_entropy_smooths_labels, cross_entropy_backward_follows_the_loss))
def cross_entropy_backward_knows_the_smoothing(student, reference, rng):
    """cross_entropy_backward is the gradient of the smoothed loss when labels are smoothed."""
    smoothed = (*batch(rng, *rng.sizes(5, 7)), 0.2)
    passes_gradient_check(student, reference, GRADIENT, smoothed, rng, wrt={"dlogits": 0})


@check(points=1, strict="range", after=cross_entropy_backward_follows_the_loss)
def cross_entropy_backward_survives_large_logits(student, reference, rng):
    """cross_entropy_backward is right for logits near +-1000."""
    agrees(student, reference, GRADIENT, extremes(rng, *rng.sizes(7, 3)))


@check(points=1, strict="calls", after=cross_entropy_backward_follows_the_loss)
def cross_entropy_backward_leaves_its_cache(student, reference, rng):
    """cross_entropy_backward is right when it is called twice with one cache, and after another forward pass."""
    x, y = batch(rng, *rng.sizes(8, 3))
    goes_back_twice(student, reference, GRADIENT, (x, y), batch(rng, *x.shape))


# By exercise: the check of its main claim, then the question, inputs and names of the strict claims. Each draws as many rows as
# no other, since code that remembers the labels of an earlier batch may know it by its shape.
MAIN = {
    "softmax": softmax_turns_rows_into_probabilities,
    "log_softmax": log_softmax_gives_log_probabilities,
    "softmax_backward": softmax_backward_uses_the_whole_jacobian,
    "cross_entropy_forward": cross_entropy_averages_minus_log_p,
    "cross_entropy_backward": cross_entropy_backward_follows_the_loss,
}
QUESTIONS = {
    "softmax": (SOFTMAX, 5, scores, thinner_scores, ("x",)),
    "log_softmax": (LOG_SOFTMAX, 6, scores, thin_scores, ("x",)),
    "softmax_backward": (SOFTMAX_BACKWARD, 7, probabilities, thin_probabilities, ("dout", "probs")),
    "cross_entropy_forward": (LOSS, 10, batch, one_row, ("logits", "labels")),
    "cross_entropy_backward": (GRADIENT, 11, batch, thin_batches, ("logits", "labels")),
}


SMOOTHED = {"label smoothing": cross_entropy_backward_knows_the_smoothing}


@check(points=1.2, strict="precision", each=MAIN | SMOOTHED)
def keeps_precision(student, reference, rng, name):
    """float32 inputs give the right arrays in float32, and float64 inputs give the precision of float64."""
    if name in SMOOTHED:
        keeps_dtype(student, reference, GRADIENT, (*batch(rng, *rng.sizes(12, 4)), 0.3))
        return
    question, rows, draw, _, _ = QUESTIONS[name]
    if name == "cross_entropy_forward":  # the loss may be a Python float
        x, y = draw(rng, *rng.sizes(rows, 4))
        cases = {f"{dtype} inputs": (x.astype(dtype), y) for dtype in ("float32", "float64")}
        agrees(student, reference, question, cases)
    else:
        keeps_dtype(student, reference, question, draw(rng, *rng.sizes(rows, 4)))


@check(points=1, strict="arguments", each=MAIN)
def leaves_its_inputs_alone(student, reference, rng, name):
    """Every function gives the right answer without changing the arrays that it is given."""
    question, rows, draw, _, names = QUESTIONS[name]
    leaves_alone(student, reference, question, draw(rng, *rng.sizes(rows, 5)), names)


@check(points=1, strict="axes", each=MAIN)
def keeps_axes_of_length_one(student, reference, rng, name):
    """Batches of one row and scores of one class give the right answers, and no axis is lost."""
    question, rows, _, draw_thin, _ = QUESTIONS[name]
    agrees(student, reference, question, draw_thin(rng, *rng.sizes(rows, 3)))


@check(points=1)
def accuracy_is_the_fraction_of_hits(student, reference, rng):
    """accuracy is the fraction of rows whose largest logit stands at the label."""
    x = rng.normal(-2.0, 1.0, rng.sizes(11, 4))
    order = x.argsort(axis=1)
    y = np.concatenate([order[:1, 0], order[1:2, -2], order[2:, -1]])  # the worst class, the second best, the best
    cases = {"some rows right, some wrong": (x, y), "one row, and it is right": (x[-1:], y[-1:])}
    agrees(student, reference, lambda side, x, y: np.float32(side.accuracy(x, y)), cases, on="accuracy")  # or a float


@check(points=2, after=cross_entropy_backward_follows_the_loss)
def trains_like_the_reference(student, reference, rng):
    """Twelve steps on real digits, with your loss and your gradient, lead to the reference's weights."""
    agrees(student, reference, "train", steps_on_digits(rng, (64, 10)), on=LEARNED, lr=0.8)
