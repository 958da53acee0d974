"""The claims about the NumPy part: perceptron, least squares, two losses of a probability, Newton's method, the hinges."""

import numpy as np

from grader import agrees, call, check, close, keeps_dtype, leaves_alone, takes_any_layout

from .cases import (
    along_scores,
    batch,
    far,
    full_rank,
    inseparable,
    many_minima,
    newton_steps,
    plain,
    separable,
    several_classes,
    thin,
    two_classes,
)

LOGISTIC = call("logistic_loss", "loss", "dw", "db")
SQUARED = call("squared_sigmoid_loss", "loss", "dw", "db")
HINGE = call("hinge_loss", "loss", "dscores")
SEVERAL = call("multiclass_hinge_loss", "loss", "dscores")
LEARNED = ("w and b", "w", "updates")
GRADIENT = ("dw", "db")


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
    agrees(student, reference, PERCEPTRON, cases, on=LEARNED, epochs=10)


@check(points=1, after=perceptron_corrects_its_mistakes)
def perceptron_counts_epochs_without_mistakes(student, reference, rng):
    """On separable data the updates come to an end, and each epoch after that counts with 0 updates."""
    agrees(student, reference, PERCEPTRON, separable(rng), on=LEARNED, epochs=30)


@check(points=2)
def least_squares_fits_a_plane(student, reference, rng):
    """w and b minimize the mean squared error, also where the data are far from mean 0."""
    agrees(student, reference, LEAST_SQUARES, full_rank(rng), on=LEARNED[:2], l2=0.0)


@check(points=1, after=least_squares_fits_a_plane)
def least_squares_takes_the_least_norm(student, reference, rng):
    """Where several w have the least error, the w of the least norm is returned; b is not part of the norm."""
    agrees(student, reference, LEAST_SQUARES, many_minima(rng), on=LEARNED[:2], l2=0.0)


@check(points=2, after=least_squares_fits_a_plane)
def least_squares_penalizes_w_alone(student, reference, rng):
    """l2 * sum(w**2) is added to the mean squared error, and b is not penalized."""
    agrees(student, reference, LEAST_SQUARES, full_rank(rng) | many_minima(rng), on=LEARNED[:2], l2=0.3)


@check(points=2)
def logistic_loss_averages_minus_log_p(student, reference, rng):
    """The loss is the mean over the rows of -log(probability of the label)."""
    agrees(student, reference, LOGISTIC, batch(rng), on="loss")


@check(points=2, after=logistic_loss_averages_minus_log_p)
def logistic_loss_has_its_gradient(student, reference, rng):
    """dw and db are the gradient of the averaged cross-entropy."""
    agrees(student, reference, LOGISTIC, batch(rng), on=GRADIENT)


@check(points=1)
def squared_sigmoid_loss_averages_squares(student, reference, rng):
    """The loss is the mean over the rows of (p - y)**2, with p = sigmoid(score)."""
    agrees(student, reference, SQUARED, batch(rng), on="loss")


@check(points=2, after=squared_sigmoid_loss_averages_squares)
def squared_sigmoid_loss_has_its_gradient(student, reference, rng):
    """dw and db are the gradient of the averaged squared error: the chain rule passes the square and the sigmoid."""
    agrees(student, reference, SQUARED, batch(rng), on=GRADIENT)


SIGMOIDS = {"logistic_loss": LOGISTIC, "squared_sigmoid_loss": SQUARED}
LOSSES = {
    "logistic_loss": logistic_loss_averages_minus_log_p,
    "squared_sigmoid_loss": squared_sigmoid_loss_averages_squares,
}
GRADIENTS = {
    "logistic_loss": logistic_loss_has_its_gradient,
    "squared_sigmoid_loss": squared_sigmoid_loss_has_its_gradient,
}
AT_A_TENTH = {"logistic_loss": -0.9, "squared_sigmoid_loss": -0.162}


@check(points=1, strict="range", each=LOSSES)
def losses_survive_large_scores(student, reference, rng, name):
    """The losses with a sigmoid are right for scores of +-1000 and of some hundreds, with either label."""
    agrees(student, reference, SIGMOIDS[name], far(rng), on="loss")


@check(points=2, strict="range", each=GRADIENTS)
def confident_mistakes_have_the_right_slopes(student, reference, rng, name):
    """At p = 0.1 and y = 1 the slopes in the score are -0.9 and -0.162; at a score of -1000 they are -1 and 0."""
    at_a_tenth = student.drive("slopes_along", name, np.array([-np.log(9.0)]), 1.0)
    close(at_a_tenth, np.array([AT_A_TENTH[name]]), "slope at p = 0.1")
    cases = {label: (name, *given) for label, given in along_scores(rng).items()}
    agrees(student, reference, "slopes_along", cases, on="slopes")
    agrees(student, reference, SIGMOIDS[name], far(rng), on=GRADIENT)


@check(points=2)
def fit_logistic_makes_a_newton_step(student, reference, rng):
    """No step gives zeros. The first step solves one linear system for w and b together."""
    agrees(student, reference, NEWTON, newton_steps(rng, 0, 1), on=LEARNED[:2])


@check(points=1, after=fit_logistic_makes_a_newton_step)
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


@check(points=1)
def multiclass_hinge_loss_sums_wrong_classes(student, reference, rng):
    """A row costs the sum over its wrong classes of max(0, score - score of the label + margin); the loss is the mean."""
    agrees(student, reference, SEVERAL, several_classes(rng), on="loss")


@check(points=2, after=multiclass_hinge_loss_sums_wrong_classes)
def multiclass_hinge_loss_has_its_slopes(student, reference, rng):
    """Each wrong class that counts has slope 1 / N, and the label minus their number / N."""
    agrees(student, reference, SEVERAL, several_classes(rng), on="dscores")


# The question to each function, what is compared, and the check of the plain answer.
LEARNS = {"perceptron": PERCEPTRON, "least_squares": LEAST_SQUARES, "fit_logistic": NEWTON}
QUESTIONS = LEARNS | SIGMOIDS | {"hinge_loss": HINGE, "multiclass_hinge_loss": SEVERAL}
ENTRIES = dict.fromkeys(SIGMOIDS, ("loss", *GRADIENT))
ENTRIES |= dict.fromkeys(("hinge_loss", "multiclass_hinge_loss"), ("loss", "dscores"))
ENTRIES |= dict.fromkeys(LEARNS, LEARNED[:2]) | {"perceptron": LEARNED}
WRITTEN = {
    "perceptron": perceptron_corrects_its_mistakes,
    "least_squares": least_squares_fits_a_plane,
    **GRADIENTS,
    "fit_logistic": fit_logistic_makes_a_newton_step,
    "hinge_loss": hinge_loss_has_its_slopes,
    "multiclass_hinge_loss": multiclass_hinge_loss_has_its_slopes,
}
# The numbers of the perceptron are whole. The first step of Newton's method starts from probabilities without a rounding error.
PRECISE = {name: earlier for name, earlier in WRITTEN.items() if name != "perceptron"}
PRECISE |= {"fit_logistic": fit_logistic_goes_to_the_minimum}
ARGUMENTS = dict.fromkeys(LEARNS, ("x", "y"))
ARGUMENTS |= dict.fromkeys(SIGMOIDS, ("w", "b", "x", "y"))
ARGUMENTS |= {"hinge_loss": ("scores", "y"), "multiclass_hinge_loss": ("scores", "labels")}


@check(points=1, strict="precision", each=PRECISE)
def keeps_precision(student, reference, rng, name):
    """float64 inputs give the precision of float64, and the gradients of the losses are float32 where the inputs are."""
    given = plain(rng, name)
    if name == "least_squares":
        agrees(student, reference, LEAST_SQUARES, given, on=LEARNED[:2])
    elif name == "fit_logistic":
        agrees(student, reference, NEWTON, (*given[:-1], 2), on=LEARNED[:2])
    else:
        agrees(student, reference, QUESTIONS[name], given)
        keeps_dtype(student, reference, QUESTIONS[name], given, on="dw" if name in SIGMOIDS else "dscores")


@check(points=1, strict="arguments", each=WRITTEN)
def leaves_its_inputs_alone(student, reference, rng, name):
    """Every function gives the right answer without changing the arrays that it is given."""
    leaves_alone(student, reference, QUESTIONS[name], plain(rng, name), ARGUMENTS[name], on=ENTRIES[name])


@check(points=1, strict="axes", each=WRITTEN)
def keeps_axes_of_length_one(student, reference, rng, name):
    """Answers keep all axes if one has length one, as for one row, one feature or one class; and arguments may be views."""
    agrees(student, reference, QUESTIONS[name], thin(rng, name), on=ENTRIES[name])
    ordinary, layouts = plain(rng, name), ("spaced", "transposed")
    takes_any_layout(student, reference, QUESTIONS[name], ordinary, layouts=layouts, on=ENTRIES[name])


DEFAULTS = {name: WRITTEN[name] for name in ("perceptron", "least_squares", "hinge_loss", "multiclass_hinge_loss")}


@check(points=1, strict="defaults", each=DEFAULTS)
def has_the_defaults_of_the_skeleton(student, reference, rng, name):
    """Without further arguments there are 10 epochs, no penalty, and a margin of 1."""
    *given, _ = plain(rng, name)
    agrees(student, reference, QUESTIONS[name], tuple(given), on=ENTRIES[name])
