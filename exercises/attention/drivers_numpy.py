"""What runs beside the student's NumPy part: passes under watch, and training by plain SGD; it judges nothing."""

import contextlib
import warnings

import numpy as np


@contextlib.contextmanager
def warnings_are_errors():
    """A warning of NumPy's is an exception, so that it names its line."""
    with np.errstate(all="warn", under="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        # Some machines' matrix products raise flags for nothing at all.
        warnings.filterwarnings("ignore", ".* in (matmul|dot|vdot|inner|vecdot|einsum)", RuntimeWarning)
        yield


def forward_without_warnings(student, *args):
    """One forward pass under watch."""
    with warnings_are_errors():
        out, _ = student.attention_forward(*args)
    return {"out": out}


def backward_without_warnings(student, dout, *args):
    """One backward pass under watch. What the forward pass before it does is not watched."""
    with np.errstate(all="ignore"):
        _, cache = student.attention_forward(*args)
    with warnings_are_errors():
        dq, dk, dv = student.attention_backward(dout, cache)
    return {"dq": dq, "dk": dk, "dv": dv}


def train(student, batches, targets, weights, heads, lr):
    """Fit targets with causal self-attention over tokens with positions, one step of plain SGD per batch.

    Yields the error, returns the weights.

    batches (steps, N, T, D), targets (steps, N, T, D), weights {"query": (D, D), "key": (D, D), "value": (D, D)}
    """
    weights = {name: matrix.copy() for name, matrix in weights.items()}
    _, n, length, features = batches.shape
    for tokens, target in zip(batches, targets, strict=True):
        x = student.positional_encoding(length, features)
        x *= 0.5  # in place: the array is ours
        x = tokens + x  # (N, T, D)
        split = [student.split_heads(x @ matrix, heads) for matrix in weights.values()]
        out, cache = student.attention_forward(*split, student.causal_mask(length))
        error = student.merge_heads(out) - target
        yield {"squared error": np.square(error).sum() / n}
        dmerged = 2.0 * error / n
        dsplit = student.attention_backward(student.split_heads(dmerged, heads), cache)
        for matrix, gradient in zip(weights.values(), dsplit, strict=True):
            matrix -= lr * np.einsum("ntd,nte->de", x, student.merge_heads(gradient))
    return weights
