"""What is asked of softmax and cross-entropy: first the values, then the gradients, then training on real digits."""

import numpy as np

from grader import case, check, close, same_dtype, slopes_agree, unchanged
from grader.datasets import digits


def extremes(rng, n, c):
    """Cases of large logits, and labels: some have a probability too small for a float."""
    x, y = rng.normal(0.0, 1.5, (n, c)), rng.randint(0, c, n)
    heights, winners = rng.permutation(np.linspace(-600.0, 300.0, n))[:, None], 1000.0 * np.eye(c)[(y + 1) % c]
    near = {f"scores near {level:+.0f}": (x + level, y) for level in (500.0, -1000.0, 1000.0)}
    return near | {"rows from -600 to +300": (x + heights, y), "one score 1000 above the rest": (x + winners, y)}


def batch(rng, n, c, ignored=None):
    """Ordinary logits, away from 0, and labels of which about a third are `ignored`, if that is given."""
    x, y = rng.normal(1.5, 1.0, (n, c)), rng.choice([k for k in range(c) if k != ignored], n)
    if ignored is not None:
        y[rng.permutation(n)[: max(1, n // 3)]] = ignored
    return x, y


def loss(side, *args):
    """The first half of what the NumPy forward pass returns."""
    return side.cross_entropy_forward(*args)[0]


def gradient(side, *args):
    """A NumPy forward pass, and the gradient from its cache."""
    return side.cross_entropy_backward(side.cross_entropy_forward(*args)[1])


def agree(student, reference, question, cases, name):
    """In every case, given by its name and arguments, `question(side, *args)` has the same answer on both sides."""
    for where, args in cases.items():
        copies = [arg.copy() if isinstance(arg, np.ndarray) else arg for arg in args]  # of one case each
        with case(where):
            close(question(student, *copies), question(reference, *args), name)


def trains_alike(student, reference, rng, shape):
    """From the same weights, twelve steps on 25 random digits each lead both sides to the same weights."""
    data, pick = digits(), rng.permutation(1797)[:300].reshape(12, 25)
    given = data.images[pick], data.labels[pick], rng.normal(0.0, 0.1, shape), rng.normal(0.0, 0.1, 10)
    got, expected = (side.drive("train", *given, lr=0.8) for side in (student, reference))
    for name, one, other in zip(("weight", "bias"), got, expected, strict=True):
        close(one, other, f"{name} after 12 steps")


@check(points=1)
def softmax_turns_rows_into_probabilities(student, reference, rng):
    """softmax makes each row of scores into positive numbers whose sum is 1."""
    x = rng.normal(1.5, 1.0, rng.sizes(7, 5))
    close(student.softmax(x), reference.softmax(x), "softmax(x)")


@check(points=1, after=softmax_turns_rows_into_probabilities)
def softmax_follows_its_axis(student, reference, rng):
    """softmax normalises along the axis that it is given, whatever the number of axes."""
    x = rng.normal(-1.0, 2.0, rng.sizes(6, 4, 3))
    cases = {f"axis={axis} of three": (x, axis) for axis in (0, 1, -2, -1)} | {"one axis only": (x[0, :, 0], 0)}
    agree(student, reference, lambda side, x, axis: side.softmax(x, axis=axis), cases, "softmax(x)")


@check(points=1, after=softmax_turns_rows_into_probabilities)
def softmax_survives_large_scores(student, reference, rng):
    """softmax is right for scores near +-1000, and for rows at very different heights."""
    agree(student, reference, lambda side, x, _: side.softmax(x), extremes(rng, *rng.sizes(3, 6)), "softmax(x)")


@check(points=1)
def log_softmax_gives_log_probabilities(student, reference, rng):
    """log_softmax is the natural logarithm of the softmax, along any axis."""
    x = rng.normal(1.5, 1.0, rng.sizes(3, 5, 4))
    cases = {"axis=-1 of two": (x[0], -1), "axis=1 of three": (x, 1)}
    agree(student, reference, lambda side, x, axis: side.log_softmax(x, axis=axis), cases, "log_softmax(x)")


@check(points=1, after=log_softmax_gives_log_probabilities)
def log_softmax_keeps_tiny_probabilities(student, reference, rng):
    """log_softmax is right for scores near +-1000, and where a probability is too small for a float."""
    agree(student, reference, lambda side, x, _: side.log_softmax(x), extremes(rng, *rng.sizes(4, 6)), "log_softmax(x)")


@check(points=2)
def softmax_backward_uses_the_whole_jacobian(student, reference, rng):
    """softmax_backward agrees with the slopes of the softmax: each score moves every probability of its row."""
    n, t, c = rng.sizes(7, 3, 5)
    for shape in ((n, c), (t, n, c)):
        probs, dout = rng.dirichlet(np.full(c, 3.0), shape[:-1]), rng.normal(0.7, 2.0, shape)
        with case(f"{len(shape)} axes"):
            dx, x = student.softmax_backward(dout.copy(), probs.copy()), np.log(probs)  # whose softmax is probs again
            slopes_agree(dx, reference.softmax, (x,), wrt=0, upstream=dout, rng=rng, name="dx")


@check(points=2)
def cross_entropy_averages_minus_log_p(student, reference, rng):
    """The loss is the mean over the rows of -log(probability of the label)."""
    x, y = batch(rng, *rng.sizes(8, 5))
    fewer = np.minimum(y, x.shape[1] - 2)
    cases = {"a batch": (x, y), "the last class does not occur": (x[1:], fewer[1:]), "one row": (x[:1], fewer[:1])}
    agree(student, reference, loss, cases, "loss")


@check(points=2, after=cross_entropy_averages_minus_log_p)
def cross_entropy_survives_impossible_labels(student, reference, rng):
    """The loss is right for logits near +-1000, and where the label's probability is too small for a float."""
    agree(student, reference, loss, extremes(rng, *rng.sizes(6, 4)), "loss")


@check(points=2, after=cross_entropy_averages_minus_log_p)
def cross_entropy_smooths_labels(student, reference, rng):
    """Label smoothing spreads its share evenly over all C classes, and takes it from the label."""
    agree(student, reference, loss, {"label_smoothing=0.3": (*batch(rng, *rng.sizes(9, 4)), 0.3)}, "loss")


@check(points=2, after=cross_entropy_averages_minus_log_p)
def cross_entropy_backward_follows_the_loss(student, reference, rng):
    """cross_entropy_backward agrees with the slopes of the averaged loss."""
    for n, c in (rng.sizes(9, 6), (1, 4)):
        x, y = batch(rng, n, c)
        with case(f"{n} rows, {c} classes"):
            dx = gradient(student, x, y)
            slopes_agree(dx, reference.cross_entropy_forward, (x, y), wrt=0, upstream=1.0, rng=rng, name="dlogits")


@check(points=1, after=(cross_entropy_smooths_labels, cross_entropy_backward_follows_the_loss))
def cross_entropy_backward_knows_the_smoothing(student, reference, rng):
    """cross_entropy_backward is the gradient of the smoothed loss when labels are smoothed."""
    given = (*batch(rng, *rng.sizes(5, 7)), 0.2)
    dx = gradient(student, *given)
    slopes_agree(dx, reference.cross_entropy_forward, given, wrt=0, upstream=1.0, rng=rng, name="dlogits")


@check(points=1, after=(cross_entropy_survives_impossible_labels, cross_entropy_backward_follows_the_loss))
def cross_entropy_backward_survives_large_logits(student, reference, rng):
    """cross_entropy_backward is right for logits near +-1000."""
    agree(student, reference, gradient, extremes(rng, *rng.sizes(7, 3)), "dlogits")


@check(points=1, after=cross_entropy_backward_follows_the_loss)
def cross_entropy_backward_leaves_its_cache(student, reference, rng):
    """A cache serves twice, and still belongs to its own forward pass after another one."""
    x, y = batch(rng, *rng.sizes(8, 3))
    _, cache = student.cross_entropy_forward(x, y)
    student.cross_entropy_forward(*batch(rng, *x.shape))
    for name in ("first use, after another forward pass", "second use"):
        with case(name):
            close(student.cross_entropy_backward(cache), gradient(reference, x, y), "dlogits")


def every_function(rng, n, c):
    """A call of each function that returns an array: its answer's name, a function of the side and the arguments, these."""
    x, y = batch(rng, n, c)
    probs, dout = rng.dirichlet(np.full(c, 3.0), n), rng.normal(0.7, 2.0, (n, c))
    return {
        "softmax": ("softmax(x)", lambda side, x: side.softmax(x), x),
        "log_softmax": ("log_softmax(x)", lambda side, x: side.log_softmax(x), x),
        "softmax_backward": ("dx", lambda side, dout, probs: side.softmax_backward(dout, probs), dout, probs),
        "the cross-entropy": ("dlogits", lambda side, x, y: gradient(side, x, y, 0.1), x, y),
    }


WRITTEN = (
    softmax_turns_rows_into_probabilities,
    log_softmax_gives_log_probabilities,
    softmax_backward_uses_the_whole_jacobian,
    cross_entropy_backward_knows_the_smoothing,
)


@check(points=1, after=WRITTEN)
def keeps_float32(student, reference, rng):
    """Scores and gradients in float32 give the right arrays in float32."""
    for name, function, *args in every_function(rng, *rng.sizes(5, 4)).values():
        few = [array.astype(np.float32) if array.dtype == float else array for array in args]
        answer = function(student, *few)
        same_dtype(answer, "float32", name)
        close(answer, function(reference, *few), name)


@check(points=1, after=WRITTEN)
def leaves_its_inputs_alone(student, reference, rng):
    """Every function gives the right answer without changing the arrays that it is given."""
    for where, (name, function, *args) in every_function(rng, *rng.sizes(6, 5)).items():
        before = [array.copy() for array in args]
        answer = function(student, *args)
        for position, (array, kept) in enumerate(zip(args, before, strict=True), start=1):
            unchanged(array, kept, f"argument {position} of {where}")
        close(answer, function(reference, *before), name)


@check(points=1)
def accuracy_is_the_fraction_of_hits(student, reference, rng):
    """accuracy is the fraction of rows whose largest logit stands at the label."""
    x = rng.normal(-2.0, 1.0, rng.sizes(11, 4))
    order = x.argsort(axis=1)
    y = np.concatenate([order[:1, 0], order[1:2, -2], order[2:, -1]])  # the worst class, the second best, the best
    cases = {"some rows right, some wrong": (x, y), "one row, and it is right": (x[-1:], y[-1:])}
    agree(student, reference, lambda side, x, y: np.float32(side.accuracy(x, y)), cases, "accuracy")  # or a float


@check(points=2, after=cross_entropy_backward_follows_the_loss)
def trains_like_the_reference(student, reference, rng):
    """Twelve steps on real digits, with your loss and your gradient, lead to the reference's weights."""
    trains_alike(student, reference, rng, (64, 10))
