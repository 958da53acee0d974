"""Right, entry by entry: plain loops over rows, columns and classes, and sums of Python numbers."""

import math

import numpy as np


def perceptron(x, y, epochs=10):
    w, b = [0.0] * x.shape[1], 0
    counts = []
    for _ in range(epochs):
        count = 0
        for i in range(len(x)):
            score = b
            for j in range(len(w)):
                score += w[j] * x[i, j]
            if score == 0 or (score > 0) != (y[i] > 0):
                for j in range(len(w)):
                    w[j] += y[i] * x[i, j]
                b += y[i]
                count += 1
        counts.append(count)
    return np.array(w), b, np.array(counts)


def least_squares(x, y, l2=0.0):
    means = np.array([column.sum() / len(column) for column in x.T])
    left, sizes, right = np.linalg.svd(x - means, full_matrices=False)
    w = np.zeros(x.shape[1])
    for u, size, v in zip(left.T, sizes, right, strict=True):
        if size > 1e-10 * sizes[0]:
            w += size / (size**2 + len(x) * l2) * (u @ (y - y.mean())) * v
    return w, float(y.mean() - w @ means)


def _cost(score):
    return max(score, 0.0) + math.log1p(math.exp(-abs(score)))


def _sigmoid(score):
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    return math.exp(score) / (1 + math.exp(score))


def logistic_loss(w, b, x, y):
    loss, db, dw = 0.0, 0.0, np.zeros_like(w)
    for row, label in zip(x, y, strict=True):
        score = float(row @ w) + b
        loss += _cost(-score if label == 1 else score)
        slope = _sigmoid(score) - float(label)
        db += slope
        dw += slope * row
    dw /= len(x)
    return loss / len(x), dw, db / len(x)


def squared_sigmoid_loss(w, b, x, y):
    loss, db, dw = 0.0, 0.0, np.zeros_like(w)
    for row, label in zip(x, y, strict=True):
        p = _sigmoid(float(row @ w) + b)
        error = p - float(label)
        loss += error**2 / len(x)
        slope = 2 * error * p * (1 - p) / len(x)
        db += slope
        dw += slope * row
    return loss, dw, db


def fit_logistic(x, y, l2, steps):
    n, d = x.shape
    w, b = np.zeros(d), 0.0
    for _ in range(steps):
        slopes, curvature = 2 * l2 * np.append(w, 0.0), np.diag([2 * l2] * d + [0.0])
        for row, label in zip(x, y, strict=True):
            row = np.append(row, 1.0)
            p = _sigmoid(row[:d] @ w + b)
            slopes += (p - label) * row / n
            curvature += p * (1 - p) * np.outer(row, row) / n
        step = np.linalg.inv(curvature) @ slopes
        w, b = w - step[:d], b - step[d]
    return w, b


def hinge_loss(scores, y, margin=1.0):
    loss, slopes = 0.0, np.zeros_like(scores)
    for i, (score, label) in enumerate(zip(scores, y, strict=True)):
        if label * score < margin:
            loss += (margin - label * score) / len(scores)
            slopes[i] = -label / len(scores)
    return loss, slopes


def multiclass_hinge_loss(scores, labels, margin=1.0):
    n, c = scores.shape
    loss, slopes = 0.0, np.zeros_like(scores)
    for i in range(n):
        for j in range(c):
            excess = scores[i, j] - scores[i, labels[i]] + margin
            if j != labels[i] and excess > 0:
                loss += excess
                slopes[i, j] += 1
                slopes[i, labels[i]] -= 1
    return loss / n, slopes / n
