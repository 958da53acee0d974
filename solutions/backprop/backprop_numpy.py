"""Backpropagation by hand, in NumPy alone: numerical gradients, a scalar reverse-mode engine, layers, and a small net."""

import math  # noqa: F401  for the functions of Value
from collections.abc import Callable
from typing import Any

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """The gradient of f at x by central differences: (f(x + h) - f(x - h)) / (2h), for one entry of x after another.

    f      a function of one array, shaped like x. It returns one number, which depends on this array alone.
    x      float64 array of any shape. It may be a view of other memory, for example a transpose.
    h      each entry is moved by h, up and down. h is the same for entries of any size.

    Returns a float64 array shaped like x. When the function returns, x must hold its old numbers again, bit for bit. The
    function may change x in between.
    """
    # BEGIN SOLUTION for each entry: f with it raised by h, f with it lowered by h, the quotient
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        raised, lowered = x.copy(), x.copy()
        raised[index] += h
        lowered[index] -= h
        gradient[index] = (f(raised) - f(lowered)) / (2 * h)
    return gradient
    # END SOLUTION


class Value:
    """A number that remembers its operands, so that `backward()` can compute the derivatives with respect to them.

    Value(3.0) is a leaf of the graph. Operations make inner nodes. Leaves and inner nodes have two attributes. Both are
    Python floats, and the caller may assign to them at any time (`v.data -= 0.1 * v.grad`, `v.grad = 0.0`):

    data   the number
    grad   the derivative of the result with respect to this number, where the result is the node on which `backward()`
           was called. It is 0.0 before.

    +, -, * and / take two Values, or a Value and a plain number (int or float) in either order. The exponent of ** is a
    plain number. Each operation returns a new Value and does not change its operands. A Value may be used any number of
    times, also twice in one operation. Two Values that hold the same number are still two nodes.
    """

    def __init__(self, data: float) -> None:
        # BEGIN SOLUTION set data and grad, and what backward() needs of a leaf
        self.data = float(data)
        self.grad = 0.0
        self._operands = ()  # pairs: an operand, and the slope of this node with respect to it
        # END SOLUTION

    # BEGIN SOLUTION you may write helpers here, for example a function that makes the node of a result
    @staticmethod
    def _of(number):
        return number if isinstance(number, Value) else Value(number)

    @staticmethod
    def _node(data, *operands):
        node = Value(data)
        node._operands = operands
        return node

    # END SOLUTION

    def __add__(self, other: "Value | float") -> "Value":
        """self + other"""
        # BEGIN SOLUTION
        other = Value._of(other)
        return Value._node(self.data + other.data, (self, 1.0), (other, 1.0))
        # END SOLUTION

    def __radd__(self, other: float) -> "Value":
        """other + self, for a plain number"""
        # BEGIN SOLUTION
        return self + other
        # END SOLUTION

    def __neg__(self) -> "Value":
        """-self"""
        # BEGIN SOLUTION
        return Value._node(-self.data, (self, -1.0))
        # END SOLUTION

    def __sub__(self, other: "Value | float") -> "Value":
        """self - other"""
        # BEGIN SOLUTION
        other = Value._of(other)
        return Value._node(self.data - other.data, (self, 1.0), (other, -1.0))
        # END SOLUTION

    def __rsub__(self, other: float) -> "Value":
        """other - self, for a plain number"""
        # BEGIN SOLUTION
        return Value._of(other) - self
        # END SOLUTION

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other"""
        # BEGIN SOLUTION
        other = Value._of(other)
        return Value._node(self.data * other.data, (self, other.data), (other, self.data))
        # END SOLUTION

    def __rmul__(self, other: float) -> "Value":
        """other * self, for a plain number"""
        # BEGIN SOLUTION
        return self * other
        # END SOLUTION

    def __truediv__(self, other: "Value | float") -> "Value":
        """self / other"""
        # BEGIN SOLUTION
        other = Value._of(other)
        quotient = self.data / other.data
        return Value._node(quotient, (self, 1.0 / other.data), (other, -quotient / other.data))
        # END SOLUTION

    def __rtruediv__(self, other: float) -> "Value":
        """other / self, for a plain number"""
        # BEGIN SOLUTION
        return Value._of(other) / self
        # END SOLUTION

    def __pow__(self, exponent: float) -> "Value":
        """self ** exponent, for a plain number. It may be negative, and a fraction if self is positive. self is not 0."""
        # BEGIN SOLUTION
        return Value._node(self.data**exponent, (self, exponent * self.data ** (exponent - 1)))
        # END SOLUTION

    def exp(self) -> "Value":
        """e ** self"""
        # BEGIN SOLUTION
        e = math.exp(self.data)
        return Value._node(e, (self, e))
        # END SOLUTION

    def log(self) -> "Value":
        """The natural logarithm of self, which is positive."""
        # BEGIN SOLUTION
        return Value._node(math.log(self.data), (self, 1.0 / self.data))
        # END SOLUTION

    def tanh(self) -> "Value":
        """The hyperbolic tangent of self. It must be right for +-1000 too."""
        # BEGIN SOLUTION
        t = math.tanh(self.data)
        return Value._node(t, (self, 1.0 - t * t))
        # END SOLUTION

    def relu(self) -> "Value":
        """self if it is positive, else 0. The slope at 0 may be 0 or 1."""
        # BEGIN SOLUTION
        on = float(self.data > 0)
        return Value._node(on * self.data, (self, on))
        # END SOLUTION

    def sigmoid(self) -> "Value":
        """1 / (1 + e ** -self). It must be right for +-1000 too."""
        # BEGIN SOLUTION
        s = 0.5 + 0.5 * math.tanh(0.5 * self.data)
        return Value._node(s, (self, s * (1.0 - s)))
        # END SOLUTION

    def backward(self) -> None:
        """Compute the derivative of this node with respect to every node from which it was computed, and to itself.

        Each derivative goes into `grad` of its node. This node gets 1. A node that is used more than once gets the sum
        over all its uses.

        Leaves accumulate, as in PyTorch: each call adds to the grad that a leaf has, so a second call doubles it. The
        caller sets grad to 0.0 to start afresh. No check asks for the grad of an inner node after several calls, but it
        must not make the leaves wrong.

        Graphs may be deep: 10,000 operations in a row must work. The work grows in proportion to the number of nodes.
        """
        # BEGIN SOLUTION order the nodes, each before its operands; pass gradients on in this order
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node._operands)
        for node in order:
            if node._operands:
                node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):  # each node after all its uses, so that its gradient is complete
            for operand, slope in node._operands:
                operand.grad += slope * node.grad
        # END SOLUTION


def affine_forward(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Any]:
    """(out, cache) of an affine layer: out = x w + b, where each row is one example.

    x    (N, D)
    w    (D, M)
    b    (M,)
    out  (N, M)

    This holds for all forward functions: arrays of float32 give float32. No argument is changed. Arrays may be views of
    other memory, and an axis may have length one: out keeps it. The cache holds whatever the backward function needs; no
    other code looks into it.
    """
    # BEGIN SOLUTION
    return x @ w + b, (x, w)
    # END SOLUTION


def affine_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(dx, dw, db) for the upstream gradient dout (N, M), in the shapes of x, w and b.

    All rows use w and b, so dw and db are sums over the rows. They are not means: only the loss averages.

    This holds for all backward functions: float32 gives float32. dout is not changed. A cache may be used twice, and
    after other forward passes.
    """
    # BEGIN SOLUTION
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    # END SOLUTION


def relu_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """(out, cache) with out = max(x, 0), entry by entry. x has any shape, and out has the same."""
    # BEGIN SOLUTION
    return np.maximum(x, 0), x > 0
    # END SOLUTION


def relu_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """dx, shaped like x: dout where x was positive, else 0. At x = 0 both values are accepted."""
    # BEGIN SOLUTION
    return dout * cache
    # END SOLUTION


def sigmoid_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """(out, cache) with out = 1 / (1 + exp(-x)), entry by entry, for x of any shape. It must be right for +-1000 too."""
    # BEGIN SOLUTION
    out = 0.5 + 0.5 * np.tanh(0.5 * x)
    return out, out
    # END SOLUTION


def sigmoid_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """dx, shaped like x, for the upstream gradient dout."""
    # BEGIN SOLUTION
    return dout * cache * (1 - cache)
    # END SOLUTION


def tanh_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """(out, cache) with out = tanh(x), entry by entry, for x of any shape. It must be right for +-1000 too."""
    # BEGIN SOLUTION
    out = np.tanh(x)
    return out, out
    # END SOLUTION


def tanh_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """dx, shaped like x, for the upstream gradient dout."""
    # BEGIN SOLUTION
    return dout * (1 - cache**2)
    # END SOLUTION


def mlp_loss_and_gradients(
    x: np.ndarray, y: np.ndarray, params: dict[str, np.ndarray]
) -> tuple[float, dict[str, np.ndarray]]:
    """(loss, grads): the loss of a net with one hidden layer, and its gradient with respect to every parameter.

        logits = relu(x w1 + b1) w2 + b2

    x       (N, D)
    y       (N,), integer labels from 0 to C - 1. A batch need not contain every class.
    params  {"w1": (D, H), "b1": (H,), "w2": (H, C), "b2": (C,)}
    loss    one number, the softmax cross-entropy: the mean over the N rows of -log(probability of the true class)
    grads   a dict with the keys of params; each gradient has the shape of its parameter

    The loss and the gradients must be right for logits near 1000 and for logits that are thousands apart, also if the
    probability of the true class is too small for a float. Arrays of float32 give gradients of float32. No argument is
    changed.
    """
    # BEGIN SOLUTION affine, ReLU, affine; the loss from log-probabilities; then the backward passes
    hidden, first = affine_forward(x, params["w1"], params["b1"])  # (N, H)
    active, mask = relu_forward(hidden)  # (N, H)
    logits, second = affine_forward(active, params["w2"], params["b2"])  # (N, C)
    shifted = logits - logits.max(axis=1, keepdims=True)  # (N, C)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, C)
    true_class = np.arange(len(y)), y
    loss = -log_probs[true_class].mean()
    dlogits = np.exp(log_probs)  # (N, C)
    dlogits[true_class] -= 1
    dactive, dw2, db2 = affine_backward(dlogits / len(y), second)
    _, dw1, db1 = affine_backward(relu_backward(dactive, mask), first)
    return float(loss), {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}
    # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    x, y, w1 = np.array([[1.0, 2.0], [-1.0, -3.0]]), np.array([0, 1]), np.array([[1.0, -2.0], [0.0, 2.0]])
    w2, b2 = np.array([[2.0, 0.0], [-1.0, 0.0]]), np.array([np.log(3.0), 0.0])

    def differences():
        yield "slope of x³ at 3", "27.01", numerical_gradient(lambda z: float(z**3), np.array(3.0), h=0.1)

    def neuron():
        weights, inputs = [Value(number) for number in (2.0, -3.0, -3.0)], [Value(-1.0), Value(-2.0)]
        f = (weights[0] * inputs[0] + weights[1] * inputs[1] + weights[2]).sigmoid()
        f.backward()
        yield "f", "0.73106", f.data
        yield "gradients of w", "-0.19661 -0.39322 0.19661", [weight.grad for weight in weights]
        yield "gradients of x", "0.39322 -0.58984", [number.grad for number in inputs]

    def used_twice():
        a = Value(3.0)
        b = a * a
        c = b * a
        d = b + c
        d.backward()
        yield "a, b, c, d", "3 9 27 36", [node.data for node in (a, b, c, d)]
        yield "their gradients", "33 4 1 1", [node.grad for node in (a, b, c, d)]

    def activations():
        out, cache = sigmoid_forward(np.log([3.0]))
        yield "sigmoid(ln 3), slope", "0.75 0.1875", [out, sigmoid_backward(np.ones(1), cache)]
        out, cache = tanh_forward(np.log([2.0]))
        yield "tanh(ln 2), slope", "0.6 0.64", [out, tanh_backward(np.ones(1), cache)]

    def layers():
        before, cache = affine_forward(x, w1, np.zeros(2))
        yield "x w1 + b1", "1 2 -1 -4", before
        after, mask = relu_forward(before)
        yield "after ReLU", "1 2 0 0", after
        dbefore = relu_backward(np.array([[-0.25, 0.125], [0.75, -0.375]]), mask)
        yield "back through ReLU", "-0.25 0.125 0 0", dbefore
        yield "dw1", "-0.25 0.125 -0.5 0.25", affine_backward(dbefore, cache)[1]

    def net():
        loss, grads = mlp_loss_and_gradients(x, y, {"w1": w1, "b1": np.zeros(2), "w2": w2, "b2": b2})
        yield "loss", "0.83699", loss
        yield "db2", "0.25 -0.25", grads["b2"]
        yield "dw2", "-0.125 0.125 -0.25 0.25", grads["w2"]
        yield "db1", "-0.25 0.125", grads["b1"]
        yield "dw1", "-0.25 0.125 -0.5 0.25", grads["w1"]

    print(f"{'':22}{'README':42}yours")
    for example in (differences, neuron, used_twice, activations, layers, net):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
