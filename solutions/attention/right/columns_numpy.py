"""Attention turned on its side: scores with the keys in front (S, T), as in courses whose vectors are columns."""

import numpy as np


def causal_mask(length):
    return np.subtract.outer(np.arange(length), np.arange(length)) >= 0


def positional_encoding(length, features):
    rows = []
    for t in range(length):
        angles = t / np.power(10000.0, np.arange(features // 2) * 2.0 / features)
        rows.append(np.ravel(np.column_stack([np.sin(angles), np.cos(angles)])))
    return np.array(rows)


def attention_forward(q, k, v, mask=None):
    scores = k @ np.swapaxes(q, -1, -2) * q.shape[-1] ** -0.5  # (..., S, T)
    open_ = np.ones(scores.shape, dtype=bool)
    if mask is not None:
        open_ &= np.swapaxes(np.broadcast_to(mask, np.swapaxes(scores, -1, -2).shape), -1, -2)
    low = np.finfo(scores.dtype).min / 4
    scores = np.where(open_, scores, low)
    scores = scores - scores.max(axis=-2, keepdims=True)
    powers = np.exp(scores) * open_
    total = powers.sum(axis=-2, keepdims=True)
    weights = powers / np.where(total == 0, 1, total).astype(scores.dtype)  # (..., S, T)
    out = np.swapaxes(np.swapaxes(v, -1, -2) @ weights, -1, -2)
    return out, [q.copy(), k.copy(), v.copy(), weights]


def attention_backward(dout, cache):
    q, k, v, weights = cache
    dv = weights @ dout
    dweights = v @ np.swapaxes(dout, -1, -2)  # (..., S, T)
    mean = np.sum(weights * dweights, axis=-2, keepdims=True)  # (..., 1, T)
    dscores = (weights * dweights - weights * mean) / float(np.sqrt(q.shape[-1]))
    return np.swapaxes(dscores, -1, -2) @ k, dscores @ q, dv


def split_heads(x, heads):
    return np.einsum("nthd->nhtd", np.reshape(x, (*x.shape[:2], heads, x.shape[2] // heads)))


def merge_heads(x):
    return np.ascontiguousarray(np.rollaxis(x, 2, 1)).reshape(len(x), x.shape[2], -1)
