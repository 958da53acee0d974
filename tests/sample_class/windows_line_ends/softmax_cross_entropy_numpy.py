"""Sheet 2, first half. Shapes: logits (N, C), targets (N,)."""
import numpy as np

softmax = lambda x, axis=-1: np.exp(log_softmax(x, axis))


def log_softmax(x, axis=-1):
    u = x - x.max(axis, keepdims=True)
    return u - np.log(np.exp(u).sum(axis, keepdims=True))


def softmax_backward(dout, probs): return probs * (dout - (dout * probs).sum(-1, keepdims=True))


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    (b, k), l = logits.shape, log_softmax(logits)
    q = np.where(np.arange(k) == np.asarray(targets)[:, None], 1 - label_smoothing + label_smoothing / k,
                 label_smoothing / k).astype(l.dtype)
    return -(q * l).sum() / b, (np.exp(l) - q) / b


cross_entropy_backward = np.copy


def accuracy(logits, targets): return (logits.argmax(1) == targets).mean()
