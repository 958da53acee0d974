"""Batch normalization by hand, in NumPy alone: the forward pass in both modes, and the gradients of the training pass."""

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

    x              (N, C), a batch of rows with C features, or (N, C, H, W), a batch of images
    gamma, beta    (C,)
    running        {"mean": (C,), "var": (C,)}, the running statistics
    out            the shape of x

    There are C means and C variances, one of each for a channel. For rows they are taken over N, for images over N, H
    and W together.

    Training: x_hat = (x - mean) / sqrt(var + eps) with the mean and the *biased* variance of this batch (the mean of
    the squared deviations). Subtract the mean before you square: otherwise rounding destroys the variance of a channel
    with a large mean and a small spread. Every training batch, also the first, updates the running statistics:

        running["mean"] = (1 - momentum) * running["mean"] + momentum * mean
        running["var"]  = (1 - momentum) * running["var"]  + momentum * unbiased variance

    momentum weighs the *new* statistic. The unbiased variance divides by the number of values per channel minus one; a
    training batch has at least two values per channel. The caller's `running` must hold the result: you may write into
    its arrays or replace its entries.

    Evaluation (training=False): the same formula, with running["mean"] and running["var"] in place of the batch's
    statistics. `running` does not change. A batch may be a single row.

    If x, gamma, beta and the running statistics are float32, so is out. The running statistics keep their own dtype,
    whatever dtype x has. x, gamma and beta are not changed. Axes of length one stay, as in a single row or channel, and
    x may be a view such as x[::2]. The cache holds whatever `batch_norm_backward` needs; no other code looks into it.
    """
    raise NotImplementedError("TODO: compute the statistics, normalize, scale and shift; in training update running")


def batch_norm_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients (dx, dgamma, dbeta) of a training pass for the upstream gradient dout.

    dout           (N, C) or (N, C, H, W), the shape of out
    cache          the cache that `batch_norm_forward` returned in training mode
    dx             the shape of x. The mean and the variance depend on x too, so the gradient flows through both.
    dgamma, dbeta  (C,): sums, not means, over all values of a channel

    If x, gamma, beta and dout are float32, so are all three gradients. dout is not changed, and may be a view. The
    function may be called twice with one cache, and after another forward pass.
    """
    raise NotImplementedError("TODO: sums for gamma and beta; for x go back through x_hat, mean and variance")


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    x, dout = np.array([[9.0], [1.0], [3.0], [3.0]]), np.array([[4.0], [0.0], [0.0], [0.0]])
    settings = {"gamma": np.array([2.0]), "beta": np.array([10.0]), "momentum": 0.1, "eps": 7.0}

    def forward():
        running = {"mean": np.zeros(1), "var": np.ones(1)}
        out, _ = batch_norm_forward(x, running=running, **settings)
        yield "out", "12.5 8.5 9.5 9.5", out
        yield "running mean", "0.4", running["mean"]
        yield "running variance", "2.1", running["var"]

    def evaluation():
        running = {"mean": np.array([0.4]), "var": np.array([2.1])}
        out, _ = batch_norm_forward(x[:1], running=running, training=False, **settings)
        yield "out in evaluation", "15.702", out

    def backward():
        running = {"mean": np.zeros(1), "var": np.ones(1)}
        _, cache = batch_norm_forward(x, running=running, **settings)
        dx, dgamma, dbeta = batch_norm_backward(dout, cache)
        yield "dbeta", "4", dbeta
        yield "dgamma", "5", dgamma
        yield "dx", "0.71875 -0.03125 -0.34375 -0.34375", dx

    print(f"{'':22}{'README':42}yours")
    for example in (forward, evaluation, backward):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
