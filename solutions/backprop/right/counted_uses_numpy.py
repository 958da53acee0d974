"""A node waits until all its uses have reported: uses are counted first. Subclasses know their slopes; einsum; layer objects."""

import collections
import math
from dataclasses import dataclass

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, order="C")  # the copy of a transpose would be one too, and a reshape of it another copy
    gradient = np.full(x.shape, np.nan)
    flat, result = x.reshape(-1), gradient.reshape(-1)
    for i, kept in enumerate(flat.copy()):
        flat[i] = kept + h
        result[i] = f(x)
        flat[i] = kept - h
        result[i] -= f(x)
        flat[i] = kept
    return gradient / h / 2


class Value:
    operands = ()

    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0

    def __add__(self, other):
        return Sum(self, other)

    def __radd__(self, other):
        return Sum(other, self)

    def __mul__(self, other):
        return Product(self, other)

    def __rmul__(self, other):
        return Product(other, self)

    def __neg__(self):
        return Product(-1.0, self)

    def __sub__(self, other):
        return Sum(self, Product(-1.0, other))

    def __rsub__(self, other):
        return Sum(other, -self)

    def __truediv__(self, other):
        return Product(self, Power(lift(other), -1))

    def __rtruediv__(self, other):
        return Product(other, Power(self, -1))

    def __pow__(self, exponent):
        return Power(self, exponent)

    def exp(self):
        return Exp(self)

    def log(self):
        return Log(self)

    def tanh(self):
        return Tanh(self)

    def relu(self):
        return Relu(self)

    def sigmoid(self):
        # (1 + tanh(x / 2)) / 2, made of the other operations
        return (Tanh(self * 0.5) + 1.0) * 0.5

    def backward(self):
        uses, seen, found = collections.Counter(), {self}, collections.deque([self])
        while found:
            for operand in found.popleft().operands:
                uses[operand] += 1
                if operand not in seen:
                    seen.add(operand)
                    found.append(operand)
        for node in seen:
            if node.operands:
                node.grad = 0.0
        self.grad += 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for operand, slope in zip(node.operands, node.slopes(), strict=True):
                operand.grad += slope * node.grad
                uses[operand] -= 1
                if not uses[operand]:
                    ready.append(operand)

    def slopes(self):
        return ()


def lift(number):
    return number if isinstance(number, Value) else Value(number)


class Operation(Value):
    def __init__(self, *operands):
        self.operands = tuple(map(lift, operands))
        super().__init__(self.compute(*(operand.data for operand in self.operands)))


class Sum(Operation):
    def compute(self, a, b):
        return a + b

    def slopes(self):
        return 1.0, 1.0


class Product(Operation):
    def compute(self, a, b):
        return a * b

    def slopes(self):
        return self.operands[1].data, self.operands[0].data


class Power(Operation):
    def __init__(self, base, exponent):
        self.exponent = exponent
        super().__init__(base)

    def compute(self, a):
        return a**self.exponent

    def slopes(self):
        return (self.exponent * self.data / self.operands[0].data,)


class Exp(Operation):
    def compute(self, a):
        return math.exp(a)

    def slopes(self):
        return (self.data,)


class Log(Operation):
    def compute(self, a):
        return math.log(a)

    def slopes(self):
        return (1 / self.operands[0].data,)


class Tanh(Operation):
    def compute(self, a):
        return math.tanh(a)

    def slopes(self):
        return (1 - self.data**2,)


class Relu(Operation):
    def compute(self, a):
        return (a + abs(a)) / 2

    def slopes(self):
        return ((1 + math.copysign(1, self.operands[0].data)) / 2,)


@dataclass
class Layer:
    x: np.ndarray
    w: np.ndarray


def affine_forward(x, w, b):
    return np.einsum("nd,dm->nm", x, w) + b[None, :], Layer(x, w)


def affine_backward(dout, cache):
    return (
        np.einsum("nm,dm->nd", dout, cache.w),
        np.einsum("nd,nm->dm", cache.x, dout),
        np.einsum("nm->m", dout),
    )


def relu_forward(x):
    out = (x + np.abs(x)) / 2
    return out, np.sign(out)


def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1 / (1 + np.exp(-x))
    return out, out - np.square(out)


def tanh_forward(x):
    out = np.tanh(x)
    return out, (1 - out) * (1 + out)


def relu_backward(dout, cache):
    return np.multiply(dout, cache)


sigmoid_backward = tanh_backward = relu_backward


def mlp_loss_and_gradients(x, y, params):
    hidden, below = affine_forward(x, params["w1"], params["b1"])
    active, mask = relu_forward(hidden)
    logits, above = affine_forward(active, params["w2"], params["b2"])
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    one_hot = (np.arange(logits.shape[1]) == y[:, None]).astype(logits.dtype)
    loss = -np.einsum("nc,nc->", np.where(one_hot > 0, log_p, 0), one_hot) / len(y)
    grads = {}
    d_active, grads["w2"], grads["b2"] = affine_backward((np.exp(log_p) - one_hot) / len(y), above)
    _, grads["w1"], grads["b1"] = affine_backward(relu_backward(d_active, mask), below)
    return loss, grads
