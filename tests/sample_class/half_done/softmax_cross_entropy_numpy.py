"""Softmax and cross-entropy (not finished, I will hand in the rest later)."""
import numpy as np


def softmax(x, axis=-1):
    z = x - np.max(x, axis=axis, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    z = x - np.max(x, axis=axis, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))


def softmax_backward(dout, probs):
    raise NotImplementedError("softmax_backward")


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    n, c = logits.shape
    logp = log_softmax(logits)
    hard = -np.mean(logp[np.arange(n), targets])
    loss = (1 - label_smoothing) * hard - label_smoothing * np.mean(logp)
    return loss, (logp, targets)


def cross_entropy_backward(cache):
    raise NotImplementedError("cross_entropy_backward")


def accuracy(logits, targets):
    return np.mean(np.argmax(logits, axis=1) == targets)
