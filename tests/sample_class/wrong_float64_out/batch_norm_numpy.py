"""My batch norm. Derivation is on paper, sorry for the short names."""
import math

import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    channels = x.shape[1]
    out = np.empty(x.shape, dtype=x.dtype)
    normed = np.empty(x.shape, dtype=x.dtype)
    stds = []
    for c in range(channels):
        values = x[:, c]
        if training:
            count = values.size
            mean = values.sum() / count
            squares = ((values - mean) ** 2).sum()
            var = squares / count
            running["mean"][c] = (1 - momentum) * running["mean"][c] + momentum * mean
            running["var"][c] = (1 - momentum) * running["var"][c] + momentum * squares / (count - 1)
        else:
            mean = running["mean"][c]
            var = running["var"][c]
        std = math.sqrt(var + eps)
        stds.append(std)
        normed[:, c] = (values - mean) / std
        out[:, c] = gamma[c] * normed[:, c] + beta[c]
    return out, (normed, stds, gamma.copy())


def batch_norm_backward(dout, cache):
    normed, stds, gamma = cache
    dx = np.empty(dout.shape, dtype=dout.dtype)
    dgamma = np.zeros(gamma.shape)
    dbeta = np.zeros(gamma.shape)
    for c in range(dout.shape[1]):
        g = dout[:, c]
        n = normed[:, c]
        for sample in range(dout.shape[0]):
            dgamma[c] += (g[sample] * n[sample]).sum()
            dbeta[c] += g[sample].sum()
        dnormed = g * gamma[c]
        centred = dnormed - dnormed.mean() - n * (dnormed * n).mean()
        dx[:, c] = centred / stds[c]
    return dx, dgamma, dbeta
