"""The loop that runs beside the student's NumPy part: training by plain SGD. It judges nothing."""

import numpy as np


def train(student, batches, targets, weights, lr, momentum, eps):
    """Fit targets with x @ w -> batch norm, one step of plain SGD per batch; yield the error, return all that was learned.

    batches (T, N, D), targets (T, N, C), weights {"w": (D, C), "gamma": (C,), "beta": (C,)}
    """
    w, gamma, beta = (weights[name].copy() for name in ("w", "gamma", "beta"))
    running = {"mean": np.zeros_like(beta), "var": np.ones_like(beta)}
    for x, target in zip(batches, targets, strict=True):
        out, cache = student.batch_norm_forward(x @ w, gamma, beta, running, momentum=momentum, eps=eps)
        dout = 2.0 * (out - target) / len(x)  # of the squared error, averaged over the batch
        dx, dgamma, dbeta = student.batch_norm_backward(dout, cache)
        yield {"squared error": np.square(out - target).sum(axis=1).mean()}
        w, gamma, beta = w - lr * x.T @ dx, gamma - lr * dgamma, beta - lr * dbeta
    learned = {"w": w, "gamma": gamma, "beta": beta, **running}
    return {name: np.asarray(values) for name, values in learned.items()}
