"""The loop that runs beside the student's NumPy part: training by plain SGD; it returns weights and judges nothing."""

import numpy as np


def train(student, batches, targets, weights, lr):
    """Fit a target at every step with LSTM -> @ read_out, one step of plain SGD per batch; yield the error, return all that was
    learned.

    batches (S, N, T, D), targets (S, N, T, M), weights {"w_ih": (4H, D), "w_hh": (4H, H), "b": (4H,), "read_out": (H, M)}
    """
    w_ih, w_hh, b, read_out = (weights[name].copy() for name in ("w_ih", "w_hh", "b", "read_out"))
    for x, target in zip(batches, targets, strict=True):
        h0, c0 = np.zeros((2, len(x), len(read_out)))  # (N, H)
        h, cache = student.lstm_forward(x, h0, c0, w_ih, w_hh, b)
        error = h @ read_out - target
        yield {"squared error": np.square(error).sum() / len(x)}
        slopes = 2.0 * error / len(x)  # of the squared error, averaged over the batch
        _, _, _, dw_ih, dw_hh, db = student.lstm_backward(slopes @ read_out.T, cache)
        dread_out = np.einsum("nth,ntm->hm", h, slopes)
        w_ih, w_hh, b, read_out = w_ih - lr * dw_ih, w_hh - lr * dw_hh, b - lr * db, read_out - lr * dread_out
    return {"w_ih": w_ih, "w_hh": w_hh, "b": b, "read_out": read_out}
