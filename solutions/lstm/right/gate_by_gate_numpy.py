"""An LSTM gate by gate: each has its own weights, cut out by name, and adds its own part to every gradient."""

import numpy as np

ORDER = ("input", "forget", "candidate", "output")


def sigmoid(a):
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, e) / (1 + e)


def rows(name, units):
    first = ORDER.index(name) * units
    return slice(first, first + units)


def lstm_step_forward(x, h, c, w_ih, w_hh, b):
    units = h.shape[-1]
    value = {}
    for name in ORDER:
        r = rows(name, units)
        a = np.dot(x, w_ih[r].T) + np.dot(h, w_hh[r].T) + b[r]
        value[name] = np.tanh(a) if name == "candidate" else sigmoid(a)
    c_next = value["forget"] * c + value["input"] * value["candidate"]
    h_next = value["output"] * np.tanh(c_next)
    return h_next, c_next, dict(value, x=x, h=h, c=c, w_ih=w_ih, w_hh=w_hh, b=b, c_next=c_next, h_next=h_next)


def lstm_step_backward(dh_next, dc_next, cache):
    tanh_c = np.tanh(cache["c_next"])
    d_cell = dc_next + dh_next * (cache["output"] - cache["h_next"] * tanh_c)  # o (1 - tanh^2) = o - h tanh
    upstream = {
        "input": d_cell * cache["candidate"],
        "forget": d_cell * cache["c"],
        "candidate": d_cell * cache["input"],
        "output": dh_next * tanh_c,
    }
    gradient = {name: np.zeros_like(cache[name]) for name in ("x", "h", "w_ih", "w_hh", "b")}
    for name, d in upstream.items():
        y, r = cache[name], rows(name, cache["h"].shape[-1])
        da = d * (1 - y**2) if name == "candidate" else d * (y * (1 - y))
        gradient["x"] += da @ cache["w_ih"][r]
        gradient["h"] += da @ cache["w_hh"][r]
        gradient["w_ih"][r] = da.T @ cache["x"]
        gradient["w_hh"][r] = da.T @ cache["h"]
        gradient["b"][r] = da.sum(0)
    dc = d_cell * cache["forget"]
    return gradient["x"], gradient["h"], dc, gradient["w_ih"], gradient["w_hh"], gradient["b"]


def lstm_forward(x, h0, c0, w_ih, w_hh, b):
    def later(t):
        """The caches of step 0 to t."""
        if t < 0:
            return []
        done = later(t - 1)
        h, c = (done[-1]["h_next"], done[-1]["c_next"]) if done else (h0, c0)
        return [*done, lstm_step_forward(x[:, t], h, c, w_ih, w_hh, b)[2]]

    caches = later(x.shape[1] - 1)
    return np.concatenate([cache["h_next"][:, None] for cache in caches], axis=1), caches


def lstm_backward(dh, cache):
    dh_t = dc = np.zeros_like(dh[:, 0])
    found = []
    for t, step in reversed(list(enumerate(cache))):
        found.insert(0, lstm_step_backward(dh[:, t] + dh_t, dc, step))
        _, dh_t, dc, *_ = found[0]
    dxs, _, _, *weights = zip(*found, strict=True)
    return np.stack(dxs, 1), dh_t, dc, *(np.sum(parts, axis=0) for parts in weights)
