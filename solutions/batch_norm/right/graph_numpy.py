"""Batch normalization as a graph of small steps on rows (M, C), each taken back in turn; sums by einsum."""

import numpy as np


def to_rows(x):
    return x if x.ndim == 2 else x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def from_rows(rows, shape):
    if len(shape) == 2:
        return rows
    n, c, h, w = shape
    return rows.reshape(n, h, w, c).transpose(0, 3, 1, 2)


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    rows = to_rows(x)  # (M, C)
    m = len(rows)
    mean = np.einsum("mc->c", rows) / m if training else running["mean"]  # (C,)
    centered = rows - mean  # (M, C)
    var = np.einsum("mc,mc->c", centered, centered) / m if training else running["var"]  # (C,)
    inverse = (var + eps) ** -0.5  # (C,)
    normalized = centered * inverse  # (M, C)
    scaled = normalized * gamma + beta  # (M, C)
    if training:
        np.copyto(running["mean"], running["mean"] * (1 - momentum) + mean * momentum, casting="same_kind")
        np.copyto(running["var"], running["var"] * (1 - momentum) + var * m / (m - 1) * momentum, casting="same_kind")
    return from_rows(scaled, x.shape).astype(x.dtype), (centered, inverse, normalized, gamma)


def batch_norm_backward(dout, cache):
    centered, inverse, normalized, gamma = cache
    m = len(centered)
    d_scaled = to_rows(dout)  # (M, C)
    dbeta = np.einsum("mc->c", d_scaled)
    dgamma = np.einsum("mc,mc->c", d_scaled, normalized)
    d_normalized = d_scaled * gamma  # (M, C)
    d_inverse = np.einsum("mc,mc->c", d_normalized, centered)  # (C,)
    d_var = d_inverse * -0.5 * inverse**3  # (C,)
    d_centered = d_normalized * inverse + 2.0 / m * centered * d_var  # (M, C)
    # The centered values depend on the mean directly, and the variance through them: the second path adds up to 0.
    d_mean = -np.einsum("mc->c", d_centered)  # (C,)
    d_rows = d_centered + d_mean / m  # (M, C)
    return from_rows(d_rows, dout.shape), dgamma, dbeta
