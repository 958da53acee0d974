"""All three gradients as correlations too: dout with gaps of zeros, against the image or the filter turned round.

Strides are taken afterwards: everything is computed pixel by pixel first. Caches are closures.
"""

import numpy as np


def two(value):
    return value if isinstance(value, (tuple, list)) else (value, value)


def conv2d_output_size(size, kernel, stride, padding):
    whole, _ = divmod(size + padding + padding - kernel, stride)
    return whole + 1


def correlate(x, w):
    """Every filter at every pixel, no padding: x (N, C, H, W), w (F, C, KH, KW)."""
    kh, kw = w.shape[2:]
    n, c, height, width = x.shape
    oh, ow = height - kh + 1, width - kw + 1
    s = x.strides
    view = np.lib.stride_tricks.as_strided(x, (n, c, oh, ow, kh, kw), (*s, *s[2:]), writeable=False)
    rows = view.transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, c * kh * kw)
    return (rows @ w.reshape(len(w), -1).T).reshape(n, oh, ow, len(w)).transpose(0, 3, 1, 2)


def surround(x, ph, pw):
    return np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def spread(dout, height, width, stride):
    """dout with zeros where the stride skipped a window: (N, F, height, width)."""
    wide = np.zeros((*dout.shape[:2], height, width), dout.dtype)
    wide[:, :, :: stride[0], :: stride[1]] = dout
    return wide


def conv2d_forward(x, w, b, stride=1, padding=0):
    (sh, sw), (ph, pw), (kh, kw) = two(stride), two(padding), w.shape[2:]
    padded = surround(x, ph, pw)
    everywhere = correlate(padded, w)
    out = everywhere[:, :, ::sh, ::sw] + b[None, :, None, None]

    def back(dout):
        wide = spread(dout, *everywhere.shape[2:], (sh, sw))
        dpadded = correlate(surround(wide, kh - 1, kw - 1), w[:, :, ::-1, ::-1].swapaxes(0, 1))
        dw = correlate(padded.swapaxes(0, 1).copy(), wide.swapaxes(0, 1)).swapaxes(0, 1)
        height, width = x.shape[2:]
        return dpadded[:, :, ph : height + ph, pw : width + pw], dw, dout.sum(3).sum(2).sum(0)

    return out, back


def conv2d_backward(dout, cache):
    return cache(dout)


def max_pool2d_forward(x, kernel, stride=None):
    (kh, kw), (sh, sw) = two(kernel), two(kernel if stride is None else stride)
    n, c, height, width = x.shape
    view = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    oh, ow = view.shape[2:4]
    place = view.reshape(n, c, oh, ow, -1).argmax(-1)  # within the window
    row = place // kw + sh * np.arange(oh)[:, None]
    pixel = (row * width + place % kw + sw * np.arange(ow)).reshape(n * c, -1)  # within the image
    flat = pixel + np.arange(n * c)[:, None] * (height * width)  # within x

    def back(dout):
        dx = np.bincount(flat.ravel(), weights=dout.ravel(), minlength=x.size)
        return dx.reshape(x.shape).astype(dout.dtype)

    return x.reshape(-1)[flat].reshape(n, c, oh, ow), back


def max_pool2d_backward(dout, cache):
    return cache(dout)


def avg_pool2d_forward(x, kernel, stride=None):
    """A convolution of each channel by itself with a kernel of equal weights."""
    (kh, kw), (sh, sw) = two(kernel), two(kernel if stride is None else stride)
    n, c, height, width = x.shape
    box = np.full((1, 1, kh, kw), 1 / (kh * kw), x.dtype)
    everywhere = correlate(x.reshape(n * c, 1, height, width), box)
    out = everywhere[:, :, ::sh, ::sw]

    def back(dout):
        wide = spread(dout.reshape(out.shape), *everywhere.shape[2:], (sh, sw))
        return correlate(surround(wide, kh - 1, kw - 1), box).reshape(x.shape)

    return out.reshape(n, c, *out.shape[2:]), back


def avg_pool2d_backward(dout, cache):
    return cache(dout)
