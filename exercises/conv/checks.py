"""The claims about convolution and pooling: output sizes, forward passes, gradients, then a small net in training."""

import numpy as np

from grader import (
    agrees,
    backward,
    call,
    check,
    goes_back_twice,
    holds,
    keeps_dtype,
    leaves_alone,
    takes_any_layout,
    with_upstream,
)

from .cases import (
    OVERLAPPING,
    PADDINGS,
    POOLS,
    SIDE_BY_SIDE,
    STRIDES,
    axes,
    convolutions,
    one_average_pool,
    one_convolution,
    one_max_pool,
    one_padded_convolution,
    plainest,
    pools,
    thin_convolutions,
    thin_pools,
)

SIZE = call("conv2d_output_size", "the output size")
CONVOLVE = call("conv2d_forward", "out", cache=True)
TAKE_LARGEST = call("max_pool2d_forward", "out", cache=True)
AVERAGE = call("avg_pool2d_forward", "out", cache=True)
BACK_THROUGH_CONVOLUTION = backward(CONVOLVE, "conv2d_backward", "dx", "dw", "db")
BACK_TO_LARGEST = backward(TAKE_LARGEST, "max_pool2d_backward", "dx")
BACK_THROUGH_AVERAGE = backward(AVERAGE, "avg_pool2d_backward", "dx")
# By layer: its backward pass, one ordinary case, and cases with an axis of length one.
LAYERS = {
    "conv2d": (BACK_THROUGH_CONVOLUTION, one_convolution, thin_convolutions),
    "max_pool2d": (BACK_TO_LARGEST, one_max_pool, thin_pools),
    "avg_pool2d": (BACK_THROUGH_AVERAGE, one_average_pool, thin_pools),
}


@check(points=1)
def counts_whole_windows(student, reference, rng):
    """conv2d_output_size counts the whole windows along one axis of the padded image, and is an int."""
    agrees(student, reference, SIZE, axes())
    holds(np.asarray(student.conv2d_output_size(9, 4, 1, 0)).dtype.kind in "iu", "the output size is an int")


@check(points=2)
def convolves_one_channel(student, reference, rng):
    """Each output is the sum over one window of pixel times weight; the filter is not rotated."""
    agrees(student, reference, CONVOLVE, plainest(rng))


@check(points=2, after=convolves_one_channel)
def sums_over_channels_and_adds_the_bias(student, reference, rng):
    """Every filter sums over all channels and adds its own bias once."""
    agrees(student, reference, CONVOLVE, convolutions(rng, OVERLAPPING))


@check(points=2, after=sums_over_channels_and_adds_the_bias)
def takes_strides(student, reference, rng):
    """Rows and columns have strides of their own. Pixels at the far end that fill no whole window are left out."""
    agrees(student, reference, CONVOLVE, convolutions(rng, STRIDES | SIDE_BY_SIDE))


@check(points=2, after=sums_over_channels_and_adds_the_bias)
def pads_with_zeros(student, reference, rng):
    """The padding puts zeros on both sides of the rows and on both sides of the columns."""
    agrees(student, reference, CONVOLVE, convolutions(rng, PADDINGS))


@check(points=2)
def takes_the_largest_of_each_window(student, reference, rng):
    """Max pooling returns the largest value of every window, for each channel by itself, also for negative values."""
    agrees(student, reference, TAKE_LARGEST, pools(rng, POOLS))


@check(points=2)
def averages_each_window(student, reference, rng):
    """Average pooling returns the mean of every window, for each channel by itself."""
    agrees(student, reference, AVERAGE, pools(rng, POOLS))


@check(points=1, after=sums_over_channels_and_adds_the_bias)
def sums_the_gradient_of_the_bias(student, reference, rng):
    """db is the sum of dout over the batch, the rows and the columns."""
    cases = with_upstream(rng, reference, BACK_THROUGH_CONVOLUTION, convolutions(rng, OVERLAPPING))
    agrees(student, reference, BACK_THROUGH_CONVOLUTION, cases, on="db")


@check(points=1, after=sums_over_channels_and_adds_the_bias)
def sums_the_gradient_of_the_filters(student, reference, rng):
    """dw is the sum over all windows of the images, each multiplied by the dout of its output."""
    cases = with_upstream(rng, reference, BACK_THROUGH_CONVOLUTION, convolutions(rng, OVERLAPPING))
    agrees(student, reference, BACK_THROUGH_CONVOLUTION, cases, on="dw")


@check(points=2, after=sums_over_channels_and_adds_the_bias)
def sends_the_gradient_back_to_the_images(student, reference, rng):
    """Each pixel of dx is the sum over all windows that contain it, and dx has the shape of x."""
    cases = with_upstream(rng, reference, BACK_THROUGH_CONVOLUTION, convolutions(rng, OVERLAPPING))
    agrees(student, reference, BACK_THROUGH_CONVOLUTION, cases, on="dx")


IN_PLACES = {"stride": STRIDES | SIDE_BY_SIDE, "padding": PADDINGS}
BACK = (sums_the_gradient_of_the_filters, sends_the_gradient_back_to_the_images)


@check(points=2, each={"stride": (takes_strides, *BACK), "padding": (pads_with_zeros, *BACK)})
def gradients_follow_stride_and_padding(student, reference, rng, name):
    """dw and dx are right for the windows and the padded images of the forward pass, and dx leaves the padding out."""
    cases = with_upstream(rng, reference, BACK_THROUGH_CONVOLUTION, convolutions(rng, IN_PLACES[name]))
    agrees(student, reference, BACK_THROUGH_CONVOLUTION, cases, on=("dw", "dx"))


@check(points=2, after=takes_the_largest_of_each_window)
def sends_the_gradient_to_the_largest(student, reference, rng):
    """The gradient of max pooling goes to the largest pixel of every window. If windows share it, their gradients add up."""
    cases = with_upstream(rng, reference, BACK_TO_LARGEST, pools(rng, POOLS))
    agrees(student, reference, BACK_TO_LARGEST, cases)


@check(points=2, after=averages_each_window)
def shares_the_gradient_evenly(student, reference, rng):
    """Each pixel of a window gets an equal share of the gradient of average pooling. Where windows overlap, shares add up."""
    cases = with_upstream(rng, reference, BACK_THROUGH_AVERAGE, pools(rng, POOLS))
    agrees(student, reference, BACK_THROUGH_AVERAGE, cases)


GRADIENTS = (sums_the_gradient_of_the_bias, *BACK)
POOLED = (sends_the_gradient_to_the_largest, shares_the_gradient_evenly)
FORWARD = {
    "conv2d_forward": sums_over_channels_and_adds_the_bias,
    "max_pool2d_forward": takes_the_largest_of_each_window,
    "avg_pool2d_forward": averages_each_window,
}
BACKWARD = dict(
    zip(("conv2d_backward", "max_pool2d_backward", "avg_pool2d_backward"), (GRADIENTS, *POOLED), strict=True)
)
PADDED = {"conv2d_forward": (takes_strides, pads_with_zeros), "conv2d_backward": gradients_follow_stride_and_padding}


def asked(name, rng, reference, cases):
    """The question that asks for an exercise, forward or backward, and its cases: backward they have upstream gradients."""
    back = LAYERS[layer(name)][0]
    return (back.forward, cases) if name in FORWARD else (back, with_upstream(rng, reference, back, cases))


def layer(name):
    """The layer to which an exercise belongs."""
    return name.rsplit("_", 1)[0]


@check(points=0.75, strict="arguments", each=FORWARD)
def leaves_its_inputs_alone(student, reference, rng, name):
    """A forward pass gives the right output and changes neither x nor w nor b."""
    _, one_case, _ = LAYERS[layer(name)]
    leaves_alone(student, reference, *asked(name, rng, reference, one_case(rng)), ("x", "w", "b"))


@check(points=0.75, strict="calls", each=BACKWARD)
def can_go_back_twice(student, reference, rng, name):
    """A backward pass may run after another forward pass and twice with one cache, and does not change dout."""
    _, one_case, _ = LAYERS[layer(name)]
    goes_back_twice(student, reference, *asked(name, rng, reference, one_case(rng)), one_case(rng))


@check(points=0.75, strict="precision", each=FORWARD | BACKWARD | PADDED)
def keeps_precision(student, reference, rng, name):
    """float32 inputs give right arrays in float32, and float64 inputs give the precision of float64."""
    one_case = one_padded_convolution if name in PADDED else LAYERS[layer(name)][1]
    keeps_dtype(student, reference, *asked(name, rng, reference, one_case(rng)))


@check(points=0.75, strict="axes", each=FORWARD | BACKWARD)
def keeps_axes_of_length_one(student, reference, rng, name):
    """Axes of length one stay where they are, and arrays may be slices of larger arrays."""
    _, one_case, thin_cases = LAYERS[layer(name)]
    agrees(student, reference, *asked(name, rng, reference, thin_cases(rng)))
    ordinary = asked(name, rng, reference, one_case(rng))
    takes_any_layout(student, reference, *ordinary, layouts=("spaced", "transposed"))


@check(points=2, after=(*GRADIENTS, gradients_follow_stride_and_padding, *POOLED))
def trains_like_the_reference(student, reference, rng):
    """Six steps of SGD on a net with two convolutions and both pools reach the reference's weights."""
    n, c, d, f = rng.sizes(5, 2, 3, 4)
    weights = {"w1": rng.normal(0.0, 0.4, (d, c, 3, 2)), "b1": rng.normal(0.0, 0.1, d)}
    weights |= {"w2": rng.normal(0.0, 0.4, (f, d, 2, 3)), "b2": rng.normal(0.0, 0.1, f)}
    given = rng.normal(0.0, 1.0, (6, n, c, 13, 10)), rng.normal(0.0, 1.0, (6, n, f, 3, 5)), weights, 0.1
    agrees(student, reference, "train", given, on=("w1", "b1", "w2", "b2"))
