"""Right, as objects and own buffers: a model class, QR in place of normal equations, arrays written in place."""

import numpy as np


class _Linear:
    """A weight vector with the bias in its last place."""

    def __init__(self, d):
        self.theta = np.zeros(d + 1)

    def score(self, row):
        return self.theta[:-1] @ row + self.theta[-1]

    def move(self, row, by):
        self.theta[:-1] += by * row
        self.theta[-1] += by

    @property
    def pair(self):
        return self.theta[:-1], self.theta[-1]


def perceptron(x, y, epochs=10):
    model, updates = _Linear(x.shape[1]), np.empty(epochs, np.int64)
    for epoch in range(epochs):
        wrong = 0
        for row, label in zip(x, y, strict=True):
            right = (model.score(row) > 0) if label > 0 else (model.score(row) < 0)
            if not right:
                model.move(row, float(label))
                wrong += 1
        updates[epoch] = wrong
        if wrong == 0:
            # Nothing changes any more.
            updates[epoch:] = 0
            break
    return (*model.pair, updates)


def least_squares(x, y, l2=0.0):
    n, d = x.shape
    mean = x.sum(axis=0) / n
    centered = x - mean
    if l2 > 0:
        q, r = np.linalg.qr(np.concatenate([centered, np.sqrt(n * l2) * np.eye(d)]))
        w = np.linalg.solve(r, q[:n].T @ (y - y.mean()))
    else:
        w = np.linalg.pinv(centered) @ y
    return w, y.mean() - mean.dot(w)


class _Probabilities:
    def __init__(self, w, b, x, y):
        self.x, self.y = x, y
        self.scores = np.matmul(x, w)
        self.scores += b
        positive = self.scores >= 0
        self.p = np.empty_like(self.scores)
        self.p[positive] = 1 / (1 + np.exp(-self.scores[positive]))
        small = np.exp(self.scores[~positive])
        self.p[~positive] = small / (1 + small)

    def back(self, slopes):
        slopes /= len(self.y)
        return np.einsum("n,nd->d", slopes, self.x), np.einsum("n->", slopes)


def logistic_loss(w, b, x, y):
    model = _Probabilities(w, b, x, y)
    costs = np.logaddexp(0, np.where(y == 0, model.scores, -model.scores))
    return (np.sum(costs) / costs.size, *model.back(model.p - y))


def squared_sigmoid_loss(w, b, x, y):
    model = _Probabilities(w, b, x, y)
    error = model.p - y
    slopes = model.p * (1 - model.p)
    slopes *= error
    slopes += slopes
    return (float(error @ error) / len(y), *model.back(slopes))


def fit_logistic(x, y, l2, steps):
    n, d = x.shape
    model, hessian = _Linear(d), np.empty((d + 1, d + 1))
    for _ in range(steps):
        w, b = model.pair
        p = _Probabilities(w, b, x, y).p
        r = p * (1 - p) / n
        hessian[:d, :d] = (x.T * r) @ x + 2 * l2 * np.eye(d)
        hessian[:d, d] = hessian[d, :d] = r @ x
        hessian[d, d] = r.sum()
        gradient = np.append((p - y) @ x / n + 2 * l2 * w, np.mean(p - y))
        model.theta -= np.linalg.lstsq(hessian, gradient, rcond=None)[0]
    return model.pair


def hinge_loss(scores, y, margin=1.0):
    buffer = np.multiply(scores, y)
    np.subtract(margin, buffer, out=buffer)
    np.clip(buffer, 0, None, out=buffer)
    slopes = np.zeros_like(scores)
    slopes[buffer > 0] -= y[buffer > 0]
    slopes /= len(y)
    return buffer.mean(), slopes


def multiclass_hinge_loss(scores, labels, margin=1.0):
    rows = np.arange(len(labels))
    buffer = scores.copy()
    buffer -= scores[rows, labels].reshape(-1, 1)
    buffer += margin
    buffer[rows, labels] = -np.inf
    np.maximum(buffer, 0, out=buffer)
    loss = buffer.sum() / len(rows)
    slopes = np.sign(buffer)
    slopes[rows, labels] -= slopes.sum(axis=1)
    slopes /= len(rows)
    return loss, slopes
