"""What runs beside the student's NumPy part: views of larger arrays, and training by plain SGD. It judges nothing."""

import numpy as np


def view(x):
    """The same numbers as every other entry of a larger array whose first two axes are swapped."""
    return np.repeat(x.swapaxes(0, 1), 2, axis=-1)[..., ::2].swapaxes(0, 1)


def through_a_view(student, x, gamma, beta, running, **settings):
    """out for a view, and the running statistics."""
    running = dict(running)
    out, _ = student.batch_norm_forward(view(x), gamma, beta, running, **settings)
    return {"out": out, **running}


def back_through_views(student, dout, x, gamma, beta, running, **settings):
    """The gradients by name, where x and dout are views."""
    _, cache = student.batch_norm_forward(view(x), gamma, beta, running, **settings)
    dx, dgamma, dbeta = student.batch_norm_backward(view(dout), cache)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


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
