"""Exercise sheet: softmax, log-softmax, cross-entropy and its gradient."""
import numpy as np


def softmax(x, axis=-1):
    buf = x.copy()
    buf -= np.abs(buf).max(axis=axis, keepdims=True)
    np.exp(buf, out=buf)
    buf /= buf.sum(axis=axis, keepdims=True)
    return buf


def log_softmax(x, axis=-1):
    buf = np.subtract(x, x.max(axis=axis, keepdims=True))
    norm = np.exp(buf).sum(axis=axis, keepdims=True)
    np.log(norm, out=norm)
    buf -= norm
    return buf


def softmax_backward(dout, probs):
    dx = dout * probs
    total = dx.sum(axis=-1, keepdims=True)
    dx -= probs * total
    return dx


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    logp = log_softmax(logits)
    rows = np.arange(len(targets))
    loss = logp[rows, targets].mean()
    loss *= label_smoothing - 1
    loss -= label_smoothing * logp.mean()
    np.exp(logp, out=logp)  # from here on these are probabilities
    logp[rows, targets] -= 1 - label_smoothing
    logp -= label_smoothing / logits.shape[1]
    logp /= len(targets)
    return float(loss), logp


def cross_entropy_backward(cache):
    return cache.copy()


def accuracy(logits, targets):
    return float(np.mean(logits.argmax(axis=1) == targets))
