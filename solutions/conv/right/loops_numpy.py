"""Convolution and pooling with plain loops over images, windows and filters, each window cut out as a slice."""

import numpy as np


def both(value):
    return value if isinstance(value, tuple) else (value, value)


def conv2d_output_size(size, kernel, stride, padding):
    count, end = 0, kernel
    while end <= size + 2 * padding:
        count, end = count + 1, end + stride
    return count


def window_slices(shape, kernel, stride, padding=(0, 0)):
    """Yields (p, q) and the two slices of its window, row by row."""
    (kh, kw), (sh, sw) = kernel, stride
    for p in range(conv2d_output_size(shape[2], kh, sh, padding[0])):
        for q in range(conv2d_output_size(shape[3], kw, sw, padding[1])):
            yield p, q, slice(p * sh, p * sh + kh), slice(q * sw, q * sw + kw)


def surround(x, padding):
    ph, pw = padding
    n, c, height, width = x.shape
    wider = np.zeros((n, c, height + 2 * ph, width + 2 * pw), dtype=x.dtype)
    wider[:, :, ph : ph + height, pw : pw + width] = x
    return wider


def conv2d_forward(x, w, b, stride=1, padding=0):
    stride, padding = both(stride), both(padding)
    oh = conv2d_output_size(x.shape[2], w.shape[2], stride[0], padding[0])
    ow = conv2d_output_size(x.shape[3], w.shape[3], stride[1], padding[1])
    out = np.empty((len(x), len(w), oh, ow), dtype=x.dtype)
    wider = surround(x, padding)
    for p, q, rows, columns in window_slices(x.shape, w.shape[2:], stride, padding):
        for f in range(len(w)):
            out[:, f, p, q] = (wider[:, :, rows, columns] * w[f]).sum(axis=(1, 2, 3)) + b[f]
    return out, {"x": x.copy(), "w": w.copy(), "stride": stride, "padding": padding}


def conv2d_backward(dout, cache):
    x, w, (ph, pw) = cache["x"], cache["w"], cache["padding"]
    wider = surround(x, (ph, pw))
    dwider, dw, db = np.zeros_like(wider), np.zeros_like(w), np.zeros(len(w), dtype=w.dtype)
    for p, q, rows, columns in window_slices(x.shape, w.shape[2:], cache["stride"], (ph, pw)):
        for f in range(len(w)):
            d = dout[:, f, p, q].reshape(-1, 1, 1, 1)
            dwider[:, :, rows, columns] += d * w[f]
            dw[f] += (d * wider[:, :, rows, columns]).sum(axis=0)
            db[f] += d.sum()
    return dwider[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]], dw, db


def empty_output(x, kernel, stride):
    sizes = [conv2d_output_size(x.shape[k + 2], kernel[k], stride[k], 0) for k in (0, 1)]
    return np.empty((*x.shape[:2], *sizes), dtype=x.dtype)


def max_pool2d_forward(x, kernel, stride=None):
    kernel, stride = both(kernel), both(kernel if stride is None else stride)
    out = empty_output(x, kernel, stride)
    for p, q, rows, columns in window_slices(x.shape, kernel, stride):
        out[:, :, p, q] = x[:, :, rows, columns].max(axis=(2, 3))
    return out, (x.copy(), kernel, stride)


def max_pool2d_backward(dout, cache):
    x, kernel, stride = cache
    dx = np.zeros_like(x)
    for p, q, rows, columns in window_slices(x.shape, kernel, stride):
        for n in range(len(x)):
            for c in range(x.shape[1]):
                window = x[n, c, rows, columns]
                i, j = np.unravel_index(window.argmax(), window.shape)
                dx[n, c, rows.start + i, columns.start + j] += dout[n, c, p, q]
    return dx


def avg_pool2d_forward(x, kernel, stride=None):
    kernel, stride = both(kernel), both(kernel if stride is None else stride)
    out = empty_output(x, kernel, stride)
    for p, q, rows, columns in window_slices(x.shape, kernel, stride):
        out[:, :, p, q] = x[:, :, rows, columns].mean(axis=(2, 3))
    return out, (x.shape, kernel, stride)


def avg_pool2d_backward(dout, cache):
    shape, (kh, kw), stride = cache
    dx = np.zeros(shape, dtype=dout.dtype)
    for p, q, rows, columns in window_slices(shape, (kh, kw), stride):
        dx[:, :, rows, columns] += dout[:, :, p : p + 1, q : q + 1] / (kh * kw)
    return dx
