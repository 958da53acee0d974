"""Right, with pseudo-inverses of normal equations, one sigmoid for all, and scores in two branches."""

import numpy as np


def sigmoid(s):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-s))


def perceptron(x, y, epochs=10):
    theta = np.zeros(x.shape[1] + 1)
    rows = np.c_[x, np.ones(len(x))]
    updates = np.zeros(epochs)
    for t in range(epochs * len(x)):
        epoch, i = divmod(t, len(x))
        if np.sign(rows[i] @ theta) != y[i]:
            theta = theta + y[i] * rows[i]
            updates[epoch] += 1
    return theta[:-1], theta[-1], updates


def least_squares(x, y, l2=0.0):
    n, d = x.shape
    centered = x - np.mean(x, axis=0)
    covariance = np.cov(x, rowvar=False, bias=True).reshape(d, d)
    w = np.linalg.pinv(covariance + l2 * np.eye(d), rcond=1e-12, hermitian=True) @ (centered.T @ (y - np.mean(y))) / n
    return w, np.mean(y - x @ w)


def logistic_loss(w, b, x, y):
    s = np.dot(x, w) + b
    losses = np.log1p(np.exp(-np.abs(s))) + np.where(y == 1, np.maximum(-s, 0), np.maximum(s, 0))
    d = (sigmoid(s) - y) / np.float32(len(y)) if s.dtype == np.float32 else (sigmoid(s) - y) / len(y)
    return np.mean(losses), d @ x, np.sum(d)


def squared_sigmoid_loss(w, b, x, y):
    p = sigmoid(np.dot(x, w) + b)
    d = (p - y) * (p - p**2)
    return np.mean((p - y) ** 2), 2 * np.mean(d[:, None] * x, axis=0), 2 * np.mean(d)


def fit_logistic(x, y, l2, steps):
    n, d = x.shape
    a = np.hstack([np.ones((n, 1)), x])
    penalty = np.diag(np.r_[0.0, np.full(d, 2 * l2 * n)])
    theta = np.zeros((d + 1, 1))
    for _ in range(steps):
        p = sigmoid(a @ theta)
        gradient = a.T @ (p - y[:, None]) + penalty @ theta
        hessian = a.T @ np.diag((p * (1 - p)).ravel()) @ a + penalty
        theta -= np.linalg.solve(hessian, gradient)
    return theta[1:, 0], theta[0, 0]


def hinge_loss(scores, y, margin=1.0):
    gap = margin - y * scores
    return np.mean(np.where(gap > 0, gap, 0)), np.where(gap > 0, -y, 0) / len(y)


def multiclass_hinge_loss(scores, labels, margin=1.0):
    n, c = scores.shape
    one_hot = np.eye(c, dtype=scores.dtype)[labels]
    gaps = (scores - (scores * one_hot).sum(axis=1, keepdims=True) + margin) * (1 - one_hot)
    counted = (gaps > 0).astype(scores.dtype)
    counted -= one_hot * counted.sum(axis=1, keepdims=True)
    return np.sum(gaps * (gaps > 0)) / n, counted / n
