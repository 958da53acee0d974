"""Softmax and cross-entropy by hand in NumPy: from scores to a loss, and the gradient back to the scores."""

from typing import Any

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn scores into probabilities along one axis: exp(x_k) / sum_j exp(x_j).

    x: floating-point array of any shape. It is not changed.
    axis: the result sums to 1 along this axis. It may be negative.

    Returns an array of x's shape and dtype. It must be right for finite scores of any size: if one score is +1000, if all
    scores are near -1000, and if some rows are near +1000 and others near -1000.
    """
    # BEGIN SOLUTION shift the scores so that none overflows, exponentiate, normalize along `axis`
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
    # END SOLUTION


def log_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """The natural logarithm of the softmax along one axis: x_k - log sum_j exp(x_j).

    x: floating-point array of any shape. It is not changed.
    axis: the probabilities sum to 1 along this axis. It may be negative.

    Returns an array of x's shape and dtype. It must be right for scores near +-1000, also if a probability is too small
    for a float: log_softmax([0, 1000]) is [-1000, 0].
    """
    # BEGIN SOLUTION compute it from the scores; a probability may have been rounded to 0
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    # END SOLUTION


def softmax_backward(dout: np.ndarray, probs: np.ndarray) -> np.ndarray:
    """The backward pass of a softmax along the last axis.

    dout: (..., C), the gradient of some loss with respect to the probabilities. It is not changed.
    probs: (..., C), the probabilities that softmax(x) returned. They are not changed.

    Returns dx, (..., C), in dout's dtype: the gradient of that loss with respect to the scores x. There may be any number
    of leading axes. Each score changes every probability of its row: d p_k / d x_j = p_k ([k = j] - p_j), where [k = j]
    is 1 if k equals j, else 0.
    """
    # BEGIN SOLUTION multiply by the Jacobian of the softmax, without building it
    inner = (dout * probs).sum(axis=-1, keepdims=True)  # (..., 1)
    return probs * (dout - inner)  # (..., C)
    # END SOLUTION


def cross_entropy_forward(logits: np.ndarray, targets: np.ndarray, label_smoothing: float = 0.0) -> tuple[float, Any]:
    """The cross-entropy between softmax(logits) and the labels, averaged over the batch.

    logits: (N, C), floating-point scores without a softmax. They are not changed.
    targets: (N,), integer labels in 0..C-1, not one-hot. They are not changed. A batch need not contain every class. N
        and C may be 1.
    label_smoothing: the share s in [0, 1). The target distribution of a row is q = (1 - s) * one_hot + s / C: the share
        is spread evenly over all C classes, the label's class included.

    Returns (loss, cache). loss is one number (a Python float or a NumPy scalar): the mean over the N rows of
    -sum_k q_k log p_k. It must be right for logits near +-1000, also if the label's probability is too small for a float;
    it is not infinite then. cache holds whatever your cross_entropy_backward needs; no other code looks into it.
    """
    # BEGIN SOLUTION the mean over the rows of -sum_k q_k log p_k
    n, classes = logits.shape
    q = np.full_like(logits, label_smoothing / classes)  # (N, C)
    q[np.arange(n), targets] += 1.0 - label_smoothing
    # Written out, without a call of log_softmax: so a mistake in log_softmax fails no check of the loss.
    scores = logits - logits.max(axis=1, keepdims=True)
    log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))  # (N, C)
    loss = -(q * log_probs).sum() / n
    cache = (log_probs, q)
    return loss, cache
    # END SOLUTION


def cross_entropy_backward(cache: Any) -> np.ndarray:
    """The gradient of the loss of cross_entropy_forward with respect to the logits.

    cache: the cache that cross_entropy_forward returned. It may be used twice, and after other forward passes. Each use
        gives the same answer: do not change the cache, and do not share arrays between the caches of different calls.

    Returns dlogits, (N, C), in the dtype of the logits: the gradient of the loss with its mean over the rows and with its
    smoothing. It must be right for logits near +-1000.
    """
    # BEGIN SOLUTION simplify the gradient on paper first; a short formula remains
    log_probs, q = cache
    return (np.exp(log_probs) - q) / len(q)  # (N, C)
    # END SOLUTION


def accuracy(logits: np.ndarray, targets: np.ndarray) -> float:
    """The fraction of the rows whose largest logit stands at the label.

    logits: (N, C). targets: (N,), integer labels in 0..C-1.

    Returns one number in [0, 1] (a Python float or a NumPy scalar): 0.25 if one row of four is right.
    """
    # BEGIN SOLUTION compare the class of each row's largest logit with the label
    hits = logits.argmax(axis=1) == targets  # (N,)
    return float(hits.mean())
    # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    scores, labels = np.log([[1.0, 2.0, 1.0], [4.0, 1.0, 3.0]]), np.array([1, 2])

    def probabilities():
        first, second = softmax(scores)
        yield "p of row 1", "0.25 0.5 0.25", first
        yield "p of row 2", "0.5 0.125 0.375", second

    def log_probabilities():
        yield "log p at the labels", "-0.69315 -0.98083", log_softmax(scores)[[0, 1], labels]

    def loss():
        value, cache = cross_entropy_forward(scores, labels)
        yield "loss", "0.83699", value
        first, second = cross_entropy_backward(cache)
        yield "dlogits of row 1", "0.125 -0.25 0.125", first
        yield "dlogits of row 2", "0.25 0.0625 -0.3125", second

    def smoothed():
        value, cache = cross_entropy_forward(scores, labels, label_smoothing=0.3)
        yield "smoothed loss", "0.94685", value
        yield "dlogits of row 1", "0.075 -0.15 0.075", cross_entropy_backward(cache)[0]

    def back_through_softmax():
        dx = softmax_backward(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.125, 0.375]))
        yield "dx for dout 1, 0, 0", "0.25 -0.0625 -0.1875", dx

    def share_of_right_rows():
        yield "accuracy", "0.5", accuracy(scores, labels)

    print(f"{'':22}{'README':42}yours")
    for example in (probabilities, log_probabilities, loss, smoothed, back_through_softmax, share_of_right_rows):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
