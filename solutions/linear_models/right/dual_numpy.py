"""Right, seen from the rows: counts of updates, a kernel matrix, reweighted least squares, scores turned by their label."""

import numpy as np


def perceptron(x, y, epochs=10):
    products = x @ x.T + 1
    alpha = np.zeros(len(x), int)
    updates = []
    for _ in range(epochs):
        before = alpha.sum()
        for i, label in enumerate(y):
            alpha[i] += label * ((alpha * y) @ products[i]) <= 0
        updates.append(alpha.sum() - before)
    return (alpha * y) @ x, (alpha * y).sum(), np.array(updates)


def least_squares(x, y, l2=0.0):
    n = len(x)
    mean = x.mean(0)
    centered = x - mean
    gram = centered @ centered.T
    w = centered.T @ (np.linalg.pinv(gram + n * l2 * np.eye(n), rcond=1e-11) @ (y - y.mean()))
    return w, y.mean() - mean @ w


def _turned(w, b, x, y):
    sign = np.where(y > 0.5, 1, -1).astype(x.dtype)
    return sign, sign * (x @ w + b)


def logistic_loss(w, b, x, y):
    sign, m = _turned(w, b, x, y)
    slope = -sign * np.exp(-np.logaddexp(0, m)) / len(y)
    return -np.minimum(m, 0).mean() + np.log1p(np.exp(-abs(m))).mean(), slope @ x, slope.sum()


def squared_sigmoid_loss(w, b, x, y):
    # 1 - p of the label is (1 - tanh(m / 2)) / 2, whichever label it is.
    sign, m = _turned(w, b, x, y)
    t = np.tanh(m / 2)
    slope = -sign * (1 - t) * (1 - t * t) / (4 * len(y))
    return ((1 - t) ** 2).mean() / 4, slope @ x, slope.sum()


def fit_logistic(x, y, l2, steps):
    # Iteratively reweighted least squares: each step solves a weighted regression on the working response.
    n, d = x.shape
    a = np.column_stack([x, np.ones(n)])
    ridge = 2 * n * l2 * np.diag([1.0] * d + [0.0])
    theta = np.zeros(d + 1)
    for _ in range(steps):
        s = a @ theta
        p = (1 + np.tanh(s / 2)) / 2
        r = p * (1 - p)
        theta = np.linalg.solve(a.T @ (r[:, None] * a) + ridge, a.T @ (r * s + y - p))
    return theta[:-1].copy(), theta[-1].item()


def hinge_loss(scores, y, margin=1.0):
    counts = y * scores < margin
    return ((margin - y * scores) * counts).sum() / len(y), np.negative(y) * counts / len(y)


def multiclass_hinge_loss(scores, labels, margin=1.0):
    n, c = scores.shape
    label_scores = np.take_along_axis(scores, labels[:, None], 1)
    wrong = np.arange(c) != labels[:, None]
    counts = wrong & (scores + margin > label_scores)
    slopes = counts / np.asarray(n, scores.dtype)
    np.put_along_axis(slopes, labels[:, None], -slopes.sum(1, keepdims=True), 1)
    return np.where(counts, scores - label_scores + margin, 0).sum() / n, slopes
