"""Runs beside the student's NumPy part: trains a linear classifier with the student's loss and gradient."""

from collections.abc import Generator
from typing import Any

import numpy as np


def train(
    student: Any, x: np.ndarray, y: np.ndarray, w: np.ndarray, b: np.ndarray, lr: float
) -> Generator[dict[str, float], None, tuple[np.ndarray, np.ndarray]]:
    """One step of plain gradient descent per mini-batch: x (steps, N, D), y (steps, N), w (D, C), b (C,)."""
    for xs, ys in zip(x, y, strict=True):
        loss, cache = student.cross_entropy_forward(xs @ w + b, ys)
        dlogits = student.cross_entropy_backward(cache)  # (N, C)
        w = w - lr * (xs.T @ dlogits)
        b = b - lr * dlogits.sum(axis=0)
        yield {"loss": loss}
    return w, b
