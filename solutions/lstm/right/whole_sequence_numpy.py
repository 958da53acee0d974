"""An LSTM that multiplies x with its weights for all steps at once, and takes the weights' gradients at once at the end."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Run:
    x: np.ndarray  # (N, T, D)
    before: np.ndarray  # (N, T, H), the hidden state before each step
    cells: np.ndarray  # (N, T + 1, H), the first one is c0
    gates: np.ndarray  # (4, N, T, H)
    weights: tuple


def squash(a):
    """Sigmoid for gates 0, 1 and 3, tanh for 2; a is (N, 4H), the answer (4, N, H)."""
    blocks = np.stack(np.hsplit(a, 4))
    with np.errstate(over="ignore"):
        gates = 1 / (1 + np.exp(-blocks))
    gates[2] = np.tanh(blocks[2])
    return gates


def run(x, h0, c0, w_ih, w_hh, b):
    n, steps, _ = x.shape
    units = h0.shape[1]
    from_x = x @ w_ih.T + b  # (N, T, 4H)
    hidden, cells = np.empty((n, steps + 1, units), h0.dtype), np.empty((n, steps + 1, units), c0.dtype)
    gates = np.empty((4, n, steps, units), h0.dtype)
    hidden[:, 0], cells[:, 0] = h0, c0
    for t in range(steps):
        gates[:, :, t] = squash(from_x[:, t] + hidden[:, t] @ w_hh.T)
        i, f, g, o = gates[:, :, t]
        cells[:, t + 1] = cells[:, t] * f + i * g
        hidden[:, t + 1] = np.tanh(cells[:, t + 1]) * o
    return hidden[:, 1:].copy(), Run(x, hidden[:, :-1], cells, gates, (w_ih, w_hh))


def back(dh, dc, past):
    """dh (N, T, H) for every step; dc (N, H) for the last cell state."""
    w_ih, w_hh = past.weights
    steps = dh.shape[1]
    da = np.empty((*dh.shape[:2], 4 * dh.shape[2]), dh.dtype)  # (N, T, 4H)
    later = np.zeros_like(dh[:, 0])
    for t in range(steps)[::-1]:
        i, f, g, o = past.gates[:, :, t]
        shown = np.tanh(past.cells[:, t + 1])
        d = dh[:, t] + later
        dc = dc + d * o * (1 - shown * shown)
        pieces = (
            dc * g * i * (1 - i),
            dc * past.cells[:, t] * f * (1 - f),
            dc * i * (1 - g * g),
            d * shown * o * (1 - o),
        )
        da[:, t] = np.hstack(pieces)
        later, dc = da[:, t] @ w_hh, dc * f
    flat = da.reshape(-1, da.shape[-1])  # (N T, 4H)
    dw_ih = flat.T @ past.x.reshape(len(flat), -1)
    dw_hh = flat.T @ past.before.reshape(len(flat), -1)
    return da @ w_ih, later, dc, dw_ih, dw_hh, flat.sum(0)


def lstm_step_forward(x, h, c, w_ih, w_hh, b):
    out, past = run(x[:, None], h, c, w_ih, w_hh, b)
    return out[:, 0], past.cells[:, 1].copy(), past


def lstm_step_backward(dh_next, dc_next, cache):
    dx, *rest = back(dh_next[:, None], dc_next, cache)
    return (dx[:, 0], *rest)


def lstm_forward(x, h0, c0, w_ih, w_hh, b):
    return run(x, h0, c0, w_ih, w_hh, b)


def lstm_backward(dh, cache):
    return back(dh, np.zeros_like(dh[:, 0]), cache)
