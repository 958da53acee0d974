"""Batch normalization with an object for a cache and the one-line formula for dx; no path from the variance to the mean."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Pass:
    x_hat: np.ndarray
    factor: np.ndarray  # gamma / sqrt(var + eps), like a channel
    axes: tuple

    def back(self, dout):
        n = self.x_hat.size / self.factor.size
        dbeta = np.sum(dout, axis=self.axes, keepdims=True)
        dgamma = np.sum(dout * self.x_hat, axis=self.axes, keepdims=True)
        dx = self.factor / n * (n * dout - dbeta - self.x_hat * dgamma)
        return dx, np.squeeze(dgamma, axis=self.axes), np.squeeze(dbeta, axis=self.axes)


def as_channel(values, x):
    return np.expand_dims(values, axis=tuple(i for i in range(x.ndim) if i != 1))


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    axes = tuple(i for i in range(x.ndim) if i != 1)
    if not training:
        # Two numbers per channel do the whole work.
        factor = gamma / np.sqrt(running["var"] + eps)
        shift = beta - factor * running["mean"]
        return (x * as_channel(factor, x) + as_channel(shift, x)).astype(x.dtype), None
    mean, var = np.mean(x, axis=axes), np.var(x, axis=axes)
    fresh = {"mean": mean, "var": np.var(x, axis=axes, ddof=1)}
    running.update(
        {name: (old + momentum * (fresh[name] - old)).astype(old.dtype) for name, old in list(running.items())}
    )
    root = np.sqrt(var + eps)
    x_hat = (x - as_channel(mean, x)) / as_channel(root, x)
    out = x_hat * as_channel(gamma, x) + as_channel(beta, x)
    return out.astype(x.dtype, copy=False), Pass(x_hat, as_channel(gamma / root, x), axes)


def batch_norm_backward(dout, cache):
    return cache.back(dout)
