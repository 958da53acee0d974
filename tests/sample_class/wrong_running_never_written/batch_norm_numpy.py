"""Sheet 5, first half."""
import numpy as np

import utils


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    axes, shape = utils.reduced_axes(x.ndim), utils.channel_shape(x.ndim)
    if training:
        mean, var = x.mean(axis=axes), x.var(axis=axes)
        count = utils.per_channel(x.shape)
        fresh = {"mean": mean, "var": var * (count / (count - 1))}
        for key, value in fresh.items():
            statistic = running[key]
            statistic = utils.blend(statistic, value, momentum).astype(statistic.dtype)
    else:
        mean, var = running["mean"].astype(x.dtype), running["var"].astype(x.dtype)
    std = np.sqrt(var.reshape(shape) + eps)
    x_hat = (x - mean.reshape(shape)) / std
    out = gamma.reshape(shape) * x_hat + beta.reshape(shape)
    return out, {"x_hat": x_hat, "std": std, "gamma": gamma.reshape(shape)}


def batch_norm_backward(dout, cache):
    axes = utils.reduced_axes(dout.ndim)
    count = utils.per_channel(dout.shape)
    x_hat = cache["x_hat"]
    dbeta = dout.sum(axis=axes, keepdims=True)
    dgamma = (dout * x_hat).sum(axis=axes, keepdims=True)
    dx = cache["gamma"] / (count * cache["std"]) * (count * dout - dbeta - x_hat * dgamma)
    return dx, dgamma.reshape(-1), dbeta.reshape(-1)
