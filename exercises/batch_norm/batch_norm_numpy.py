"""Batch normalization by hand: the forward pass in both modes, the gradients of the training pass, in NumPy alone."""

from typing import Any

import numpy as np


def batch_norm_forward(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    running: dict[str, np.ndarray],
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[np.ndarray, Any]:
    """Normalize every channel of x, then scale it by gamma and shift it by beta: out = gamma * x_hat + beta.

    x is (N, C), a batch of rows with C features, or (N, C, H, W), a batch of images. The statistics of a channel are
    taken over N for rows, over N, H and W together for images: C means and C variances either way.

    gamma, beta    (C,)
    running        {"mean": (C,), "var": (C,)}
    out            the shape of x

    Training: x_hat = (x - mean) / sqrt(var + eps) with the mean and the *biased* variance of this batch (the mean of
    the squared deviations). Subtract the mean before squaring: otherwise a channel with a large mean and a small
    spread loses its variance to rounding. The running statistics move on:

        running["mean"] = (1 - momentum) * running["mean"] + momentum * mean
        running["var"]  = (1 - momentum) * running["var"]  + momentum * unbiased variance

    where the unbiased variance divides by the number of values per channel minus one. momentum weighs the *new*
    statistic, from the first batch on. Update `running` in place: writing into its arrays and replacing its entries
    are both right. A training batch has two values per channel or more.

    Evaluation (training=False): the same formula with running["mean"] and running["var"] in place of the batch's
    statistics. `running` stays as it is, and a single row is a valid batch.

    If x, gamma, beta and the running statistics are float32, so is out. The running statistics keep their own dtype,
    whatever x has. x, gamma and beta are not changed. The cache is whatever `batch_norm_backward` needs; nothing else
    looks into it.
    """
    raise NotImplementedError("TODO: take the statistics, normalize, scale and shift; in training update running")


def batch_norm_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of a training pass: (dx, dgamma, dbeta) for the upstream gradient dout.

    dout           (N, C) or (N, C, H, W), the shape of out
    cache          what `batch_norm_forward` returned in training mode
    dx             the shape of x; the mean and the variance depend on x too, and the gradient flows through both
    dgamma, dbeta  (C,): sums, not averages, over everything that shares one gamma and one beta

    For float32 x, gamma, beta and dout all three gradients are float32. dout is not changed. The function may be called
    twice with one cache, and after another forward pass.
    """
    raise NotImplementedError("TODO: sum for gamma and beta; for x go back through x_hat, mean and variance")
