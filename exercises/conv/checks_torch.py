"""The claims about torch: convolution by hand, autograd through it, then a net that reads digits wherever they stand."""

import numpy as np

from grader import (
    agrees,
    at_least,
    by_hand,
    call,
    case,
    check,
    has_shapes,
    holds,
    keeps_dtype,
    leaves_alone,
    share_right,
    with_upstream,
)
from grader.datasets import digits

from .cases import OVERLAPPING, PADDINGS, SIDE_BY_SIDE, STRIDES, convolutions, net_weights, plainest, shifted

# Everything that slides a window over an image is the exercise.
FORBIDDEN = {"torch": ["conv", "pool", "windows"]}
CONVOLVE = call("conv2d", "out")


@check(points=3, part="torch")
def tensors_are_convolved(student, reference, rng):
    """By hand, each output is the sum over one window of pixel times weight; the filter is not rotated."""
    cases = plainest(rng)
    by_hand(student, lambda: agrees(student, reference, CONVOLVE, cases))


@check(points=1, part="torch", after=tensors_are_convolved)
def tensors_are_summed_over_channels(student, reference, rng):
    """Every filter sums over all channels and adds its own bias once."""
    agrees(student, reference, CONVOLVE, convolutions(rng, OVERLAPPING))


@check(points=1, part="torch", after=tensors_are_summed_over_channels)
def tensors_are_taken_in_strides(student, reference, rng):
    """Rows and columns have strides of their own. Pixels at the far end that fill no whole window are left out."""
    agrees(student, reference, CONVOLVE, convolutions(rng, STRIDES | SIDE_BY_SIDE))


@check(points=1, part="torch", after=tensors_are_summed_over_channels)
def tensors_are_padded_with_zeros(student, reference, rng):
    """The padding puts zeros on both sides of the rows and on both sides of the columns."""
    agrees(student, reference, CONVOLVE, convolutions(rng, PADDINGS))


@check(points=1, part="torch", after=(tensors_are_taken_in_strides, tensors_are_padded_with_zeros))
def convolution_keeps_dtype_and_inputs(student, reference, rng):
    """For float32 inputs, out is right and is float32, and x, w and b are not changed."""
    cases = convolutions(rng, OVERLAPPING | PADDINGS)
    keeps_dtype(student, reference, CONVOLVE, cases)
    leaves_alone(student, reference, CONVOLVE, cases, ("x", "w", "b"))


@check(points=1, part="torch", after=convolution_keeps_dtype_and_inputs)
def memory_layout_does_not_matter(student, reference, rng):
    """Slices and images with channels last give the same out as a contiguous copy."""
    agrees(student, reference, "layouts", convolutions(rng, OVERLAPPING))


@check(points=2, part="torch", after=(tensors_are_taken_in_strides, tensors_are_padded_with_zeros))
def gradients_flow_through_the_convolution(student, reference, rng):
    """Autograd finds the gradients of x, w and b, with overlapping windows, gaps and padding."""
    cases = with_upstream(rng, reference, CONVOLVE, convolutions(rng, OVERLAPPING | STRIDES | PADDINGS))
    agrees(student, reference, "gradients", cases, on=("db", "dw", "dx"))


@check(points=1, part="torch")
def net_has_its_parameters(student, reference, rng):
    """A new net has the parameters w1, b1, w2, b2, w3 and b3, in the docstring's shapes, and its weights are random."""
    *channels, classes = rng.sizes(2, 6, 4, 7)
    state, learned = student.drive("fresh", channels, classes, np.zeros(1))
    shapes = {name: weight.shape for name, weight in net_weights(rng, *channels, classes).items()}
    has_shapes({name: state[name] for name in learned}, shapes, "parameters")
    for name in learned:
        holds(name.startswith("b") or np.ptp(state[name]) > 0, f"the entries of {name} are not all alike")


@check(points=3, part="torch", after=(net_has_its_parameters, tensors_are_padded_with_zeros))
def net_returns_logits(student, reference, rng):
    """By hand, the net returns the right logits, for even and for odd heights and widths."""
    sizes = {"an even height and width": (8, 10), "odd ones": (9, 11), "2x2": (2, 2)}
    weights = net_weights(rng, 2, 6, 4, 7)
    cases = {name: (rng.normal(0.2, 1.0, (5, 2, *size)), weights) for name, size in sizes.items()}
    by_hand(student, lambda: agrees(student, reference, "logits", cases, on="logits"))


@check(points=2, part="torch", after=(net_returns_logits, gradients_flow_through_the_convolution))
def net_trains_like_the_reference(student, reference, rng):
    """Six steps of SGD from given weights reach the reference's weights."""
    batches, labels = rng.normal(0.2, 1.0, (6, 5, 2, 8, 11)), rng.randint(0, 7, (6, 5))
    weights = net_weights(rng, 2, 6, 4, 7)
    agrees(student, reference, "train", (batches, labels, weights, 0.1), on=("w1", "b1", "w2", "b2", "w3", "b3"))


@check(points=3, part="torch", after=net_trains_like_the_reference, seconds=60)
def net_trains_to_read_shifted_digits(student, reference, rng):
    """Trained from your own initial weights, the net reads shifted digits better than larger dense nets do."""
    seen, unseen = digits().split(rng, 1397, 400)
    rows, fields = rng.randint(0, 1397, (150, 32)), shifted(rng, unseen.images)  # 32 images a step
    with case("before training, with given weights"):  # a net that answers otherwise need not be trained
        few = fields[:3].astype(np.float64)
        agrees(student, reference, "logits", (few, net_weights(rng, 1, 8, 24, 10)), on="logits")
    given = shifted(rng, seen.images), seen.labels, rows, fields
    predicted = student.drive("learn_digits", *given, lr=0.01, seed=int(rng.randint(2**31)))
    # Over 200 seeds each, min / median / max: the net from He's first weights 0.770 / 0.890 / 0.953, from Xavier's 0.798 /
    # 0.903 / 0.960, from those of torch's own layers 0.775 / 0.883 / 0.950; of variance 1 (a mistake) 0.283 / 0.425 / 0.570.
    # Dense nets with one hidden layer, same images and steps: of 4,970 parameters 0.415 / 0.513 / 0.593, of 9,930 0.533 /
    # 0.608 / 0.680. The net has 2,210.
    at_least(share_right(predicted, unseen.labels, "predictions"), 0.7, "accuracy on 400 unseen shifted digits")
