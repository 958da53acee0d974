"""The claims about the NumPy part: perceptron, least squares, two losses of a probability, Newton's method, the hinges."""

import numpy as np

from grader import agrees, call, check, close, keeps_dtype, leaves_alone

from .cases import (
    along_scores,
    batches,
    classification,
    far,
    full_rank,
    inseparable,
    many_minima,
    newton_steps,
    regression,
    scored,
    separable,
    several_classes,
    two_classes,
)

LOGISTIC = call("logistic_loss", "loss", "dw", "db")
SQUARED = call("squared_sigmoid_loss", "loss", "dw", "db")
HINGE = call("hinge_loss", "loss", "dscores")
SEVERAL = call("multiclass_hinge_loss", "loss", "dscores")
LEARNED = ("w and b", "w", "updates")
GRADIENT = ("dw", "db")
SLOPES = ("slopes of the cross-entropy", "slopes of the squared error")


def learned(name):
    """A question to the function `name`: w and b joined, since many mistakes are alike in one of them; then all but b."""

    def question(side, *args, **kwargs):
        w, b, *updates = getattr(side, name)(*args, **kwargs)
        return (np.append(w, b), w, *updates)

    return question


PERCEPTRON, LEAST_SQUARES, NEWTON = learned("perceptron"), learned("least_squares"), learned("fit_logistic")


@check(points=2)
def perceptron_corrects_its_mistakes(student, reference, rng):
    """After each mistake the perceptron adds y * x to w and y to b, and counts one update of the epoch."""
    cases = inseparable(rng)
    agrees(student, reference, PERCEPTRON, cases, on=LEARNED, epochs=4)
    agrees(student, reference, PERCEPTRON, cases, on=LEARNED)


@check(points=1, after=perceptron_corrects_its_mistakes)
def perceptron_counts_epochs_without_mistakes(student, reference, rng):
    """On separable data the updates come to an end, and each epoch after that counts with 0 updates."""
    agrees(student, reference, PERCEPTRON, separable(rng), on=LEARNED, epochs=30)


@check(points=2)
def least_squares_fits_a_plane(student, reference, rng):
    """w and b minimize the mean squared error, also where the data are far from mean 0."""
    agrees(student, reference, LEAST_SQUARES, full_rank(rng), on=LEARNED[:2])


@check(points=1, after=least_squares_fits_a_plane)
def least_squares_takes_the_least_norm(student, reference, rng):
    """Where several w have the least error, the w of the least norm is returned; b is not part of the norm."""
    agrees(student, reference, LEAST_SQUARES, many_minima(rng), on=LEARNED[:2])


@check(points=2, after=least_squares_fits_a_plane)
def least_squares_penalizes_w_alone(student, reference, rng):
    """l2 * sum(w**2) is added to the mean squared error, and b is not penalized."""
    agrees(student, reference, LEAST_SQUARES, full_rank(rng) | many_minima(rng), on=LEARNED[:2], l2=0.3)


@check(points=2)
def logistic_loss_averages_minus_log_p(student, reference, rng):
    """The loss is the mean over the rows of -log(probability of the label)."""
    agrees(student, reference, LOGISTIC, batches(rng), on="loss")


@check(points=1, after=logistic_loss_averages_minus_log_p)
def logistic_loss_survives_large_scores(student, reference, rng):
    """The loss is right for scores of +-1000 and of some hundreds, with either label."""
    agrees(student, reference, LOGISTIC, far(rng), on="loss")


@check(points=2, after=logistic_loss_averages_minus_log_p)
def logistic_loss_has_its_gradient(student, reference, rng):
    """dw and db are the gradient of the averaged cross-entropy."""
    agrees(student, reference, LOGISTIC, batches(rng), on=GRADIENT)


@check(points=1)
def squared_sigmoid_loss_averages_squares(student, reference, rng):
    """The loss is the mean over the rows of (p - y)**2, with p = sigmoid(score), for scores of any size."""
    agrees(student, reference, SQUARED, batches(rng) | far(rng), on="loss")


@check(points=2, after=squared_sigmoid_loss_averages_squares)
def squared_sigmoid_loss_has_its_gradient(student, reference, rng):
    """dw and db are the gradient of the averaged squared error: the chain rule passes the square and the sigmoid."""
    agrees(student, reference, SQUARED, batches(rng), on=GRADIENT)


@check(points=2, after=(logistic_loss_has_its_gradient, squared_sigmoid_loss_has_its_gradient))
def confident_mistakes_have_the_right_slopes(student, reference, rng):
    """At p = 0.1 and y = 1 the slopes in the score are -0.9 and -0.162; at a score of -1000 they are -1 and 0."""
    at_a_tenth = student.drive("slopes_along", np.array([-np.log(9.0)]), 1.0)
    for slope, expected, name in zip(at_a_tenth, (-0.9, -0.162), SLOPES, strict=True):
        close(slope, np.array([expected]), f"{name} at p = 0.1")
    agrees(student, reference, "slopes_along", along_scores(rng), on=SLOPES)
    agrees(student, reference, LOGISTIC, far(rng), on=GRADIENT)
    agrees(student, reference, SQUARED, far(rng), on=GRADIENT)


@check(points=2)
def fit_logistic_makes_a_newton_step(student, reference, rng):
    """No step gives zeros. The first step solves one linear system for w and b together."""
    agrees(student, reference, NEWTON, newton_steps(rng, 0, 1), on=LEARNED[:2])


@check(points=2, after=fit_logistic_makes_a_newton_step)
def fit_logistic_goes_to_the_minimum(student, reference, rng):
    """Each later step uses the gradient and the Hessian where it begins; after 20 the penalized loss has its minimum."""
    agrees(student, reference, NEWTON, newton_steps(rng, 2, 3, 4, 5, 20), on=LEARNED[:2])


@check(points=1)
def hinge_loss_averages_missing_margins(student, reference, rng):
    """The loss is the mean over the rows of max(0, margin - y * score)."""
    agrees(student, reference, HINGE, two_classes(rng), on="loss")


@check(points=1, after=hinge_loss_averages_missing_margins)
def hinge_loss_has_its_slopes(student, reference, rng):
    """The slope is -y / N in each row that lacks some margin, and 0 elsewhere."""
    agrees(student, reference, HINGE, two_classes(rng), on="dscores")


@check(points=2)
def multiclass_hinge_loss_sums_wrong_classes(student, reference, rng):
    """A row costs the sum over its wrong classes of max(0, score - score of the label + margin); the loss is the mean."""
    agrees(student, reference, SEVERAL, several_classes(rng), on="loss")


@check(points=2, after=multiclass_hinge_loss_sums_wrong_classes)
def multiclass_hinge_loss_has_its_slopes(student, reference, rng):
    """Each wrong class that counts has slope 1 / N, and the label minus their number / N."""
    agrees(student, reference, SEVERAL, several_classes(rng), on="dscores")


LOSSES = (
    logistic_loss_has_its_gradient,
    squared_sigmoid_loss_has_its_gradient,
    hinge_loss_has_its_slopes,
    multiclass_hinge_loss_has_its_slopes,
)


@check(points=1, after=LOSSES)
def keeps_float32(student, reference, rng):
    """The gradients of the four losses are right, and of float32 where the inputs are."""
    given = scored(rng, *rng.sizes(6, 4))
    keeps_dtype(student, reference, LOGISTIC, given, on="dw")
    keeps_dtype(student, reference, SQUARED, given, on="dw")
    keeps_dtype(student, reference, HINGE, two_classes(rng), on="dscores")
    keeps_dtype(student, reference, SEVERAL, several_classes(rng), on="dscores")


ALL = (
    *LOSSES,
    perceptron_corrects_its_mistakes,
    least_squares_penalizes_w_alone,
    fit_logistic_goes_to_the_minimum,
)


@check(points=1, after=ALL)
def leaves_its_inputs_alone(student, reference, rng):
    """Every function gives the right answer without changing the arrays that it is given."""
    n, d = rng.sizes(6, 3)
    leaves_alone(student, reference, PERCEPTRON, inseparable(rng), ("x", "y"), on=LEARNED)
    leaves_alone(student, reference, LEAST_SQUARES, regression(rng, n, d), ("x", "y"), on=LEARNED[:2], l2=0.2)
    leaves_alone(student, reference, LOGISTIC, scored(rng, n, d), ("w", "b", "x", "y"))
    leaves_alone(student, reference, SQUARED, scored(rng, n, d), ("w", "b", "x", "y"))
    leaves_alone(student, reference, NEWTON, (*classification(rng, n, d), 0.2, 2), ("x", "y"), on=LEARNED[:2])
    leaves_alone(student, reference, HINGE, two_classes(rng), ("scores", "y"))
    leaves_alone(student, reference, SEVERAL, several_classes(rng), ("scores", "labels"))
