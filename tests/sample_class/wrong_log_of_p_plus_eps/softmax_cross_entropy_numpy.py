"""My functions for softmax regression (numpy only)."""
import numpy as np


def softmax(x, axis=-1):
    dtype = x.dtype
    e = np.exp(x - np.max(x, axis=axis, keepdims=True), dtype=dtype)
    return np.divide(e, np.sum(e, axis=axis, keepdims=True, dtype=dtype), dtype=dtype)


def log_softmax(x, axis=-1):
    dtype = x.dtype
    shifted = np.subtract(x, np.max(x, axis=axis, keepdims=True), dtype=dtype)
    lse = np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True, dtype=dtype))
    return np.subtract(shifted, lse, dtype=dtype)


def softmax_backward(dout, probs):
    dtype = probs.dtype
    dout = dout.astype(dtype, copy=False)
    dot = np.sum(dout * probs, axis=-1, keepdims=True, dtype=dtype)
    return probs * (dout - dot)


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    dtype = logits.dtype
    n, c = logits.shape
    logp = np.log(softmax(logits) + dtype.type(1e-12))
    on = dtype.type(1.0 - label_smoothing)
    off = dtype.type(label_smoothing / c)
    picked = logp[np.arange(n), targets]
    loss = -(on * picked + off * logp.sum(axis=1, dtype=dtype)).mean(dtype=dtype)
    cache = {"logp": logp, "probs": softmax(logits), "targets": np.array(targets), "on": on, "off": off}
    return loss, cache


def cross_entropy_backward(cache):
    logp = cache["logp"]
    n = logp.dtype.type(logp.shape[0])
    d = cache["probs"] - cache["off"]
    d[np.arange(logp.shape[0]), cache["targets"]] -= cache["on"]
    d /= n
    return d


def accuracy(logits, targets):
    return np.float32(np.count_nonzero(logits.argmax(-1) == targets)) / np.float32(len(targets))
