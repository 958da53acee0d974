"""Convolution and pooling by hand: forward passes and gradients for images (N, C, H, W), in NumPy alone."""

from typing import Any

import numpy as np

Pair = int | tuple[int, int]  # one number for both axes, or (height, width)


def _pair(value: Pair) -> tuple[int, int]:
    """(height, width), whichever way it was given."""
    return (value, value) if isinstance(value, int) else value


# TODO: if you like: helpers for what convolution and both pools share


def conv2d_output_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """How many windows fit along one axis: the height or the width of a convolution's output, as an int.

    size     the length of the image along this axis
    kernel   the length of a window, at most size + 2 * padding
    stride   how far a window is from the one before it
    padding  how many zeros are put before the image *and* behind it

    The first window begins at the first of the zeros. Pixels at the far end that fill no whole window are left out.
    """
    raise NotImplementedError("TODO: how many whole strides are left once the first window is placed")


def conv2d_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: Pair = 1, padding: Pair = 0
) -> tuple[np.ndarray, Any]:
    """Slide F filters over every image: out[n, f, p, q] = b[f] + sum over c, i, j of window[c, i, j] * w[f, c, i, j].

    x        (N, C, H, W)
    w        (F, C, KH, KW): each filter looks at all C channels; kernels need not be square
    b        (F,)
    stride   an int, or (height, width); a stride larger than the kernel leaves gaps between the windows
    padding  an int, or (height, width): so many rows (columns) of zeros on *both* sides; 0 is common
    out      (N, F, OH, OW), where OH and OW are those of `conv2d_output_size`

    The window at (p, q) begins at row p * stride, column q * stride of the padded image. As everywhere in deep learning
    the filter is *not* turned round: its first entry meets the window's first pixel (a mathematician says
    cross-correlation).

    For float32 x, w and b, out is float32. x, w and b are not changed. The cache is whatever `conv2d_backward` needs;
    nothing else looks into it.
    """
    raise NotImplementedError("TODO: pad, gather the windows, multiply each with each filter and sum, add the bias")


def conv2d_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of a convolution: (dx, dw, db) for the upstream gradient dout.

    dout   (N, F, OH, OW), the shape of out
    cache  what `conv2d_forward` returned
    dx     the shape of x, without the padding; pixels that lie in no window have gradient 0
    dw     the shape of w
    db     (F,)

    All three are sums over everything that the pixel, the weight or the bias had a part in, never averages. If
    everything is float32, so are they. dout is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    raise NotImplementedError("TODO: sum for w and b; add up in x what its windows get, cut the padding off")


def max_pool2d_forward(x: np.ndarray, kernel: Pair, stride: Pair | None = None) -> tuple[np.ndarray, Any]:
    """The largest value of every window, for each image and each channel by itself.

    x       (N, C, H, W), of any sign
    kernel  the size of a window: an int, or (height, width)
    stride  an int, or (height, width); None means as large as the kernel: windows side by side
    out     (N, C, OH, OW), where OH and OW are those of `conv2d_output_size` with padding 0

    Windows may overlap (stride < kernel), may leave gaps (stride > kernel), and rows or columns at the far end that
    fill no window are left out. For float32 x, out is float32; x is not changed. The cache is whatever
    `max_pool2d_backward` needs.
    """
    raise NotImplementedError("TODO: the largest value of each window, and where it was")


def max_pool2d_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """The gradient dx of max pooling, of the shape of x, for the upstream gradient dout (N, C, OH, OW).

    The pixel that was the largest of a window gets that window's dout, and the sum of several where it was the largest
    of several overlapping windows; all other pixels get 0. Where two pixels of a window are exactly equal either way of
    sharing is right (no exact ties are asked about).

    If x and dout are float32, so is dx. dout is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    raise NotImplementedError("TODO: dout where the largest value was, added up in x")


def avg_pool2d_forward(x: np.ndarray, kernel: Pair, stride: Pair | None = None) -> tuple[np.ndarray, Any]:
    """The mean of every window, for each image and each channel by itself.

    Everything else is as in `max_pool2d_forward`: windows, shapes, dtypes, and a cache for `avg_pool2d_backward`.
    """
    raise NotImplementedError("TODO: the mean of each window")


def avg_pool2d_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """The gradient dx of average pooling, of the shape of x, for the upstream gradient dout (N, C, OH, OW).

    Every pixel of a window gets an equal share of that window's dout, and the sum of its shares where windows overlap;
    pixels that lie in no window get 0. Dtypes, dout and the cache are treated as in `max_pool2d_backward`.
    """
    raise NotImplementedError("TODO: an equal share for every pixel of a window, added up in x")


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    x = np.array([[[[1.0, 2, 0], [3, 1, 1], [0, 2, 4]]]])
    w, b = np.array([[[[1.0, 0], [2, -1]]]]), np.array([10.0])

    def sizes():
        yield "OH and OW", "16 10", [conv2d_output_size(32, 5, 2, 2), conv2d_output_size(20, 3, 2, 1)]

    def convolution():
        out, cache = conv2d_forward(x, w, b)
        yield "out", "16 13 11 11", out
        dx, dw, db = conv2d_backward(np.array([[[[1.0, 0], [2, 3]]]]), cache)
        yield "db", "6", db
        yield "dw", "10 7 9 17", dw
        yield "dx", "1 0 0 4 2 0 4 4 -3", dx

    def stride_and_padding():
        yield "stride 2, padding 1", "9 14 10 11", conv2d_forward(x, w, b, stride=2, padding=1)[0]

    def max_pooling():
        out, cache = max_pool2d_forward(x, 2, stride=1)
        yield "max pool", "3 2 3 4", out
        yield "dx of the max pool", "0 5 0 3 0 0 0 0 3", max_pool2d_backward(np.array([[[[1.0, 5], [2, 3]]]]), cache)

    def average_pooling():
        out, cache = avg_pool2d_forward(x, 2, stride=1)
        yield "mean pool", "1.75 1 1.5 2", out
        yield "dx of the mean pool", "1 1 0 3 6 3 2 5 3", avg_pool2d_backward(np.array([[[[4.0, 0], [8, 12]]]]), cache)

    print(f"{'':22}{'README':42}yours")
    for example in (sizes, convolution, stride_and_padding, max_pooling, average_pooling):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
