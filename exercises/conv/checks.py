"""What is asked of convolution and pooling: output sizes, forward passes, gradients, then a small net in training."""

import numpy as np

from grader import case, check, close, holds, same_dtype, unchanged

# The height and width of the images, then kernel, stride and padding, by the name of the case.
SIDE_BY_SIDE = {"padding 0, windows side by side": ((9, 8), (3, 2), (3, 2))}
OVERLAPPING = {"padding 0, overlapping windows": ((8, 5), (3, 2))}
STRIDES = {
    "stride 2 leaves a remainder": ((8, 13), (3, 2), 2),
    "stride (1, 3)": ((8, 11), (3, 2), (1, 3)),
    "stride (3, 4) leaves gaps": ((9, 16), (2, 3), (3, 4)),
}
PADDINGS = {
    "padding 1": ((6, 8), (3, 2), 1, 1),
    "padding (2, 1)": ((6, 9), (3, 2), 1, (2, 1)),
    "padding (0, 3), stride (2, 1)": ((10, 6), (3, 2), (2, 1), (0, 3)),
}
# The height and width of the images, then what follows x in the call of a pool, and the sign of all pixels.
POOLS = {
    "kernel 3, no stride given": ((9, 15), [3]),
    "kernel 3, stride 2": ((8, 14), [3, 2]),
    "kernel (3, 2), stride None leaves a remainder": ((11, 13), [(3, 2), None]),
    "stride (1, 2)": ((7, 13), [(2, 3), (1, 2)]),
    "stride (3, 2) leaves gaps": ((9, 12), [(2, 1), (3, 2)]),
    "negative inputs": ((8, 7), [(3, 2), (1, 2)], -1.0),
}
# One case for each layer.
SMALL = {
    "conv2d": ((6, 11), (3, 2), 2, 1),
    "max_pool2d": ((7, 11), [(2, 3), 2]),
    "avg_pool2d": ((7, 8), [(3, 2), 1]),
}


def conv2d(rng, image, kernel, stride=1, padding=0):
    """The arguments of a convolution: images, filters that look at several channels, biases away from 0."""
    n, c, f = rng.sizes(2, 4, 5)
    x, w, b = rng.normal(0.5, 1.0, (n, c, *image)), rng.normal(0.2, 1.0, (f, c, *kernel)), rng.normal(2.0, 1.0, f)
    return x, w, b, stride, padding


def plainest(rng):
    """The arguments of the plainest convolution: one image, one channel, one filter, no bias."""
    kw, kh, height, width = rng.sizes(2, 3, 6, 9)
    return rng.normal(0.5, 1.0, (1, 1, height, width)), rng.normal(0.2, 1.0, (1, 1, kh, kw)), np.zeros(1)


def pool(rng, image, settings, sign=1.0):
    """The arguments of a pool: images of one sign, without two equal pixels, and the kernel and perhaps the stride."""
    n, c = rng.sizes(2, 4)
    return sign * rng.uniform(0.5, 3.0, (n, c, *image)), *settings


ARGUMENTS = {"conv2d": conv2d, "max_pool2d": pool, "avg_pool2d": pool}


def forward(side, layer, *args):
    """What the layer returns, by name."""
    return {"out": getattr(side, f"{layer}_forward")(*args)[0]}


def named(answer):
    """What a backward pass returned, by name: three gradients of a convolution, one of a pool."""
    return dict(zip(("dx", "dw", "db"), answer, strict=True)) if isinstance(answer, tuple | list) else {"dx": answer}


def agree(student, reference, names, question, *args, **settings):
    """Judge these entries of what both sides answer to `question`: a function of a side, or the name of a driver."""
    ask = question if callable(question) else lambda side, *args, **settings: side.drive(question, *args, **settings)
    answer, expected = ask(student, *args, **settings), ask(reference, *args, **settings)
    for name in names.split():
        close(answer[name], expected[name], name)


def each(rng, layer, places):
    """The arguments of a layer in each of these places, each the case at hand while it is judged."""
    for name, place in places.items():
        with case(name):
            yield ARGUMENTS[layer](rng, *place)


def forwards_agree(student, reference, rng, layer, places):
    """Judge what the layer returns in each of these places."""
    for args in each(rng, layer, places):
        agree(student, reference, "out", forward, layer, *args)


def asked_back(rng, reference, layer, args, dtype=np.float64):
    """A random dout of the shape of what the layer returns, and the reference's gradients for it, by name."""
    out, cache = getattr(reference, f"{layer}_forward")(*args)
    dout = rng.normal(0.5, 1.0, out.shape).astype(dtype)
    return dout, named(getattr(reference, f"{layer}_backward")(dout, cache))


def gradients_agree(student, reference, rng, names, layer, places):
    """Judge these gradients of the layer in each of these places, on a cache that the student's own forward made."""
    for args in each(rng, layer, places):
        dout, expected = asked_back(rng, reference, layer, args)
        _, cache = getattr(student, f"{layer}_forward")(*args)
        answer = named(getattr(student, f"{layer}_backward")(dout, cache))
        for name in names.split():
            close(answer[name], expected[name], name)


@check(points=1)
def counts_whole_windows(student, reference, rng):
    """One axis has as many windows as fit whole, a stride apart, once zeros stand on both sides of the image."""
    for size, kernel, stride, padding in ((9, 4, 1, 0), (11, 3, 2, 0), (12, 5, 3, 0), (7, 2, 1, 3), (10, 3, 4, 2)):
        with case(f"size {size}, kernel {kernel}, stride {stride}, padding {padding}"):
            count = student.conv2d_output_size(size, kernel, stride, padding)
            close(count, reference.conv2d_output_size(size, kernel, stride, padding), "the output size")
            holds(np.asarray(count).dtype.kind in "iu", "the output size is an int")


@check(points=2)
def convolves_one_channel(student, reference, rng):
    """Each output is the sum of one window times the filter, pixel by pixel, the filter not turned round."""
    with case("padding 0"):
        agree(student, reference, "out", forward, "conv2d", *plainest(rng))


@check(points=2, after=convolves_one_channel)
def sums_over_channels_and_adds_the_bias(student, reference, rng):
    """Every filter sums over all channels and adds its own bias once."""
    forwards_agree(student, reference, rng, "conv2d", OVERLAPPING)


@check(points=2, after=sums_over_channels_and_adds_the_bias)
def takes_strides(student, reference, rng):
    """The stride parts the windows, rows and columns each by their own, and what fills no window is left out."""
    forwards_agree(student, reference, rng, "conv2d", STRIDES | SIDE_BY_SIDE)


@check(points=2, after=sums_over_channels_and_adds_the_bias)
def pads_with_zeros(student, reference, rng):
    """The padding puts zeros on both sides of the rows and on both sides of the columns."""
    forwards_agree(student, reference, rng, "conv2d", PADDINGS)


@check(points=2)
def takes_the_largest_of_each_window(student, reference, rng):
    """Max pooling returns the largest value of every window, negative ones too, for each channel by itself."""
    forwards_agree(student, reference, rng, "max_pool2d", POOLS)


@check(points=2)
def averages_each_window(student, reference, rng):
    """Average pooling returns the mean of every window, for each channel by itself."""
    forwards_agree(student, reference, rng, "avg_pool2d", POOLS)


@check(points=1, after=(takes_strides, pads_with_zeros, takes_the_largest_of_each_window, averages_each_window))
def leaves_its_inputs_alone(student, reference, rng):
    """A forward pass gives the right output and changes neither x nor w nor b."""
    for layer, place in SMALL.items():
        for args in each(rng, layer, {layer: place}):
            arrays = [array for array in args if isinstance(array, np.ndarray)]
            before = [array.copy() for array in arrays]
            out = forward(student, layer, *args)["out"]
            for array, values, name in zip(arrays, before, ("x", "w", "b"), strict=False):
                unchanged(array, values, name)
            close(out, forward(reference, layer, *before, *args[len(before) :])["out"], "out")


@check(points=1, after=sums_over_channels_and_adds_the_bias)
def sums_the_gradient_of_the_bias(student, reference, rng):
    """db is the sum of dout over the batch, the rows and the columns."""
    gradients_agree(student, reference, rng, "db", "conv2d", OVERLAPPING)


@check(points=2, after=(takes_strides, pads_with_zeros))
def sums_the_gradient_of_the_filters(student, reference, rng):
    """dw sums the padded windows, each weighed with dout where its output stands."""
    gradients_agree(student, reference, rng, "dw", "conv2d", OVERLAPPING | STRIDES | PADDINGS)


@check(points=3, after=(takes_strides, pads_with_zeros))
def sends_the_gradient_back_to_the_images(student, reference, rng):
    """dx adds up what a pixel receives from every window that it lies in, and has the shape of the unpadded x."""
    gradients_agree(student, reference, rng, "dx", "conv2d", SIDE_BY_SIDE | OVERLAPPING | STRIDES | PADDINGS)


@check(points=2, after=takes_the_largest_of_each_window)
def sends_the_gradient_to_the_largest(student, reference, rng):
    """The gradient of max pooling goes to the largest pixel of every window, and adds up where windows share it."""
    gradients_agree(student, reference, rng, "dx", "max_pool2d", POOLS)


@check(points=2, after=averages_each_window)
def shares_the_gradient_evenly(student, reference, rng):
    """The gradient of average pooling is shared evenly by the pixels of a window, and adds up where windows overlap."""
    gradients_agree(student, reference, rng, "dx", "avg_pool2d", POOLS)


GRADIENTS = (sums_the_gradient_of_the_bias, sums_the_gradient_of_the_filters, sends_the_gradient_back_to_the_images)
POOLED = (sends_the_gradient_to_the_largest, shares_the_gradient_evenly)


@check(points=1, after=(*GRADIENTS, *POOLED))
def can_go_back_twice(student, reference, rng):
    """Backward passes may run after another forward pass and twice with one cache, and leave dout alone."""
    for layer, place in SMALL.items():
        x, *others = ARGUMENTS[layer](rng, *place)
        dout, expected = asked_back(rng, reference, layer, (x, *others))
        before = dout.copy()
        _, cache = getattr(student, f"{layer}_forward")(x, *others)
        forward(student, layer, 7.0 - 2.0 * x, *others)  # of the same shape: caches must not share a buffer
        for time in ("after another forward pass", "the second time"):
            with case(f"{layer} {time}"):
                answer = named(getattr(student, f"{layer}_backward")(dout, cache))
                unchanged(dout, before, "dout")
                for gradient, values in expected.items():
                    close(answer[gradient], values, gradient)


@check(points=1, after=(leaves_its_inputs_alone, can_go_back_twice))
def keeps_float32(student, reference, rng):
    """From float32 come the right numbers in float32: what layers return and all their gradients."""
    for layer, place in SMALL.items():
        for args in each(rng, layer, {layer: place}):
            args = [value.astype(np.float32) if isinstance(value, np.ndarray) else value for value in args]
            dout, expected = asked_back(rng, reference, layer, args, np.float32)
            out, cache = getattr(student, f"{layer}_forward")(*args)
            same_dtype(out, "float32", "out")
            close(out, forward(reference, layer, *args)["out"], "out")
            answer = named(getattr(student, f"{layer}_backward")(dout, cache))
            for name, values in expected.items():
                same_dtype(answer[name], "float32", name)
                close(answer[name], values, name)


@check(points=2, after=(*GRADIENTS, *POOLED))
def trains_like_the_reference(student, reference, rng):
    """Six steps of SGD on a net of two convolutions and both pools reach the reference's weights."""
    n, c, d, f = rng.sizes(5, 2, 3, 4)
    weights = {"w1": rng.normal(0.0, 0.4, (d, c, 3, 2)), "b1": rng.normal(0.0, 0.1, d)}
    weights |= {"w2": rng.normal(0.0, 0.4, (f, d, 2, 3)), "b2": rng.normal(0.0, 0.1, f)}
    given = rng.normal(0.0, 1.0, (6, n, c, 13, 10)), rng.normal(0.0, 1.0, (6, n, f, 3, 5)), weights, 0.1
    agree(student, reference, "w1 b1 w2 b2", "train", *given)
