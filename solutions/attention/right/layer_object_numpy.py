"""Attention with an object for a cache; masked softmax by `where=`, and the scale shared out to queries and keys."""

from dataclasses import dataclass

import numpy as np


def transposed(x):
    return np.moveaxis(x, -1, -2)


def causal_mask(length):
    return np.tril(np.full((length, length), True))


def positional_encoding(length, features):
    columns = np.arange(features)
    angles = np.arange(length)[:, None] / 10000.0 ** (2 * (columns // 2) / features)  # (T, D)
    return np.where(columns % 2 == 0, np.sin(angles), np.cos(angles))


@dataclass(frozen=True)
class Pass:
    q: np.ndarray  # already divided by the fourth root of D, and k as well
    k: np.ndarray
    v: np.ndarray
    weights: np.ndarray
    fourth_root: float

    def through_softmax(self, dweights):
        flow = self.weights * dweights
        return flow - self.weights * flow.sum(axis=-1, keepdims=True)

    def back(self, dout):
        dscores = self.through_softmax(dout @ transposed(self.v))
        dq = dscores @ self.k / self.fourth_root
        dk = transposed(transposed(self.q) @ dscores) / self.fourth_root
        return dq, dk, transposed(transposed(dout) @ self.weights)


def masked_softmax(scores, mask):
    where = np.broadcast_to(True if mask is None else mask, scores.shape)
    top = scores.max(axis=-1, keepdims=True, where=where, initial=-np.finfo(scores.dtype).max)
    powers = np.zeros_like(scores)
    np.exp(scores - top, out=powers, where=where)
    total = powers.sum(axis=-1, keepdims=True)
    return np.divide(powers, total, out=powers, where=total > 0)


def attention_forward(q, k, v, mask=None):
    fourth_root = q.shape[-1] ** 0.25
    q, k = q / fourth_root, k / fourth_root
    weights = masked_softmax(q @ transposed(k), mask)
    return weights @ v, Pass(q, k, v.copy(), weights, fourth_root)


def attention_backward(dout, cache):
    return cache.back(dout)


def split_heads(x, heads):
    d = x.shape[-1]
    index = np.arange(d).reshape(heads, d // heads)
    return x[:, :, index].transpose(0, 2, 1, 3)


def merge_heads(x):
    return np.moveaxis(x, 1, 2).reshape(len(x), x.shape[2], -1)
