"""Convolution as a sum over the pixels of the kernel: each meets the whole image at once, shifted; caches are objects."""

from dataclasses import dataclass

import numpy as np


def as_pair(value):
    try:
        first, second = value
    except TypeError:
        return value, value
    return first, second


def conv2d_output_size(size, kernel, stride, padding):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


@dataclass
class Sliding:
    """A kernel that slides over an image: which pixels its pixel (i, j) meets."""

    height: int
    width: int
    kernel: tuple
    stride: tuple

    def __post_init__(self):
        (kh, kw), (self.sh, self.sw) = self.kernel, self.stride
        self.oh = conv2d_output_size(self.height, kh, self.sh, 0)
        self.ow = conv2d_output_size(self.width, kw, self.sw, 0)

    def __iter__(self):
        for i in range(self.kernel[0]):
            for j in range(self.kernel[1]):
                last_row, last_column = i + self.sh * (self.oh - 1), j + self.sw * (self.ow - 1)
                met = (..., slice(i, last_row + 1, self.sh), slice(j, last_column + 1, self.sw))
                yield i, j, met


class Convolution:
    def __init__(self, x, w, stride, padding):
        self.ph, self.pw = as_pair(padding)
        n, c, self.height, self.width = x.shape
        self.padded = np.zeros((n, c, self.height + 2 * self.ph, self.width + 2 * self.pw), x.dtype)
        self.inside = (..., slice(self.ph, self.ph + self.height), slice(self.pw, self.pw + self.width))
        self.padded[self.inside] = x
        self.w = w
        self.sliding = Sliding(*self.padded.shape[2:], w.shape[2:], as_pair(stride))

    def forward(self, b):
        out = np.zeros((len(self.w), len(self.padded), self.sliding.oh, self.sliding.ow), self.padded.dtype)
        for i, j, met in self.sliding:
            out += np.tensordot(self.w[:, :, i, j], self.padded[met], axes=(1, 1))  # (F, N, OH, OW)
        out += b[:, None, None, None]
        return out.swapaxes(0, 1)

    def backward(self, dout):
        dpadded, dw = np.zeros_like(self.padded), np.empty_like(self.w)
        for i, j, met in self.sliding:
            dpadded[met] += np.tensordot(dout, self.w[:, :, i, j], axes=(1, 0)).transpose(0, 3, 1, 2)
            dw[:, :, i, j] = np.tensordot(dout, self.padded[met], axes=((0, 2, 3), (0, 2, 3)))
        return dpadded[self.inside], dw, np.einsum("nfpq->f", dout)


def conv2d_forward(x, w, b, stride=1, padding=0):
    layer = Convolution(x, w, stride, padding)
    return layer.forward(b), layer


def conv2d_backward(dout, cache):
    return cache.backward(dout)


def pool_sliding(x, kernel, stride):
    return Sliding(*x.shape[2:], as_pair(kernel), as_pair(kernel if stride is None else stride))


def max_pool2d_forward(x, kernel, stride=None):
    sliding = pool_sliding(x, kernel, stride)
    best = np.full((*x.shape[:2], sliding.oh, sliding.ow), -np.inf, x.dtype)
    where = np.zeros(best.shape, int)
    for number, (_, _, met) in enumerate(sliding):
        better = x[met] > best
        best[better] = x[met][better]
        where[better] = number
    return best, (x.shape, sliding, where)


def max_pool2d_backward(dout, cache):
    shape, sliding, where = cache
    dx = np.zeros(shape, dout.dtype)
    for number, (_, _, met) in enumerate(sliding):
        dx[met] += np.where(where == number, dout, 0)
    return dx


def avg_pool2d_forward(x, kernel, stride=None):
    sliding = pool_sliding(x, kernel, stride)
    kh, kw = sliding.kernel
    return sum(x[met] for _, _, met in sliding) / (kh * kw), (x.shape, sliding)


def avg_pool2d_backward(dout, cache):
    shape, sliding = cache
    dx = np.zeros(shape, dout.dtype)
    for _, _, met in sliding:
        dx[met] += dout
    dx /= sliding.kernel[0] * sliding.kernel[1]
    return dx
