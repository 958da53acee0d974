"""Right, as a class: the cache is an object that did the forward pass and knows how to go back, lazily."""

import numpy as np


class _Distribution:
    """Softmax along one axis, with the shift and the log-partition kept."""

    def __init__(self, scores, axis):
        self.axis = axis
        self.shifted = np.subtract(scores, np.max(scores, axis=axis, keepdims=True))
        self.partition = np.exp(self.shifted).sum(axis, keepdims=True)

    @property
    def probs(self):
        return np.exp(self.shifted) / self.partition

    @property
    def logs(self):
        return self.shifted - np.log(self.partition)


class _CrossEntropy:
    def __init__(self, smoothing):
        self.smoothing = smoothing

    def forward(self, logits, targets):
        self.index = targets.astype(np.intp)[:, np.newaxis]
        self.distribution = _Distribution(logits, 1)
        logs = self.distribution.logs
        picked = np.take_along_axis(logs, self.index, axis=1)[:, 0]
        rows = (self.smoothing - 1) * picked - self.smoothing * logs.mean(axis=1)
        return rows.mean()

    def backward(self):
        grad = self.distribution.probs
        n, c = grad.shape
        grad -= self.smoothing / c
        there = np.take_along_axis(grad, self.index, axis=1)
        np.put_along_axis(grad, self.index, there - (1 - self.smoothing), axis=1)
        grad *= 1 / n
        return grad


def softmax(x, axis=-1):
    return _Distribution(x, axis).probs


def log_softmax(x, axis=-1):
    return _Distribution(x, axis).logs


def softmax_backward(dout, probs):
    weighted = probs * dout
    weighted -= probs * weighted.sum(axis=-1)[..., None]
    return weighted


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    layer = _CrossEntropy(label_smoothing)
    return layer.forward(logits, targets), layer


def cross_entropy_backward(cache):
    return cache.backward()


def accuracy(logits, targets):
    best = np.take_along_axis(logits, targets[:, None], axis=1)[:, 0]
    return np.mean(best >= logits.max(axis=1))
