"""The inputs of the checks of convolution and pooling, as named cases."""

import numpy as np

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
    "padding (0, 3)": ((10, 6), (3, 2), 1, (0, 3)),
}
# The height and width of the images, then the arguments of a pool behind x, and the sign of all pixels.
POOLS = {
    "kernel 3, no stride given": ((9, 15), [3]),
    "kernel 3, stride 2": ((8, 14), [3, 2]),
    "kernel (3, 2), stride None leaves a remainder": ((11, 13), [(3, 2), None]),
    "stride (1, 2)": ((7, 13), [(2, 3), (1, 2)]),
    "stride (3, 2) leaves gaps": ((9, 12), [(2, 1), (3, 2)]),
    "negative inputs": ((8, 7), [(3, 2), (1, 2)], -1.0),
}
# Of one axis: the size, the kernel, the stride and the padding.
AXES = ((9, 4, 1, 0), (11, 3, 2, 0), (12, 5, 3, 0), (7, 2, 1, 3), (10, 3, 4, 2))


def axes():
    """One axis with a kernel, a stride and a padding: the arguments of `conv2d_output_size`."""
    return {f"size {n}, kernel {k}, stride {s}, padding {p}": (n, k, s, p) for n, k, s, p in AXES}


def convolutions(rng, places):
    """x, w, b, stride and padding in each of these places: several channels, biases away from 0."""
    return {name: convolution(rng, *place) for name, place in places.items()}


def convolution(rng, image, kernel, stride=1, padding=0, *, sizes=None):
    """x (N, C, H, W), w (F, C, kh, kw), b (F,), stride and padding. `sizes` are N, C and F."""
    n, c, f = sizes or rng.sizes(2, 4, 5)
    x, w, b = rng.normal(0.5, 1.0, (n, c, *image)), rng.normal(0.2, 1.0, (f, c, *kernel)), rng.normal(2.0, 1.0, f)
    return x, w, b, stride, padding


def plainest(rng):
    """The plainest convolution: one channel, no bias."""
    kw, kh, height, width = rng.sizes(2, 5, 7, 9)
    x, w = rng.normal(0.5, 1.0, (2, 1, height, width)), rng.normal(0.2, 1.0, (3, 1, kh, kw))
    return {"padding 0": (x, w, np.zeros(3))}


def thin_convolutions(rng):
    """Convolutions with an axis of length one in x, w or out."""
    shapes = {
        "one image": ((1, 4, 5), (8, 5), (3, 2)),
        "one channel": ((2, 1, 5), (8, 5), (3, 2)),
        "one filter": ((2, 4, 1), (8, 5), (3, 2)),
        "one row of windows": ((2, 4, 5), (3, 6), (3, 2)),
        "one column of windows": ((2, 4, 5), (8, 2), (3, 2)),
        "a kernel of one pixel": ((2, 4, 5), (6, 3), (1, 1)),
    }
    return {name: convolution(rng, image, kernel, sizes=sizes) for name, (sizes, image, kernel) in shapes.items()}


def pools(rng, places):
    """x, kernel and perhaps stride of a pool in each of these places."""
    return {name: pool(rng, *place) for name, place in places.items()}


def pool(rng, image, settings, sign=1.0, *, sizes=None):
    """Images x (N, C, H, W) of one sign, without two equal pixels, then kernel and perhaps stride. `sizes` are N and C."""
    n, c = sizes or rng.sizes(2, 4)
    return sign * rng.uniform(0.5, 3.0, (n, c, *image)), *settings


def thin_pools(rng):
    """Pools with an axis of length one in x or out."""
    shapes = {
        "one image": ((1, 4), (6, 8), (3, 2)),
        "one channel": ((2, 1), (6, 8), (3, 2)),
        "one row of windows": ((2, 4), (3, 8), (3, 2)),
        "one column of windows": ((2, 4), (6, 2), (3, 2)),
        "a kernel of one pixel": ((2, 4), (6, 5), 1),
    }
    return {name: pool(rng, image, [kernel], sizes=sizes) for name, (sizes, image, kernel) in shapes.items()}


def one_convolution(rng):
    """A convolution without stride and padding: its windows are those of x itself."""
    return {"conv2d": convolution(rng, (6, 8), (3, 2))}


def one_padded_convolution(rng):
    """A convolution with a stride and a padding."""
    return {"conv2d, stride 2, padding 1": convolution(rng, (6, 11), (3, 2), 2, 1)}


def one_max_pool(rng):
    """A max pool whose windows do not overlap."""
    return {"max_pool2d": pool(rng, (7, 11), [(2, 3), 2])}


def one_average_pool(rng):
    """An average pool whose windows overlap."""
    return {"avg_pool2d": pool(rng, (7, 8), [(3, 2), 1])}


def net_weights(rng, c, d, e, classes):
    """Weights and biases for a net, by name."""
    shapes = {"w1": (d, c, 5, 5), "b1": (d,), "w2": (e, d, 3, 3), "b2": (e,), "w3": (classes, e), "b3": (classes,)}
    return {name: rng.normal(0.0, 1.0 / np.prod(shape[1:]) ** 0.5, shape) for name, shape in shapes.items()}


def placed(images, corners):
    """Digits (K, 64) on fields of 12x12 pixels, each with its corner at this row and column: (K, 1, 12, 12), float32."""
    fields = np.zeros((len(images), 1, 12, 12), np.float32)
    for field, image, (down, right) in zip(fields, images, corners, strict=True):
        field[0, down : down + 8, right : right + 8] = image.reshape(8, 8)
    return fields


def shifted(rng, images):
    """The same, each up to two pixels from the middle of its field."""
    return placed(images, rng.randint(0, 5, (len(images), 2)))
