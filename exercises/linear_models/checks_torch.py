"""The claims about the torch part: the model, its loss on any dtype, and plain gradient descent on real digits."""

import numpy as np

from grader import (
    agrees,
    at_least,
    by_hand,
    call,
    case,
    check,
    close,
    finite,
    has_shapes,
    holds,
    keeps_dtype,
    leaves_alone,
    share_right,
)

from .cases import large_logits, logits, surprising_logits, training, wrong_start

FORBIDDEN = {
    "torch": [
        "linear",
        "cross_entropy",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "mse_loss",
        "multi_margin_loss",
        "soft_margin_loss",
        "multilabel_soft_margin_loss",
    ]
}
LOSS = call("loss_from_logits", "loss")
LEARNED = "weight and bias"


def slopes(side, *args):
    """A question to the driver `gradient`: the gradient alone."""
    return side.drive("gradient", *args)[1]


@check(points=2, part="torch")
def model_returns_logits(student, reference, rng):
    """LogisticRegression trains weight (features,) and bias (), both 0 at first, and returns x @ weight + bias by hand."""
    n, d = rng.sizes(7, 5)
    start = student.drive("parameters", d)
    has_shapes(start, {"weight": (d,), "bias": ()}, "parameters")
    for name, value in start.items():
        close(value, np.zeros(value.shape), f"the first {name}")
    given = rng.normal(0.5, 1.0, (n, d)), rng.normal(0.0, 1.0, d), np.array(rng.normal(1.0, 1.0))
    by_hand(student, lambda: agrees(student, reference, "logits", given, on="logits"))


@check(points=1, part="torch", after=model_returns_logits)
def model_gives_gradients(student, reference, rng):
    """Autograd finds the gradients of weight and bias through the logits."""
    n, d = rng.sizes(6, 4)
    x, _, *start = training(rng, n, d)
    given = x, *start, rng.normal(0.5, 1.0, n)
    agrees(student, reference, "model_gradients", given, on=("dbias", "dweight"))


@check(points=2, part="torch")
def torch_loss_averages_minus_log_p(student, reference, rng):
    """The loss, written by hand, is the mean over the rows of -log(probability of the label)."""
    by_hand(student, lambda: agrees(student, reference, LOSS, surprising_logits(rng)))


@check(points=1, part="torch", after=torch_loss_averages_minus_log_p)
def torch_loss_is_differentiable(student, reference, rng):
    """Autograd finds the right gradient through the loss."""
    agrees(student, reference, slopes, (*logits(rng), -2.5), on="dlogits")


@check(points=1, part="torch", strict="range", after=torch_loss_averages_minus_log_p)
def torch_loss_survives_large_logits(student, reference, rng):
    """The loss is right for logits of +-1000 and of some hundreds, with either label."""
    agrees(student, reference, LOSS, large_logits(rng))


@check(points=1, part="torch", strict="range", after=torch_loss_is_differentiable)
def torch_gradient_survives_large_logits(student, reference, rng):
    """The gradient of the loss is right for logits of +-1000 and of some hundreds, with either label."""
    cases = {name: (*given, -2.5) for name, given in large_logits(rng).items()}
    agrees(student, reference, slopes, cases, on="dlogits")


@check(points=1, part="torch", after=torch_loss_is_differentiable)
def torch_loss_has_its_slope_at_0(student, reference, rng):
    """Where a logit is 0, as all are at the start of training, its slope is (0.5 - y) / N."""
    scores, y = logits(rng)
    cases = {"every logit is 0": (0.0 * scores, y), "every other logit is 0": (scores * (np.arange(len(y)) % 2), y)}
    agrees(student, reference, slopes, cases, on="dlogits")


@check(points=1, part="torch", strict="range", after=torch_loss_is_differentiable)
def torch_loss_is_finite_in_half_precision(student, reference, rng):
    """In float16 and bfloat16 the loss is right to 5 %, and loss and gradient are finite."""
    y = rng.permutation(np.arange(90) % 2.0)
    # Each row loses 1000: the sum of ninety is beyond float16's largest number, 65504, their mean is not.
    scores = 1000.0 - 2000.0 * y
    for dtype in ("bfloat16", "float16"):
        with case(dtype):
            got, found = student.drive("gradient", scores, y, dtype=dtype)
            # Three roundings to bfloat16's 8 bits cost 1.2 %, an overflow or an epsilon everything.
            holds(abs(float(got) / 1000.0 - 1.0) <= 0.05, f"the loss is 1000 within 5 %, not {float(got):.4g}")
            finite(found, "dlogits")


# torch imports its compiler when the first optimizer is made.
@check(points=2, part="torch", seconds=30)
def train_descends_on_the_loss_it_is_given(student, reference, rng):
    """Each step of train moves all parameters by -lr times their gradient of the given loss over all rows."""
    start = training(rng, *rng.sizes(90, 3))
    cases = {f"steps={steps}, lr={lr}": (*start, lr, steps) for steps, lr in ((1, 0.5), (2, 0.5), (20, 0.8))}
    agrees(student, reference, "train", cases, on=LEARNED)


WRITTEN = {
    "LogisticRegression": model_gives_gradients,
    "loss_from_logits": torch_loss_averages_minus_log_p,
    "train": train_descends_on_the_loss_it_is_given,
}


@check(points=1, part="torch", strict="precision", each=WRITTEN, seconds=30)
def torch_keeps_dtypes(student, reference, rng, name):
    """float32 stays float32, and float64 inputs give the precision of float64."""
    x, y, *start = training(rng, *rng.sizes(7, 3))
    if name == "LogisticRegression":
        keeps_dtype(student, reference, "logits", (x, *start), on="logits")
    elif name == "train":
        keeps_dtype(student, reference, "train", (x, y, *start, 0.5, 2), on=LEARNED)
    else:
        keeps_dtype(student, reference, LOSS, logits(rng))


@check(
    points=1,
    part="torch",
    strict="arguments",
    each={name: WRITTEN[name] for name in ("loss_from_logits", "train")},
    seconds=30,
)
def torch_leaves_its_inputs_alone(student, reference, rng, name):
    """The answer is right, and neither x nor logits nor labels are changed."""
    if name == "loss_from_logits":
        leaves_alone(student, reference, LOSS, logits(rng), ("logits", "y"))
    else:
        given = (*training(rng, *rng.sizes(7, 3)), 0.5, 2)
        leaves_alone(student, reference, "train", given, ("x", "y"), on=LEARNED)


@check(points=1, part="torch", strict="axes", each=WRITTEN, seconds=30)
def torch_keeps_axes_of_length_one(student, reference, rng, name):
    """Answers are right, and keep their axes, for one row and for one feature."""
    x, y, weight, bias = training(rng, *rng.sizes(7, 3))
    thin = {"one row": (x[:1], y[:1], weight, bias), "one feature": (x[:, :1], y, weight[:1], bias)}
    if name == "LogisticRegression":
        cases = {case: (x, *start) for case, (x, _, *start) in thin.items()}
        agrees(student, reference, "logits", cases, on="logits")
    elif name == "train":
        cases = {case: (*given, 0.5, 2) for case, given in thin.items()}
        agrees(student, reference, "train", cases, on=LEARNED)
    else:
        scores, _ = logits(rng)
        cases = {f"one row, label {label}": (scores[:1], np.array([1.0 * label])) for label in (0, 1)}
        agrees(student, reference, LOSS, cases)


TRAINS = (model_gives_gradients, train_descends_on_the_loss_it_is_given)


@check(points=1, part="torch", strict="range", after=(*TRAINS, torch_loss_is_differentiable), seconds=30)
def cross_entropy_trains_out_of_a_wrong_start(student, reference, rng):
    """From confidently wrong weights your model learns two digits in 200 steps on the cross-entropy."""
    given, unseen, labels = wrong_start(rng)
    agrees(student, reference, "train_in_pieces", (*given, 0.3, 20, "cross-entropy"), on=LEARNED)
    *weight, bias = student.drive("train_in_pieces", *given, 0.3, 200, "cross-entropy")
    right = share_right(unseen @ weight + bias > 0.0, labels > 0.5, "predictions")
    # 200 seeds: all right code 0.988 to 1.000.
    at_least(right, 0.95, "accuracy on 160 unseen digits")


@check(points=1, part="torch", after=TRAINS, look_first=cross_entropy_trains_out_of_a_wrong_start, seconds=30)
def squared_error_trains_nothing_there(student, reference, rng):
    """From the same weights 200 steps on the squared error of the sigmoid hardly move the model: it stays wrong."""
    given, unseen, labels = wrong_start(rng)
    agrees(student, reference, "train_in_pieces", (*given, 0.3, 20, "squared error"), on=LEARNED)
    *weight, bias = student.drive("train_in_pieces", *given, 0.3, 200, "squared error")
    right = share_right(unseen @ weight + bias > 0.0, labels > 0.5, "predictions")
    # 200 seeds: all right code 0.956 to 1.000. A model that has learned the digits has 0.05 at most.
    at_least(1.0 - right, 0.4, "share of 160 unseen digits that stay wrong")
