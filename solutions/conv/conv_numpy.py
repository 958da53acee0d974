"""Convolution and pooling by hand, in NumPy alone: forward passes and gradients for images (N, C, H, W)."""

from typing import Any

import numpy as np

Pair = int | tuple[int, int]  # one number for both axes, or (height, width)


def _pair(value: Pair) -> tuple[int, int]:
    """The pair (height, width) for an int or a pair."""
    return (value, value) if isinstance(value, int) else value


# BEGIN SOLUTION you may write helpers here that convolution and both pools use
def _windows(x: np.ndarray, kernel: Pair, stride: Pair) -> np.ndarray:
    """Every window of x (N, C, H, W) as one view (N, C, OH, OW, KH, KW): what is written into it is written into x."""
    (kh, kw), (sh, sw) = _pair(kernel), _pair(stride)
    view = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3), writeable=True)
    return view[:, :, ::sh, ::sw]


def _add_up(dwindows: np.ndarray, shape: tuple[int, ...], stride: Pair) -> np.ndarray:
    """The gradient of x, of this shape, from those of its windows: a pixel gets the sum over the windows it lies in."""
    dx = np.zeros(shape, dwindows.dtype)
    kernel = dwindows.shape[4:]
    windows = _windows(dx, kernel, stride)
    for i, j in np.ndindex(kernel):
        windows[..., i, j] += dwindows[..., i, j]  # one pixel of each window: no two of these are the same
    return dx


# END SOLUTION


def conv2d_output_size(size: int, kernel: int, stride: int, padding: int) -> int:
    """The number of windows along one axis, an int: the height or the width of a convolution's output.

    size     the length of the image along this axis
    kernel   the length of a window, at most size + 2 * padding
    stride   the distance from the start of a window to the start of the next
    padding  the number of zeros on *each* side of the image

    The first window begins at the first zero. Pixels at the far end that fill no whole window are left out.
    """
    # BEGIN SOLUTION the first window, and as many more as whole strides fit
    return (size + 2 * padding - kernel) // stride + 1
    # END SOLUTION


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
    # BEGIN SOLUTION pad, gather the windows, multiply each by each filter and sum, add the bias
    ph, pw = _pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = _windows(padded, w.shape[2:], stride)  # (N, C, OH, OW, KH, KW)
    out = np.einsum("ncyxij,fcij->nfyx", windows, w) + b[:, None, None]
    cache = (padded, w, stride, (ph, pw))
    return out, cache
    # END SOLUTION


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
    # BEGIN SOLUTION sums for w and b; for x add up the gradients of the windows, cut the padding off
    padded, w, stride, (ph, pw) = cache
    windows = _windows(padded, w.shape[2:], stride)  # (N, C, OH, OW, KH, KW)
    dw = np.einsum("nfyx,ncyxij->fcij", dout, windows)
    db = dout.sum(axis=(0, 2, 3))
    dwindows = np.einsum("nfyx,fcij->ncyxij", dout, w)
    dpadded = _add_up(dwindows, padded.shape, stride)
    bottom, right = padded.shape[2] - ph, padded.shape[3] - pw
    dx = dpadded[:, :, ph:bottom, pw:right]
    return dx, dw, db
    # END SOLUTION


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
    # BEGIN SOLUTION the largest value of each window, and its position
    stride = kernel if stride is None else stride
    windows = _windows(x, kernel, stride)  # (N, C, OH, OW, KH, KW)
    out = windows.max(axis=(4, 5))  # (N, C, OH, OW)
    largest = windows == out[..., None, None]  # (N, C, OH, OW, KH, KW)
    return out, (largest, x.shape, stride)
    # END SOLUTION


def max_pool2d_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """The gradient dx of max pooling, in the shape of x, for the upstream gradient dout (N, C, OH, OW).

    The largest pixel of a window gets the window's dout. A pixel that is the largest of several overlapping windows gets
    the sum of their dout. All other pixels get 0. If two largest pixels of a window are equal, any way of sharing is
    right; no check has such a tie.

    If x and dout are float32, so is dx. dout is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    # BEGIN SOLUTION dout at the position of the largest value, added up in dx
    largest, shape, pool_stride = cache
    dlargest = largest * dout[..., None, None]  # (N, C, OH, OW, KH, KW)
    return _add_up(dlargest, shape, pool_stride)
    # END SOLUTION


def avg_pool2d_forward(x: np.ndarray, kernel: Pair, stride: Pair | None = None) -> tuple[np.ndarray, Any]:
    """(out, cache): the mean of every window, for each image and each channel by itself.

    Windows, shapes and dtypes are those of `max_pool2d_forward`. x is not changed. The cache is for
    `avg_pool2d_backward`.
    """
    # BEGIN SOLUTION the mean of each window
    step = kernel if stride is None else stride
    windows = _windows(x, kernel, step)  # (N, C, OH, OW, KH, KW)
    means = windows.mean(axis=(4, 5))  # (N, C, OH, OW)
    return means, (windows.shape, x.shape, step)
    # END SOLUTION


def avg_pool2d_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """The gradient dx of average pooling, in the shape of x, for the upstream gradient dout (N, C, OH, OW).

    Every pixel of a window gets an equal share of the window's dout. A pixel that lies in several windows gets the sum of
    its shares. Pixels that lie in no window get 0.

    If x and dout are float32, so is dx. dout is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    # BEGIN SOLUTION an equal share for every pixel of a window, added up in dx
    windows_shape, shape, step = cache
    kh, kw = windows_shape[4:]
    share = dout / (kh * kw)  # (N, C, OH, OW)
    return _add_up(np.broadcast_to(share[..., None, None], windows_shape), shape, step)
    # END SOLUTION


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
