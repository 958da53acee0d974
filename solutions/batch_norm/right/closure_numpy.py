"""Batch normalization whose cache is a function: the backward pass calls it, and it knows what it needs."""

import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    moved = np.moveaxis(x, 1, -1)  # (N, C) or (N, H, W, C): channels broadcast from the right
    others = tuple(range(moved.ndim - 1))
    values = moved.size // moved.shape[-1]
    if training:
        mean = moved.sum(others) / values
        deviation = moved - mean
        var = (deviation * deviation).sum(others) / values
        for name, new in (("mean", mean), ("var", var * (values / (values - 1)))):
            running[name] *= 1 - momentum
            running[name] += (momentum * new).astype(running[name].dtype)
    else:
        deviation, var = moved - running["mean"], running["var"]
    scale = 1.0 / np.sqrt(var + eps)
    x_hat = deviation * scale
    out = np.moveaxis(gamma * x_hat + beta, -1, 1)

    def back(dout):
        d = np.moveaxis(dout, 1, -1)
        dgamma, dbeta = (d * x_hat).sum(others), d.sum(others)
        d_hat = d * gamma
        d_deviation = scale * (d_hat - x_hat * (d_hat * x_hat).mean(others))
        return np.moveaxis(d_deviation - d_deviation.mean(others), -1, 1), dgamma, dbeta

    return np.ascontiguousarray(out, dtype=x.dtype), back


def batch_norm_backward(dout, cache):
    return cache(dout)
