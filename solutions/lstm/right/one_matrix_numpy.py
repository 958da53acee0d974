"""An LSTM with one matrix for x, h and the bias together, objects for steps, and work done in place on own arrays."""

import numpy as np


class Step:
    def __init__(self, x, h, c, w):
        self.w, self.c = w, c
        self.widths = x.shape[1], h.shape[1]
        self.seen = np.hstack([x, h, np.ones_like(h[:, :1])])  # (N, D + H + 1)
        a = self.seen @ w  # (N, 4H)
        units = h.shape[1]
        self.places = {name: slice(k * units, (k + 1) * units) for k, name in enumerate("ifgo")}
        # sigmoid(a) = (1 + tanh(a / 2)) / 2: one tanh for all four
        halved = a.copy()
        halved[:, : 2 * units] /= 2
        halved[:, 3 * units :] /= 2
        np.tanh(halved, out=halved)
        for name in "ifo":
            gate = halved[:, self.places[name]]
            gate += 1
            gate /= 2
        self.activated = halved
        self.c_next = self.gate("f") * c
        self.c_next += self.gate("i") * self.gate("g")
        self.shown = np.tanh(self.c_next)
        self.h_next = self.gate("o") * self.shown

    def gate(self, name):
        return self.activated[:, self.places[name]]

    def back(self, dh, dc):
        i, f, g, o = map(self.gate, "ifgo")
        total = 1 - np.square(self.shown)
        total *= o
        total *= dh
        total += dc
        da = np.empty_like(self.activated)
        da[:, self.places["i"]] = total * g
        da[:, self.places["f"]] = total * self.c
        da[:, self.places["g"]] = total * i
        da[:, self.places["o"]] = dh * self.shown
        slopes = self.activated - self.activated**2
        slopes[:, self.places["g"]] = 1 - g**2
        da *= slopes
        dw = self.seen.T @ da  # (D + H + 1, 4H)
        d_seen = da @ self.w.T
        d = self.widths[0]
        total *= f
        return d_seen[:, :d].copy(), d_seen[:, d:-1].copy(), total, dw


def joined(w_ih, w_hh, b):
    return np.concatenate([w_ih, w_hh, b[:, None]], axis=1).T


def taken_apart(dw, d):
    return dw[:d].T.copy(), dw[d:-1].T.copy(), dw[-1].copy()


def lstm_step_forward(x, h, c, w_ih, w_hh, b):
    step = Step(x, h, c, joined(w_ih, w_hh, b))
    return step.h_next, step.c_next, step


def lstm_step_backward(dh_next, dc_next, cache):
    dx, dh, dc, dw = cache.back(dh_next, dc_next)
    return dx, dh, dc, *taken_apart(dw, dx.shape[1])


def lstm_forward(x, h0, c0, w_ih, w_hh, b):
    w = joined(w_ih, w_hh, b)
    steps, h, c = (), h0, c0
    for t in range(x.shape[1]):
        steps += (Step(x[:, t], h, c, w),)
        h, c = steps[-1].h_next, steps[-1].c_next
    return np.swapaxes(np.array([step.h_next for step in steps]), 0, 1), steps


def lstm_backward(dh, cache):
    dxs = np.empty((dh.shape[1], len(dh), cache[0].widths[0]), dh.dtype)  # time first, turned at the end
    dh_t, dc, total = dh[:, -1].copy(), np.zeros_like(dh[:, -1]), 0
    for t in range(len(cache) - 1, -1, -1):
        dxs[t], dh_t, dc, dw = cache[t].back(dh_t, dc)
        total = total + dw
        if t:
            dh_t += dh[:, t - 1]
    return dxs.transpose(1, 0, 2), dh_t, dc, *taken_apart(total, dxs.shape[2])
