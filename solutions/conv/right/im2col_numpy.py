"""Convolution as one matrix product of columns that an index gathers; the way back scatters with np.add.at."""

import math

import numpy as np


def pair(v):
    return (v, v) if np.isscalar(v) else tuple(v)


def conv2d_output_size(size, kernel, stride, padding):
    return math.floor((size + 2 * padding - kernel) / stride + 1)


def indices(height, width, kernel, stride):
    """Row and column numbers (KH * KW, OH * OW) of every pixel of every window, and OH, OW."""
    (kh, kw), (sh, sw) = kernel, stride
    oh, ow = conv2d_output_size(height, kh, sh, 0), conv2d_output_size(width, kw, sw, 0)
    i, j = np.divmod(np.arange(kh * kw)[:, None], kw)
    p, q = np.divmod(np.arange(oh * ow), ow)
    return p * sh + i, q * sw + j, oh, ow


def gather(x, kernel, stride):
    rows, columns, oh, ow = indices(*x.shape[2:], kernel, stride)
    return x[:, :, rows, columns], oh, ow  # (N, C, KH * KW, OH * OW)


def scatter(dcolumns, shape, kernel, stride):
    rows, columns, _, _ = indices(*shape[2:], kernel, stride)
    dx = np.zeros(shape, dcolumns.dtype)
    np.add.at(dx, (slice(None), slice(None), rows, columns), dcolumns)
    return dx


def conv2d_forward(x, w, b, stride=1, padding=0):
    stride, (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    columns, oh, ow = gather(padded, w.shape[2:], stride)
    n, f = len(x), len(w)
    columns = columns.reshape(n, -1, oh * ow)  # (N, C * KH * KW, OH * OW)
    out = w.reshape(f, -1) @ columns + b.reshape(-1, 1)
    return out.reshape(n, f, oh, ow), (columns, padded.shape, x.shape, w, stride, (ph, pw))


def conv2d_backward(dout, cache):
    columns, padded_shape, shape, w, stride, (ph, pw) = cache
    n, f = dout.shape[:2]
    d = dout.reshape(n, f, -1)
    dw = np.tensordot(d, columns, axes=((0, 2), (0, 2))).reshape(w.shape)
    dcolumns = (w.reshape(f, -1).T @ d).reshape(n, shape[1], w[0, 0].size, -1)
    dpadded = scatter(dcolumns, padded_shape, w.shape[2:], stride)
    return dpadded[:, :, ph : ph + shape[2], pw : pw + shape[3]].copy(), dw, d.sum(axis=(0, 2))


def max_pool2d_forward(x, kernel, stride=None):
    kernel = pair(kernel)
    stride = kernel if stride is None else pair(stride)
    columns, oh, ow = gather(x, kernel, stride)
    winner = columns.argmax(axis=2, keepdims=True)  # (N, C, 1, OH * OW)
    out = np.take_along_axis(columns, winner, axis=2).reshape(*x.shape[:2], oh, ow)
    return out, (winner, columns.shape, x.shape, kernel, stride)


def max_pool2d_backward(dout, cache):
    winner, columns_shape, shape, kernel, stride = cache
    dcolumns = np.zeros(columns_shape, dout.dtype)
    np.put_along_axis(dcolumns, winner, dout.reshape(*dout.shape[:2], 1, -1), axis=2)
    return scatter(dcolumns, shape, kernel, stride)


def avg_pool2d_forward(x, kernel, stride=None):
    kernel = pair(kernel)
    stride = kernel if stride is None else pair(stride)
    columns, oh, ow = gather(x, kernel, stride)
    return columns.mean(axis=2).reshape(*x.shape[:2], oh, ow), (columns.shape, x.shape, kernel, stride)


def avg_pool2d_backward(dout, cache):
    columns_shape, shape, kernel, stride = cache
    share = dout.reshape(*dout.shape[:2], 1, -1) / columns_shape[2]
    return scatter(np.broadcast_to(share, columns_shape), shape, kernel, stride)
