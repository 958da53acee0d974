"""Sheet 5, first half."""
import numpy as np


def to_table(x):
    if x.ndim == 2:
        return x
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def from_table(table, shape):
    if len(shape) == 2:
        return table
    n, c, h, w = shape
    return table.reshape(n, h, w, c).transpose(0, 3, 1, 2)


def track(running, momentum, mean, var, rows):
    unbiased = var * rows / (rows - 1)
    running["mean"][...] = (1 - momentum) * running["mean"] + momentum * mean
    running["var"][...] = (1 - momentum) * running["var"] + momentum * unbiased


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    t = to_table(x)
    if not training:
        inv = 1.0 / np.sqrt(running["var"] + eps)
        out = gamma * ((t - running["mean"]) * inv) + beta
        return from_table(out, x.shape).astype(x.dtype), None
    rows = t.shape[0]
    mean = np.sum(t, axis=0) / rows          # 1
    centred = t - mean                       # 2
    squared = centred ** 2                   # 3
    var = np.sum(squared, axis=0) / rows     # 4
    std = np.sqrt(var + eps)                 # 5
    inv = 1.0 / std                          # 6
    x_hat = centred * inv                    # 7
    scaled = gamma * x_hat                   # 8
    out = scaled + beta                      # 9
    track(running, momentum, mean, var, rows)
    return from_table(out, x.shape), (x_hat, centred, inv, std, gamma)


def batch_norm_backward(dout, cache):
    x_hat, centred, inv, std, gamma = cache
    d = to_table(dout)
    rows = d.shape[0]
    dbeta = np.sum(d, axis=0)                                # 9
    dgamma = np.sum(d * x_hat, axis=0)                       # 8
    dx_hat = d * gamma
    dinv = np.sum(dx_hat * centred, axis=0)                  # 7
    dcentred = dx_hat * inv
    dstd = -dinv / std ** 2                                  # 6
    dvar = 0.5 * dstd / std                                  # 5
    dsquared = np.ones_like(d) * dvar / rows                 # 4
    dcentred = dcentred + 2 * centred * dsquared             # 3
    dmean = -np.sum(dcentred, axis=0)                        # 2
    dtable = dcentred + np.ones_like(d) * dmean / rows       # 1
    return from_table(dtable, dout.shape), dgamma, dbeta
