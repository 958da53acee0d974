"""Attention one query at a time, with plain loops; a query only ever looks at the keys that it may see."""

import math

import numpy as np


def causal_mask(length):
    mask = np.zeros((length, length), dtype=bool)
    for t in range(length):
        for s in range(t + 1):
            mask[t, s] = True
    return mask


def positional_encoding(length, features):
    encoding = np.zeros((length, features))
    for t in range(length):
        for i in range(features // 2):
            angle = t / math.pow(10000.0, 2 * i / features)
            encoding[t, 2 * i] = math.sin(angle)
            encoding[t, 2 * i + 1] = math.cos(angle)
    return encoding


def attention_forward(q, k, v, mask=None):
    lead, (t, d), s = q.shape[:-2], q.shape[-2:], k.shape[-2]
    seen = np.ones((*lead, t, s), bool) if mask is None else np.broadcast_to(mask, (*lead, t, s))
    out = np.zeros((*lead, t, v.shape[-1]), v.dtype)
    weights = np.zeros((*lead, t, s), q.dtype)
    for place in np.ndindex(*lead):
        for row in range(t):
            keys = [column for column in range(s) if seen[(*place, row, column)]]
            if not keys:
                continue
            scores = [float(np.sum(q[place][row] * k[place][key])) / math.sqrt(d) for key in keys]
            powers = [math.exp(score - max(scores)) for score in scores]
            for key, power in zip(keys, powers, strict=True):
                weights[(*place, row, key)] = power / math.fsum(powers)
                out[place][row] += weights[(*place, row, key)] * v[place][key]
    return out, {"q": q, "k": k, "v": v, "weights": weights}


def attention_backward(dout, cache):
    q, k, v, weights = (cache[name] for name in ("q", "k", "v", "weights"))
    dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    root = math.sqrt(q.shape[-1])
    for place in np.ndindex(*q.shape[:-2]):
        for row in range(q.shape[-2]):
            w, upstream = weights[place][row], dout[place][row]  # (S,), (E,)
            pull = v[place] @ upstream  # (S,)
            jacobian = np.diag(w) - np.outer(w, w)  # (S, S)
            dscores = jacobian @ pull / root  # (S,)
            dv[place] += np.outer(w, upstream)
            dq[place][row] = dscores @ k[place]
            dk[place] += np.outer(dscores, q[place][row])
    return dq, dk, dv


def split_heads(x, heads):
    width = x.shape[2] // heads
    return np.stack([x[:, :, h * width : (h + 1) * width] for h in range(heads)], axis=1)


def merge_heads(x):
    return np.concatenate([x[:, h] for h in range(x.shape[1])], axis=-1)
