"""Values are numbered as they are made and go back from the highest number down; the layers are plain loops."""

import heapq
import itertools
import math

import numpy as np

ticket = itertools.count()


def numerical_gradient(f, x, h=1e-5):
    out = []
    for i in range(x.size):
        shift = np.zeros(x.size)
        shift[i] = h
        shift = shift.reshape(x.shape)
        out.append((f(x + shift) - f(x - shift)) / (2.0 * h))
    return np.array(out).reshape(x.shape)


class Value:
    def __init__(self, data):
        self.data, self.grad = float(data), 0.0
        self.number = next(ticket)
        self.rule, self.inputs = "leaf", []

    @classmethod
    def result(cls, rule, data, *inputs):
        out = cls(data)
        out.rule, out.inputs = rule, list(inputs)
        return out

    def __add__(self, other):
        other = wrap(other)
        return Value.result("+", self.data + other.data, self, other)

    def __sub__(self, other):
        other = wrap(other)
        return Value.result("-", self.data - other.data, self, other)

    def __mul__(self, other):
        other = wrap(other)
        return Value.result("*", self.data * other.data, self, other)

    def __truediv__(self, other):
        other = wrap(other)
        return Value.result("/", self.data / other.data, self, other)

    def __radd__(self, other):
        return wrap(other) + self

    def __rsub__(self, other):
        return wrap(other) - self

    def __rmul__(self, other):
        return wrap(other) * self

    def __rtruediv__(self, other):
        return wrap(other) / self

    def __neg__(self):
        return Value(0) - self

    def __pow__(self, exponent):
        out = Value.result("power", self.data**exponent, self)
        out.exponent = exponent
        return out

    def exp(self):
        return Value.result("exp", math.exp(self.data), self)

    def log(self):
        return Value.result("log", math.log(self.data), self)

    def tanh(self):
        return Value.result("tanh", math.tanh(self.data), self)

    def relu(self):
        return Value.result("relu", self.data if self.data > 0 else 0.0, self)

    def sigmoid(self):
        return Value.result("sigmoid", (1 + math.tanh(self.data / 2)) / 2, self)

    def slopes(self):
        a, *rest = [v.data for v in self.inputs]
        b, y = rest[0] if rest else None, self.data
        match self.rule:
            case "+":
                return [1.0, 1.0]
            case "-":
                return [1.0, -1.0]
            case "*":
                return [b, a]
            case "/":
                return [1 / b, -a / (b * b)]
            case "power":
                return [self.exponent * a ** (self.exponent - 1)]
            case "exp":
                return [y]
            case "log":
                return [1 / a]
            case "tanh":
                return [(1 - y) * (1 + y)]
            case "relu":
                return [1.0 if a > 0 else 0.0]
            case "sigmoid":
                return [y - y**2]

    def backward(self):
        if self.rule == "leaf":
            self.grad += 1.0
            return
        waiting, arrived = [(-self.number, self)], {self: 1.0}
        while waiting:
            _, node = heapq.heappop(waiting)
            total = arrived.pop(node)
            if node.rule == "leaf":
                node.grad += total
                continue
            node.grad = total
            for operand, slope in zip(node.inputs, node.slopes(), strict=True):
                if operand not in arrived:
                    arrived[operand] = 0.0
                    heapq.heappush(waiting, (-operand.number, operand))
                arrived[operand] += slope * total


def wrap(number):
    return number if isinstance(number, Value) else Value(number)


def affine_forward(x, w, b):
    out = np.empty((x.shape[0], w.shape[1]), dtype=x.dtype)
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            out[n, m] = sum(x[n, d] * w[d, m] for d in range(w.shape[0])) + b[m]
    return out, {"x": x.copy(), "w": w.copy()}


def affine_backward(dout, cache):
    x, w = cache["x"], cache["w"]
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(w[0])
    for n, row in enumerate(dout):
        dx[n] = w @ row
        dw += np.outer(x[n], row)
        db += row
    return dx, dw, db


def entrywise(function, *arrays):
    out = arrays[0].copy()
    for i in np.ndindex(out.shape):
        out[i] = function(*(float(a[i]) for a in arrays))
    return out


def relu_forward(x):
    return entrywise(lambda v: max(0.0, v), x), x.copy()


def relu_backward(dout, cache):
    return entrywise(lambda d, v: d if v > 0 else 0.0, dout, cache)


def sigmoid_forward(x):
    return entrywise(lambda v: 1 / (1 + math.exp(-v)) if v > 0 else 1 - 1 / (1 + math.exp(v)), x), x.copy()


def sigmoid_backward(dout, cache):
    s, _ = sigmoid_forward(cache)
    return entrywise(lambda d, p: d * p * (1 - p), dout, s)


def tanh_forward(x):
    return entrywise(math.tanh, x), x.copy()


def tanh_backward(dout, cache):
    return entrywise(lambda d, v: d * (1 - math.tanh(v) ** 2), dout, cache)


def mlp_loss_and_gradients(x, y, params):
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    total = 0.0
    for example, label in zip(x, y, strict=True):  # one example at a time
        z = example @ params["w1"] + params["b1"]
        a = np.maximum(z, 0)
        s = a @ params["w2"] + params["b2"]
        s = s - s.max()
        e = np.exp(s)
        total += float(np.log(e.sum()) - s[label])
        d = e / e.sum()
        d[label] -= 1
        d = d / len(x)
        grads["w2"] += np.outer(a, d)
        grads["b2"] += d
        d = (params["w2"] @ d) * (z > 0)
        grads["w1"] += np.outer(example, d)
        grads["b1"] += d
    return total / len(x), grads
