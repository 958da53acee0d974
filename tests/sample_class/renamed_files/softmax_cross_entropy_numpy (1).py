"""Softmax stuff"""
import math

import numpy as np


def _rows(array):
    """All index tuples of the vectors along the last axis."""
    return np.ndindex(array.shape[:-1])


def softmax(x, axis=-1):
    moved = np.moveaxis(x, axis, -1)
    out = np.empty(moved.shape, dtype=x.dtype)
    for index in _rows(moved):
        vector = moved[index]
        biggest = max(vector)
        exps = [np.exp(value - biggest) for value in vector]
        total = sum(exps)
        for j in range(len(exps)):
            out[index + (j,)] = exps[j] / total
    return np.moveaxis(out, -1, axis)


def log_softmax(x, axis=-1):
    moved = np.moveaxis(x, axis, -1)
    out = np.empty(moved.shape, dtype=x.dtype)
    for index in _rows(moved):
        vector = moved[index]
        biggest = max(vector)
        total = 0.0
        for value in vector:
            total += math.exp(value - biggest)
        for j in range(len(vector)):
            out[index + (j,)] = vector[j] - biggest - math.log(total)
    return np.moveaxis(out, -1, axis)


def softmax_backward(dout, probs):
    dx = np.empty(probs.shape, dtype=probs.dtype)
    for index in _rows(probs):
        p = probs[index]
        g = dout[index]
        classes = len(p)
        for i in range(classes):
            # row i of the Jacobian: p_i * (delta_ij - p_j)
            slope = 0.0
            for j in range(classes):
                if i == j:
                    slope += g[j] * p[i] * (1 - p[i])
                else:
                    slope -= g[j] * p[i] * p[j]
            dx[index + (i,)] = slope
    return dx


def _target_weight(j, label, classes, label_smoothing):
    weight = label_smoothing / classes
    if j == label:
        weight += 1.0 - label_smoothing
    return weight


def cross_entropy_forward(logits, targets, label_smoothing=0.0):
    rows, classes = logits.shape
    logp = log_softmax(logits)
    loss = 0.0
    for n in range(rows):
        for j in range(classes):
            weight = _target_weight(j, targets[n], classes, label_smoothing)
            if weight != 0.0:
                loss -= weight * float(logp[n, j])
    labels = [int(label) for label in targets]
    return loss / rows, (logp, labels, label_smoothing)


def cross_entropy_backward(cache):
    logp, labels, label_smoothing = cache
    rows, classes = logp.shape
    dlogits = np.empty(logp.shape, dtype=logp.dtype)
    for n in range(rows):
        for j in range(classes):
            weight = _target_weight(j, labels[n], classes, label_smoothing)
            dlogits[n, j] = (math.exp(logp[n, j]) - weight) / rows
    return dlogits


def accuracy(logits, targets):
    hits = 0
    for row, label in zip(logits, targets):
        best = 0
        for j in range(len(row)):
            if row[j] > row[best]:
                best = j
        if best == label:
            hits += 1
    return hits / len(targets)
