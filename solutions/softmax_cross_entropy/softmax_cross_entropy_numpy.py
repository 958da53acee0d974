"""Softmax and cross-entropy by hand in NumPy: from scores to a loss, and the gradient back to the scores."""

from typing import Any

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn scores into probabilities along one axis: exp(x_k) / sum_j exp(x_j).

    x: floating-point array of any shape; it is left as it was.
    axis: the axis along which the result sums to 1. It may be negative.

    Returns an array of x's shape and dtype. It must be right for finite scores of any size: with a score of +1000, or
    when all the scores are near -1000, and also when some rows are near +1000 and others near -1000.
    """
    # BEGIN SOLUTION make it safe for large scores, exponentiate, normalise along `axis`
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
    # END SOLUTION


def log_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Natural logarithm of the softmax along one axis: x_k - log sum_j exp(x_j).

    x: floating-point array of any shape; it is left as it was.
    axis: the axis along which the probabilities sum to 1. It may be negative.

    Returns an array of x's shape and dtype. It must be right where the probability itself is too small for a float:
    log_softmax([0, 1000]) is [-1000, 0].
    """
    # BEGIN SOLUTION never take the logarithm of a probability: it may have become 0
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    # END SOLUTION


def softmax_backward(dout: np.ndarray, probs: np.ndarray) -> np.ndarray:
    """Pass a gradient back through a softmax along the last axis.

    dout: (..., C) gradient of some loss with respect to the probabilities; it is left as it was.
    probs: (..., C) the probabilities that softmax(x) returned; left as they were.

    Returns dx, (..., C), the gradient of that loss with respect to the scores x, in dout's dtype. Each score moves
    every probability of its row: d p_k / d x_j = p_k (1[k = j] - p_j). There may be any number of leading axes.
    """
    # BEGIN SOLUTION multiply by the Jacobian of the softmax, without building it
    inner = (dout * probs).sum(axis=-1, keepdims=True)  # (..., 1)
    return probs * (dout - inner)  # (..., C)
    # END SOLUTION


def cross_entropy_forward(logits: np.ndarray, targets: np.ndarray, label_smoothing: float = 0.0) -> tuple[float, Any]:
    """Cross-entropy between softmax(logits) and the labels, averaged over the batch.

    logits: (N, C) floating-point scores, before any softmax; left as they were.
    targets: (N,) integer labels in 0..C-1 (not one-hot); left as they were. A batch need not contain every class, and
        may have one row only.
    label_smoothing: e in [0, 1). The target distribution of a row is q = (1 - e) * one_hot + e / C: the share e is
        spread evenly over all C classes, the true one among them.

    Returns (loss, cache). loss is one number (a Python float or a NumPy scalar): the mean over the N rows of
    -sum_k q_k log p_k. It must be right, not infinite, where the true class's probability is too small for a float.
    cache is whatever your cross_entropy_backward needs; nobody else looks into it.
    """
    # BEGIN SOLUTION the mean over the rows of -sum_k q_k log p_k
    n, classes = logits.shape
    q = np.full_like(logits, label_smoothing / classes)  # (N, C)
    q[np.arange(n), targets] += 1.0 - label_smoothing
    # spelt out rather than log_softmax(logits): a mistake up there is then not found here a second time
    scores = logits - logits.max(axis=1, keepdims=True)
    log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))  # (N, C)
    loss = -(q * log_probs).sum() / n
    cache = (log_probs, q)
    return loss, cache
    # END SOLUTION


def cross_entropy_backward(cache: Any) -> np.ndarray:
    """Gradient of the loss of cross_entropy_forward with respect to its logits.

    cache: what cross_entropy_forward returned. It may be used more than once, and after other forward passes: each use
        gives the same answer, so do not change it and do not share it between calls.

    Returns dlogits, (N, C), in the dtype of the logits: the gradient of the averaged, smoothed loss.
    """
    # BEGIN SOLUTION simplify on paper first: very little is left
    log_probs, q = cache
    return (np.exp(log_probs) - q) / len(q)  # (N, C)
    # END SOLUTION


def accuracy(logits: np.ndarray, targets: np.ndarray) -> float:
    """Fraction of the rows whose largest logit stands at the label.

    logits: (N, C). targets: (N,) integer labels in 0..C-1.

    Returns one number in [0, 1] (a Python float or a NumPy scalar): 0.25 where one row of four is right.
    """
    # BEGIN SOLUTION compare each row's best class with its label
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
