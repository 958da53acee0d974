"""My batch norm. Derivation is on paper, sorry for the short names."""
import numpy as np


def _axes(x):
    return tuple(i for i in range(x.ndim) if i != 1)


def _col(v, x):
    return v.astype(x.dtype, copy=False).reshape((-1,) + (1,) * (x.ndim - 2))


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    dtype = x.dtype
    axes = _axes(x)
    if training:
        count = x.size // x.shape[1]
        mean = x.mean(axis=axes, dtype=dtype)
        var = x.var(axis=axes, dtype=dtype)
        unbiased = var * dtype.type(count / max(count - 1, 1))
        for name, value in (("mean", mean), ("var", unbiased)):
            store = running[name]
            store[...] = store + momentum * (value.astype(store.dtype) - store)
    else:
        mean, var = running["mean"], running["var"]
    rstd = 1 / np.sqrt(_col(var, x) + dtype.type(eps))
    x_hat = (x - _col(mean, x)) * rstd
    out = x_hat * _col(gamma, x) + _col(beta, x)
    return out, (x_hat, rstd, gamma)


def batch_norm_backward(dout, cache):
    x_hat, rstd, gamma = cache
    dtype = x_hat.dtype
    dout = dout.astype(dtype, copy=False)
    axes = _axes(dout)
    dgamma = (dout * x_hat).sum(axis=axes, dtype=dtype)
    dbeta = dout.sum(axis=axes, dtype=dtype)
    g = dout * _col(gamma, dout)
    g_mean = g.mean(axis=axes, keepdims=True, dtype=dtype)
    gx_mean = (g * x_hat).mean(axis=axes, keepdims=True, dtype=dtype)
    dx = rstd * (g - g_mean - x_hat * gx_mean)
    return dx, dgamma.astype(gamma.dtype), dbeta.astype(gamma.dtype)
