"""Batch normalisation in NumPy, forward and backward."""
import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    ax, v = (0, *range(2, x.ndim)), lambda a: a.reshape(-1, *[1] * (x.ndim - 2)).astype(x.dtype)
    if training:
        m, s2, k = x.mean(ax), x.var(ax), x.size // x.shape[1]
        for n, new in ('mean', m), ('var', s2 * (k / (k - 1))):
            running[n][:] += momentum * (new - running[n])
    else:
        m, s2 = running['mean'], running['var']
    r = v(1 / np.sqrt(s2 + eps))
    h = (x - v(m)) * r
    return h * v(gamma) + v(beta), (h, r * v(gamma), ax)


def batch_norm_backward(dout, cache):
    h, w, ax = cache
    mean = lambda a: a.mean(ax, keepdims=True)
    return w * (dout - mean(dout) - h * mean(dout * h)), (dout * h).sum(ax), dout.sum(ax)
