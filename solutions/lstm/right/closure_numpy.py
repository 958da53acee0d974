"""An LSTM whose caches are functions: each step returns its own way back, and the sequence chains them."""

import numpy as np


def logistic(a):
    return np.exp(-np.logaddexp(0.0, -a)).astype(a.dtype)


def lstm_step_forward(x, h, c, w_ih, w_hh, b):
    n, units = h.shape
    a = np.einsum("nd,gd->ng", x, w_ih) + np.einsum("nh,gh->ng", h, w_hh) + b
    a = a.reshape(n, 4, units)  # gates on an axis of their own
    sigmas = logistic(a[:, [0, 1, 3]])
    i, f, o = sigmas[:, 0], sigmas[:, 1], sigmas[:, 2]
    g = np.tanh(a[:, 2])
    new_c = f * c + i * g
    shown = np.tanh(new_c)

    def back(dh_next, dc_next):
        d = dc_next + dh_next * o * (1 - shown) * (1 + shown)
        da = np.empty_like(a)
        da[:, 0] = d * g * (i - i * i)
        da[:, 1] = d * c * (f - f * f)
        da[:, 2] = d * (i - i * g * g)
        da[:, 3] = dh_next * shown * (o - o * o)
        da = da.reshape(n, 4 * units)
        return (
            np.einsum("ng,gd->nd", da, w_ih),
            np.einsum("ng,gh->nh", da, w_hh),
            d * f,
            np.einsum("ng,nd->gd", da, x),
            np.einsum("ng,nh->gh", da, h),
            np.einsum("ng->g", da),
        )

    return o * shown, new_c, back


def lstm_step_backward(dh_next, dc_next, cache):
    return cache(dh_next, dc_next)


def lstm_forward(x, h0, c0, w_ih, w_hh, b):
    ways_back, h, c = [], h0, c0
    out = np.empty(x.shape[:2] + h0.shape[1:], h0.dtype)
    for t, x_t in enumerate(np.moveaxis(x, 1, 0)):
        h, c, back = lstm_step_forward(x_t, h, c, w_ih, w_hh, b)
        ways_back.append(back)
        out[:, t] = h

    def back_through_time(dh):
        dx, sums = np.empty_like(x), None
        from_later, dc = np.zeros_like(h0), np.zeros_like(c0)
        for t in range(len(ways_back) - 1, -1, -1):
            dx[:, t], from_later, dc, *slopes = ways_back[t](dh[:, t] + from_later, dc)
            sums = slopes if sums is None else [s + new for s, new in zip(sums, slopes, strict=True)]
        return dx, from_later, dc, *sums

    return out, back_through_time


def lstm_backward(dh, cache):
    return cache(dh)
