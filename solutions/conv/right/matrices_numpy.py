"""Every layer as a matrix: pixels are picked by products with matrices of zeros and ones, one for rows, one for columns."""

import numpy as np


def double(value):
    return tuple(np.broadcast_to(value, 2).tolist())


def conv2d_output_size(size, kernel, stride, padding):
    room = size + 2 * padding - kernel
    return (room - room % stride) // stride + 1


def picker(size, kernel, stride, padding, dtype):
    """(K, O, size): 1 where pixel k of window o is that pixel of the image; no 1 where it is padding."""
    starts = stride * np.arange(conv2d_output_size(size, kernel, stride, padding)) - padding
    wanted = np.arange(kernel)[:, None] + starts  # (K, O)
    return (wanted[:, :, None] == np.arange(size)).astype(dtype)


def pickers(x, kernel, stride, padding=(0, 0)):
    return [picker(x.shape[k + 2], kernel[k], stride[k], padding[k], x.dtype) for k in (0, 1)]


def pick(x, rows, columns):
    """The windows (N, C, KH, KW, OH, OW)."""
    return np.einsum("nchw,iph,jqw->ncijpq", x, rows, columns, optimize=True)


def put_back(dwindows, rows, columns):
    return np.einsum("ncijpq,iph,jqw->nchw", dwindows, rows, columns, optimize=True)


def conv2d_forward(x, w, b, stride=1, padding=0):
    rows, columns = pickers(x, w.shape[2:], double(stride), double(padding))
    windows = pick(x, rows, columns)
    out = np.einsum("ncijpq,fcij->nfpq", windows, w, optimize=True)
    out += b.reshape(1, -1, 1, 1)
    return out, [windows, w, rows, columns]


def conv2d_backward(dout, cache):
    windows, w, rows, columns = cache
    dw = np.einsum("ncijpq,nfpq->fcij", windows, dout, optimize=True)
    dwindows = np.einsum("nfpq,fcij->ncijpq", dout, w, optimize=True)
    return [put_back(dwindows, rows, columns), dw, np.einsum("nfpq->f", dout)]


def max_pool2d_forward(x, kernel, stride=None):
    rows, columns = pickers(x, double(kernel), double(kernel if stride is None else stride))
    windows = pick(x, rows, columns)
    out = np.maximum.reduce(windows, axis=(2, 3))
    return out, [np.equal(windows, out[:, :, None, None]).astype(x.dtype), rows, columns]


def max_pool2d_backward(dout, cache):
    mask, rows, columns = cache
    return put_back(mask * dout[:, :, None, None], rows, columns)


def avg_pool2d_forward(x, kernel, stride=None):
    rows, columns = pickers(x, double(kernel), double(kernel if stride is None else stride))
    rows, columns = rows.mean(axis=0), columns.mean(axis=0)  # (O, size): 1 / K for each pixel of a window
    return rows @ x @ columns.T, (rows, columns)


def avg_pool2d_backward(dout, cache):
    rows, columns = cache
    return rows.T @ dout @ columns
