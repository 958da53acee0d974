"""An LSTM one unit at a time: plain loops over rows, units and inputs, with Python floats and math.tanh."""

import math

import numpy as np


def logistic(a):
    if a < 0:
        e = math.exp(a)
        return e / (1.0 + e)
    return 1.0 / (1.0 + math.exp(-a))


def lstm_step_forward(x, h, c, w_ih, w_hh, b):
    n, units = h.shape
    h_next, c_next = np.empty_like(h), np.empty_like(c)
    gates = {}
    for row in range(n):
        for unit in range(units):
            sums = []
            for gate in range(4):
                line = gate * units + unit
                total = float(b[line])
                total += sum(float(v) * float(w) for v, w in zip(x[row], w_ih[line], strict=True))
                total += sum(float(v) * float(w) for v, w in zip(h[row], w_hh[line], strict=True))
                sums.append(total)
            i, f, g, o = logistic(sums[0]), logistic(sums[1]), math.tanh(sums[2]), logistic(sums[3])
            new = f * float(c[row, unit]) + i * g
            c_next[row, unit] = new
            h_next[row, unit] = o * math.tanh(new)
            gates[row, unit] = (i, f, g, o, math.tanh(new))
    return h_next, c_next, {"args": (x, h, c, w_ih, w_hh, b), "gates": gates}


def lstm_step_backward(dh_next, dc_next, cache):
    x, h, c, w_ih, w_hh, b = cache["args"]
    units = h.shape[1]
    dx, dh, dc = np.zeros_like(x), np.zeros_like(h), np.zeros_like(c)
    dw_ih, dw_hh, db = np.zeros_like(w_ih), np.zeros_like(w_hh), np.zeros_like(b)
    for (row, unit), (i, f, g, o, squashed) in cache["gates"].items():
        up = float(dh_next[row, unit])
        cell = float(dc_next[row, unit]) + up * o * (1.0 - squashed) * (1.0 + squashed)
        dc[row, unit] = cell * f
        slopes = (
            cell * g * i * (1.0 - i),
            cell * float(c[row, unit]) * f * (1.0 - f),
            cell * i * (1.0 - g * g),
            up * squashed * o * (1.0 - o),
        )
        for gate, slope in enumerate(slopes):
            line = gate * units + unit
            db[line] += slope
            for k in range(x.shape[1]):
                dw_ih[line, k] += slope * x[row, k]
                dx[row, k] += slope * w_ih[line, k]
            for k in range(units):
                dw_hh[line, k] += slope * h[row, k]
                dh[row, k] += slope * w_hh[line, k]
    return dx, dh, dc, dw_ih, dw_hh, db


def lstm_forward(x, h0, c0, w_ih, w_hh, b):
    steps = x.shape[1]
    out = np.empty((len(x), steps, h0.shape[1]), dtype=h0.dtype)
    caches = [None] * steps
    h, c = h0, c0
    for t in range(steps):
        h, c, caches[t] = lstm_step_forward(x[:, t, :], h, c, w_ih, w_hh, b)
        out[:, t, :] = h
    return out, caches


def lstm_backward(dh, cache):
    x, _, c, w_ih, w_hh, b = cache[0]["args"]
    dx = np.zeros((len(x), len(cache), x.shape[1]), dtype=x.dtype)
    totals = [np.zeros_like(w_ih), np.zeros_like(w_hh), np.zeros_like(b)]
    back_h, back_c = np.zeros_like(c), np.zeros_like(c)
    t = len(cache) - 1
    while t >= 0:
        answers = lstm_step_backward(back_h + dh[:, t, :], back_c, cache[t])
        dx[:, t, :], back_h, back_c = answers[:3]
        for total, slope in zip(totals, answers[3:], strict=True):
            total += slope
        t -= 1
    return (dx, back_h, back_c, *totals)
