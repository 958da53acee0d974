"""Batch normalization one channel at a time, with plain loops and Python floats; replaces the running statistics."""

import math

import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    out = x.copy()
    roots = []
    new_mean, new_var = running["mean"].copy(), running["var"].copy()
    for c in range(x.shape[1]):
        values = [float(v) for v in x[:, c].ravel()]
        if training:
            mean = math.fsum(values) / len(values)
            squares = math.fsum((v - mean) ** 2 for v in values)
            var = squares / len(values)
            new_mean[c] += momentum * (mean - new_mean[c])
            new_var[c] += momentum * (squares / (len(values) - 1) - new_var[c])
        else:
            mean, var = float(running["mean"][c]), float(running["var"][c])
        root = math.sqrt(var + eps)
        roots.append((mean, root))
        scaled = [float(gamma[c]) * ((v - mean) / root) + float(beta[c]) for v in values]
        out[:, c] = np.reshape(scaled, x[:, c].shape)
    if training:
        running["mean"], running["var"] = new_mean, new_var
    return out, {"x": x.copy(), "gamma": gamma.copy(), "roots": roots}


def batch_norm_backward(dout, cache):
    x, gamma = cache["x"], cache["gamma"]
    dx, dgamma, dbeta = dout.copy(), gamma.copy(), gamma.copy()
    for c, (mean, root) in enumerate(cache["roots"]):
        x_hat = (x[:, c] - mean) / root  # (N,) or (N, H, W)
        dbeta[c] = dout[:, c].sum()
        dgamma[c] = (dout[:, c] * x_hat).sum()
        dx[:, c] = gamma[c] / root * (dout[:, c] - dbeta[c] / x_hat.size - x_hat * (dgamma[c] / x_hat.size))
    return dx, dgamma, dbeta
