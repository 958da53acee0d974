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
    same_shape,
    share_right,
)

from .cases import large_logits, logits, wrong_start

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


@check(points=2, part="torch")
def torch_loss_averages_minus_log_p(student, reference, rng):
    """The loss, written by hand, is the mean over the rows of -log(probability of the label)."""
    by_hand(student, lambda: agrees(student, reference, LOSS, logits(rng)))


@check(points=1, part="torch", after=torch_loss_averages_minus_log_p)
def torch_loss_survives_large_logits(student, reference, rng):
    """The loss is right for logits of +-1000 and of some hundreds, with either label."""
    agrees(student, reference, LOSS, large_logits(rng))


@check(points=2, part="torch", after=torch_loss_survives_large_logits)
def torch_loss_is_differentiable(student, reference, rng):
    """Autograd finds the right gradient through the loss, for ordinary logits and for large ones."""
    cases = {name: (*given, -2.5) for name, given in (logits(rng) | large_logits(rng)).items()}
    agrees(student, reference, lambda side, *args: side.drive("gradient", *args)[1], cases, on="dlogits")


@check(points=1, part="torch", after=torch_loss_is_differentiable)
def torch_loss_has_its_slope_at_0(student, reference, rng):
    """Where a logit is 0, as all are at the start of training, its slope is (0.5 - y) / N."""
    scores, y = logits(rng)["a batch"]
    cases = {"every logit is 0": (0.0 * scores, y), "every other logit is 0": (scores * (np.arange(len(y)) % 2), y)}
    agrees(student, reference, lambda side, *args: side.drive("gradient", *args)[1], cases, on="dlogits")


@check(points=2, part="torch", after=torch_loss_is_differentiable)
def torch_loss_is_finite_in_half_precision(student, reference, rng):
    """In float16 and bfloat16 the loss is right to 5 %, and loss and gradient are finite."""
    y = rng.permutation(np.arange(90) % 2.0)
    # Each row loses 1000: the sum of ninety is beyond float16's largest number, 65504, their mean is not.
    scores = 1000.0 - 2000.0 * y
    for dtype in ("bfloat16", "float16"):
        with case(dtype):
            got, slopes = student.drive("gradient", scores, y, dtype=dtype)
            # Three roundings to bfloat16's 8 bits cost 1.2 %, an overflow or an epsilon everything.
            holds(abs(float(got) / 1000.0 - 1.0) <= 0.05, f"the loss is 1000 within 5 %, not {float(got):.4g}")
            finite(slopes, "dlogits")


@check(points=1, part="torch", after=torch_loss_is_differentiable)
def torch_loss_keeps_dtype_and_inputs(student, reference, rng):
    """Logits in float32 give the right scalar loss in float32, and neither logits nor labels are changed."""
    cases = logits(rng)
    scores, y = cases["a batch"]
    same_shape(LOSS(student, scores.copy(), y.copy())["loss"], (), "loss")
    keeps_dtype(student, reference, LOSS, cases)
    leaves_alone(student, reference, LOSS, cases, ("logits", "y"))


# torch imports its compiler when the first optimizer is made.
@check(points=3, part="torch", after=model_returns_logits, seconds=30)
def train_descends_on_the_loss_it_is_given(student, reference, rng):
    """Each step of train moves weight and bias by -lr times their gradient of the given loss over all rows."""
    n, d = rng.sizes(90, 3)
    x, y = rng.normal(0.5, 1.0, (n, d)), rng.permutation(np.arange(n) % 2.0)
    start = x, y, rng.normal(0.0, 0.5, d), np.array(rng.uniform(0.2, 0.8))
    cases = {f"steps={steps}, lr={lr}": (*start, lr, steps) for steps, lr in ((1, 0.5), (2, 0.5), (20, 0.8))}
    agrees(student, reference, "train", cases, on=LEARNED)


WRITTEN = (torch_loss_has_its_slope_at_0, train_descends_on_the_loss_it_is_given)


@check(points=2, part="torch", after=WRITTEN, seconds=30)
def cross_entropy_trains_out_of_a_wrong_start(student, reference, rng):
    """From confidently wrong weights your model learns two digits in 200 steps on the cross-entropy."""
    given, unseen, labels = wrong_start(rng)
    agrees(student, reference, "train_in_pieces", (*given, 0.3, 20, "cross-entropy"), on=LEARNED)
    *weight, bias = student.drive("train_in_pieces", *given, 0.3, 200, "cross-entropy")
    right = share_right(unseen @ weight + bias > 0.0, labels > 0.5, "predictions")
    # 200 seeds: all right code 0.988 to 1.000.
    at_least(right, 0.95, "accuracy on 160 unseen digits")


@check(points=1, part="torch", after=cross_entropy_trains_out_of_a_wrong_start, seconds=30)
def squared_error_trains_nothing_there(student, reference, rng):
    """From the same weights 200 steps on the squared error of the sigmoid hardly move the model: it stays wrong."""
    given, unseen, labels = wrong_start(rng)
    agrees(student, reference, "train_in_pieces", (*given, 0.3, 20, "squared error"), on=LEARNED)
    *weight, bias = student.drive("train_in_pieces", *given, 0.3, 200, "squared error")
    right = share_right(unseen @ weight + bias > 0.0, labels > 0.5, "predictions")
    # 200 seeds: all right code 0.956 to 1.000. A model that has learned the digits has 0.05 at most.
    at_least(1.0 - right, 0.4, "share of 160 unseen digits that stay wrong")
