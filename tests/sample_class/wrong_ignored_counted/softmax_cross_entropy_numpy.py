"""softmax_cross_entropy, the part by hand"""
import numpy as np


def _stable(x, axis):
    z = x - x.max(axis=axis, keepdims=True)
    e = np.exp(z)
    return z, e, e.sum(axis=axis, keepdims=True)


def softmax(x, axis=-1):
    _, e, total = _stable(x, axis)
    return e / total


def log_softmax(x, axis=-1):
    z, _, total = _stable(x, axis)
    return z - np.log(total)


def softmax_backward(dout, probs):
    pull = (dout * probs).sum(axis=-1, keepdims=True)
    return dout * probs - pull * probs


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    n, c = logits.shape
    z, e, total = _stable(logits, 1)
    rows = np.arange(n)
    labels = np.array(targets)
    log_total = np.log(total[:, 0])
    hard = log_total - z[rows, labels]
    soft = log_total - z.mean(axis=1)
    losses = (1 - label_smoothing) * hard + label_smoothing * soft

    def pull_back():
        grad = e / total
        grad[rows, labels] -= 1 - label_smoothing
        return (grad - label_smoothing / c) / n

    return losses.mean(), pull_back


def cross_entropy_backward(cache):
    return cache()


def accuracy(logits, targets):
    return sum(int(a == b) for a, b in zip(logits.argmax(axis=1), targets)) / len(logits)
