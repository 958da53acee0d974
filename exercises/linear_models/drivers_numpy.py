"""Loops that run beside the student's NumPy part. They return numbers and judge nothing."""

import numpy as np


def two_rows(score, label):
    """Weights, a bias, two equal rows and their labels: each row has this score."""
    return np.array([score, 0.0]), 0.0, np.ones((2, 2)), np.array([label, label])


def slopes_along(student, name, scores, label):
    """The slope of the loss `name` in the score of a row with this label, at each of the scores; an array of their shape."""
    return np.array([getattr(student, name)(*two_rows(score, label))[2] for score in scores])


def losses_along(student, scores):
    """The three losses of a row with label 1 at each of the scores, by name; each has their shape."""
    return {
        "cross-entropy": np.array([student.logistic_loss(*two_rows(score, 1.0))[0] for score in scores]),
        "sigmoid + squared": np.array([student.squared_sigmoid_loss(*two_rows(score, 1.0))[0] for score in scores]),
        "hinge": np.array([student.hinge_loss(np.array([score]), np.array([1.0]))[0] for score in scores]),
    }


def perceptron_lines(student, x, y, epochs):
    """w and b after 1, 2, ... epochs: an array (epochs, D + 1)."""
    return np.array([[*w, b] for w, b, _ in (student.perceptron(x, y, epoch) for epoch in range(1, epochs + 1))])


def fit_hinge(student, x, y, steps, lr):
    """w (D,) and b, joined, after `steps` steps of gradient descent on the hinge loss of x @ w + b, from 0."""
    theta, columns = np.zeros(x.shape[1] + 1), np.column_stack([x, np.ones(len(x))])
    for _ in range(steps):
        _, dscores = student.hinge_loss(columns @ theta, y)
        theta = theta - lr * columns.T @ dscores
    return theta
