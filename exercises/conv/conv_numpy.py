"""Convolution and pooling by hand, in NumPy alone: forward passes and gradients for images (N, C, H, W)."""

from typing import Any

import numpy as np

Pair = int | tuple[int, int]  # one number for both axes, or (height, width)


def _pair(value: Pair) -> tuple[int, int]:
    """The pair (height, width) for an int or a pair."""
    return (value, value) if isinstance(value, int) else value


# TODO: you may write helpers here that convolution and both pools use


def conv2d_output_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """The number of windows along one axis, an int: the height or the width of a convolution's output.

    size     the length of the image along this axis
    kernel   the length of a window, at most size + 2 * padding
    stride   the distance from the start of a window to the start of the next
    padding  the number of zeros on *each* side of the image

    The first window begins at the first zero. Pixels at the far end that fill no whole window are left out.
    """
    raise NotImplementedError("TODO: the first window, and as many more as whole strides fit")


def conv2d_forward(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: Pair = 1, padding: Pair = 0
) -> tuple[np.ndarray, Any]:
    """(out, cache) of F filters: out[n, f, p, q] = b[f] + sum over c, i, j of window[c, i, j] * w[f, c, i, j].

    x        (N, C, H, W)
    w        (F, C, KH, KW). Each filter reads all C channels. Kernels need not be square.
    b        (F,)
    stride   an int, or (height, width). A stride larger than the kernel leaves gaps between the windows.
    padding  an int, or (height, width): the number of rows (columns) of zeros on *each* side. It may be 0.
    out      (N, F, OH, OW), with OH and OW from `conv2d_output_size`

    Sizes may be 1: no axis is dropped. Arrays may be slices of larger arrays.

    The window at (p, q) begins at row p * stride, column q * stride of the padded image of example n. The filter is *not*
    rotated: its first entry meets the window's first pixel, as always in deep learning. (In mathematics this is called
    cross-correlation.)

    For float32 x, w and b, out is float32. x, w and b are not changed. The cache holds whatever `conv2d_backward` needs;
    no other code looks into it.
    """
    raise NotImplementedError("TODO: pad, gather the windows, multiply each by each filter and sum, add the bias")


def conv2d_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients (dx, dw, db) of a convolution for the upstream gradient dout.

    dout   (N, F, OH, OW), the shape of out
    cache  the cache that `conv2d_forward` returned
    dx     the shape of x, without the padding. Pixels that lie in no window get 0.
    dw     the shape of w
    db     (F,)

    All three are sums over all uses of the pixel, the weight or the bias. They are not means. If x, w, b and dout are
    float32, so are the gradients. dout is not changed. The function may be called twice with one cache, and after another
    forward pass.
    """
    raise NotImplementedError("TODO: sums for w and b; for x add up the gradients of the windows, cut the padding off")


def max_pool2d_forward(x: np.ndarray, kernel: Pair, stride: Pair | None = None) -> tuple[np.ndarray, Any]:
    """(out, cache): the largest value of every window, for each image and each channel by itself.

    x       (N, C, H, W). The values may all be negative.
    kernel  the size of a window: an int, or (height, width)
    stride  an int, or (height, width). None means the kernel, so windows lie side by side.
    out     (N, C, OH, OW), with OH and OW from `conv2d_output_size` with padding 0

    Sizes may be 1: no axis is dropped. x may be a slice of a larger array.

    Windows may overlap (stride < kernel) or leave gaps (stride > kernel). Rows or columns at the far end that fill no
    whole window are left out. For float32 x, out is float32. x is not changed. The cache holds whatever
    `max_pool2d_backward` needs.
    """
    raise NotImplementedError("TODO: the largest value of each window, and its position")


def max_pool2d_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """The gradient dx of max pooling, in the shape of x, for the upstream gradient dout (N, C, OH, OW).

    The largest pixel of a window gets the window's dout. A pixel that is the largest of several overlapping windows gets
    the sum of their dout. All other pixels get 0. If two largest pixels of a window are equal, any way of sharing is
    right; no check has such a tie.

    If x and dout are float32, so is dx. dout is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    raise NotImplementedError("TODO: dout at the position of the largest value, added up in dx")


def avg_pool2d_forward(x: np.ndarray, kernel: Pair, stride: Pair | None = None) -> tuple[np.ndarray, Any]:
    """(out, cache): the mean of every window, for each image and each channel by itself.

    Windows, shapes and dtypes are those of `max_pool2d_forward`. x is not changed. The cache is for
    `avg_pool2d_backward`.
    """
    raise NotImplementedError("TODO: the mean of each window")


def avg_pool2d_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """The gradient dx of average pooling, in the shape of x, for the upstream gradient dout (N, C, OH, OW).

    Every pixel of a window gets an equal share of the window's dout. A pixel that lies in several windows gets the sum of
    its shares. Pixels that lie in no window get 0.

    If x and dout are float32, so is dx. dout is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    raise NotImplementedError("TODO: an equal share for every pixel of a window, added up in dx")


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
