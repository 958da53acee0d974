"""Values are ranked above what they were made from; gradients meet in a dictionary; layers are written into own buffers."""

import math

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    above, below = np.empty(x.shape), np.empty(x.shape)
    for values, step in ((above, h), (below, -h)):
        for i in np.ndindex(*x.shape):
            point = np.array(x, copy=True)
            point[i] = point[i] + step
            values[i] = f(point)
    return (above - below) * (0.5 / h)


class Value:
    def __init__(self, data, rank=0, parents=None):
        self.data = data
        self.grad = 0.0
        self.rank = rank  # one more than the highest of the operands: no node is below what it was made from
        self.parents = parents or []

    def _make(self, data, *parents):
        return Value(data, 1 + max(p.rank for p, _ in parents), list(parents))

    def __add__(self, other):
        if not isinstance(other, Value):
            return self._make(self.data + other, (self, 1.0))
        return self._make(self.data + other.data, (self, 1.0), (other, 1.0))

    __radd__ = __add__

    def __mul__(self, other):
        if not isinstance(other, Value):
            return self._make(self.data * other, (self, other))
        if other is self:
            return self._make(self.data**2, (self, 2 * self.data))
        return self._make(self.data * other.data, (self, other.data), (other, self.data))

    __rmul__ = __mul__

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return -1 * self + other

    def __neg__(self):
        return self._make(-self.data, (self, -1.0))

    def __truediv__(self, other):
        if not isinstance(other, Value):
            return self._make(self.data / other, (self, 1 / other))
        q = self.data / other.data
        return self._make(q, (self, 1 / other.data), (other, -q / other.data))

    def __rtruediv__(self, other):
        return self._make(other / self.data, (self, -other / self.data**2))

    def __pow__(self, n):
        power = pow(self.data, n)
        return self._make(power, (self, n * power / self.data))

    def exp(self):
        return self._make(math.e**self.data, (self, math.e**self.data))

    def log(self):
        return self._make(math.log(self.data), (self, self.data**-1))

    def tanh(self):
        e = math.exp(-2 * abs(self.data))
        t = math.copysign((1 - e) / (1 + e), self.data)
        return self._make(t, (self, 4 * e / (1 + e) ** 2))

    def relu(self):
        return self * (1.0 if self.data > 0 else 0.0)

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        return self._make((1.0 if self.data >= 0 else e) / (1 + e), (self, e / (1 + e) ** 2))

    def backward(self):
        nodes, stack = {id(self): self}, [self]
        while stack:
            for parent, _ in stack.pop().parents:
                if id(parent) not in nodes:
                    nodes[id(parent)] = parent
                    stack.append(parent)
        fresh = dict.fromkeys(nodes, 0.0)
        fresh[id(self)] = 1.0
        for node in sorted(nodes.values(), key=lambda v: v.rank, reverse=True):
            for parent, slope in node.parents:
                fresh[id(parent)] += slope * fresh[id(node)]
        for key, node in nodes.items():
            node.grad += fresh[key]


def affine_forward(x, w, b):
    out = np.dot(x, w)
    out += b
    return out, (x, w)


def affine_backward(dout, cache):
    (x, w), ones = cache, np.ones(len(dout), dout.dtype)
    return np.dot(w, dout.T).T, np.dot(dout.T, x).T, ones @ dout


def relu_forward(x):
    out = x.copy()
    off = out < 0
    out[off] = 0
    return out, off


def relu_backward(dout, cache):
    dx = dout.copy()
    dx[cache] = 0
    return dx


def sigmoid_forward(x):
    out = np.empty_like(x)
    up = x >= 0
    out[up] = 1 / (1 + np.exp(-x[up]))
    e = np.exp(x[~up])
    out[~up] = e / (1 + e)
    return out, [out.copy()]


def sigmoid_backward(dout, cache):
    [s] = cache
    dx = np.subtract(1, s)
    dx *= s
    dx *= dout
    return dx


def tanh_forward(x):
    s, _ = sigmoid_forward(2 * x)
    return 2 * s - 1, s


def tanh_backward(dout, cache):
    return 4 * dout * cache * (1 - cache)


def mlp_loss_and_gradients(x, y, params):
    w1, b1, w2, b2 = (params[k] for k in ("w1", "b1", "w2", "b2"))
    n = np.arange(x.shape[0])
    z = x @ w1 + b1
    a = z * (z > 0)
    s = a @ w2 + b2
    # The margin of each class over the true one: -log p = log(sum(exp(margin)))
    margin = s - s[n, y][:, None]
    top = np.amax(margin, axis=1, keepdims=True)
    e = np.exp(margin - top)
    loss = np.average(np.log(e.sum(1)) + top[:, 0])
    ds = e / e.sum(1, keepdims=True)
    ds[n, y] -= 1
    ds /= len(n)
    dz = ds @ w2.T
    dz *= z > 0
    return loss, {"w2": a.T @ ds, "b2": ds.sum(0), "w1": x.T @ dz, "b1": dz.sum(0)}
