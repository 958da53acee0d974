"""Attention on stacks of matrices (B, T, D), with a function for a cache; rows without keys are dealt with up front."""

import math

import numpy as np


def causal_mask(length):
    return ~np.triu(np.ones((length, length), dtype=bool), k=1)


def positional_encoding(length, features):
    frequency = np.power(10000.0, -np.arange(0, features, 2) / features)
    turning = np.exp(1j * np.arange(length)[:, None] * frequency)  # cosine + i sine
    return np.dstack([turning.imag, turning.real]).reshape(length, features)


def attention_forward(q, k, v, mask=None):
    lead, t, s = q.shape[:-2], q.shape[-2], k.shape[-2]
    q3, k3, v3 = (x.reshape(-1, *x.shape[-2:]) for x in (q, k, v))
    allowed = np.full((*lead, t, s), True) if mask is None else np.broadcast_to(mask, (*lead, t, s))
    allowed = allowed.reshape(-1, t, s)
    blind = ~allowed.any(axis=2)  # (B, T): queries that see nothing
    root = math.sqrt(q.shape[-1])

    weights = np.matmul(q3, k3.transpose(0, 2, 1))
    weights /= root
    weights[~allowed] = -math.inf
    weights[blind] = 0.0
    weights -= weights.max(axis=2)[:, :, None]
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=2)[:, :, None]
    weights[blind] = 0.0

    def back(dout):
        d3 = dout.reshape(-1, *dout.shape[-2:])
        dscores = np.matmul(d3, v3.transpose(0, 2, 1))
        dscores *= weights
        dscores -= weights * dscores.sum(axis=2, keepdims=True)
        dscores /= root
        dq, dk, dv = dscores @ k3, dscores.transpose(0, 2, 1) @ q3, weights.transpose(0, 2, 1) @ d3
        return dq.reshape(q.shape), dk.reshape(k.shape), dv.reshape(v.shape)

    return np.matmul(weights, v3).reshape(*lead, t, -1), back


def attention_backward(dout, cache):
    return cache(dout)


def split_heads(x, heads):
    return np.array(np.split(x, heads, axis=2)).swapaxes(0, 1)


def merge_heads(x):
    n, heads, t, width = x.shape
    out = np.zeros((n, t, heads, width), x.dtype)
    for h, features in enumerate(x.swapaxes(0, 1)):
        out[:, :, h, :] = features
    return out.reshape(n, t, heads * width)
