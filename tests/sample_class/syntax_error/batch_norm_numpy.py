"""Batchnorm with numpy"""
import numpy as np


def _flat(x):
    return x.reshape(x.shape[0], x.shape[1], -1


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    z = _flat(x)
    n, _, s = z.shape
    count = n * s
    if training:
        mean = np.einsum("ncs->c", z) / count
        centred = z - mean[:, None]
        var = np.einsum("ncs,ncs->c", centred, centred) / count
        unbiased = var * (count / (count - 1)) if count > 1 else var
        for key, new in (("mean", mean), ("var", unbiased)):
            old = running[key]
            running[key] = ((1 - momentum) * old + momentum * new).astype(old.dtype)
    else:
        mean = running["mean"].astype(x.dtype)
        var = running["var"].astype(x.dtype)
        centred = z - mean[:, None]
    inv = (1 / np.sqrt(var + eps)).astype(x.dtype)
    xhat = np.einsum("ncs,c->ncs", centred, inv)
    out = np.einsum("ncs,c->ncs", xhat, gamma) + beta[:, None]
    return out.reshape(x.shape), (xhat, inv, gamma)


def batch_norm_backward(dout, cache):
    xhat, inv, gamma = cache
    g = _flat(dout)
    count = g.shape[0] * g.shape[2]
    dbeta = np.einsum("ncs->c", g)
    dgamma = np.einsum("ncs,ncs->c", g, xhat)
    inner = g - dbeta[:, None] / count - xhat * dgamma[:, None] / count
    dx = np.einsum("ncs,c,c->ncs", inner, gamma, inv)
    return dx.reshape(dout.shape), dgamma, dbeta
