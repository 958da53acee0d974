"""Batch norm, in place wherever the array is our own."""
import numpy as np


def _setup(x):
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    shape = (1, -1) if x.ndim == 2 else (1, -1, 1, 1)
    return axes, shape


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    axes, shape = _setup(x)
    if training:
        mean = x.mean(axis=axes)
        x_hat = x - mean.reshape(shape)
        var = np.square(x_hat).mean(axis=axes)
        m = x.size // x.shape[1]
        running["mean"] *= 1 - momentum
        running["mean"] += momentum * mean
        running["var"] *= 1 - momentum
        running["var"] += (momentum * m / (m - 1)) * var
    else:
        x_hat = x - running["mean"].reshape(shape).astype(x.dtype)
        var = running["var"].astype(x.dtype)
    std = var + eps
    np.sqrt(std, out=std)
    x_hat /= std.reshape(shape)
    out = x_hat * gamma.reshape(shape)
    out += beta.reshape(shape)
    return out, (x_hat, std, gamma.copy())


def batch_norm_backward(dout, cache):
    x_hat, std, gamma = cache
    axes, shape = _setup(dout)
    dbeta = dout.sum(axis=axes)
    dgamma = (dout * x_hat).sum(axis=axes)
    m = dout.size // dout.shape[1]
    dx = x_hat * dgamma.reshape(shape)
    dx += dbeta.reshape(shape)
    dx /= -m
    dx += dout
    dx *= (gamma / std).reshape(shape)
    return dx, dgamma, dbeta
