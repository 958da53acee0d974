"""Batch norm; the cache is the function that runs backward."""
import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    axes = tuple({*range(x.ndim)} - {1})
    size = x.size // x.shape[1]

    def spread(v):
        return np.expand_dims(v, axes).astype(x.dtype, copy=False)

    def average(v):
        return np.add.reduce(v, axis=axes, keepdims=True) / size

    if training:
        mean = average(x)
        var = average((x - mean) ** 2)
        for key, value in (("mean", mean), ("var", var * (size / (size - 1)))):
            kept = running[key] * (1 - momentum)
            running[key][...] = kept + momentum * value.reshape(-1)
    else:
        mean, var = spread(running["mean"]), spread(running["var"])

    slope = np.reciprocal(np.sqrt(var + eps))
    x_hat = (x - mean) * slope
    scale = spread(gamma).copy()

    def backward(dout):
        dgamma = (dout * x_hat).sum(axis=axes)
        dbeta = dout.sum(axis=axes)
        g = dout * scale
        return slope * (g - average(g) - x_hat * average(g * x_hat)), dgamma, dbeta

    return scale * x_hat + spread(beta), backward


def batch_norm_backward(dout, cache):
    return cache(dout)
