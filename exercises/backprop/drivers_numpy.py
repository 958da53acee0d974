"""What runs beside the student's NumPy part: graphs of Values and training loops; it builds and reports, and judges nothing."""

import numpy as np

# Functions of Values, by the name under which a check asks for them; every operation once, then graphs with a point.
FORMULAS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "-a": lambda a: -a,
    "a * b": lambda a, b: a * b,
    "a / b": lambda a, b: a / b,
    "a + 3": lambda a: a + 3,
    "3 + a": lambda a: 3 + a,
    "a - 3": lambda a: a - 3,
    "3 - a": lambda a: 3 - a,
    "a * 3": lambda a: a * 3,
    "3 * a": lambda a: 3 * a,
    "a / 3": lambda a: a / 3,
    "3 / a": lambda a: 3 / a,
    "a ** 3": lambda a: a**3,
    "a ** -2": lambda a: a**-2,
    "a ** 0.5": lambda a: a**0.5,
    "exp(a)": lambda a: a.exp(),
    "log(a)": lambda a: a.log(),
    "tanh(a)": lambda a: a.tanh(),
    "relu(a)": lambda a: a.relu(),
    "sigmoid(a)": lambda a: a.sigmoid(),
    "a + a": lambda a: a + a,
    "a * a": lambda a: a * a,
    "a * b + a": lambda a, b: a * b + a,
    "(a + b) * a": lambda a, b: (a + b) * a,
    "a * b + a * b": lambda a, b: a * b + a * b,
    "the neuron": lambda w0, x0, w1, x1, w2: (w0 * x0 + w1 * x1 + w2).sigmoid(),
}


def numerical_gradient(student, weights, x, layout=None, **settings):
    """The numerical gradient at x of a function in which every entry matters to all slopes. x may be a view of other memory."""
    if layout == "transposed":
        x, weights = x.T, weights.T
    if layout == "spaced":
        x = np.repeat(x, 2, axis=-1)[..., ::2]
    return student.numerical_gradient(lambda z: float((weights * z).sum() ** 3), x, **settings)


def leaves_of(student, numbers):
    """One leaf for each number."""
    return [student.Value(float(number)) for number in numbers]


def gradients_of(nodes):
    """Their gradients, as an array."""
    return np.array([float(node.grad) for node in nodes])


def compute_values(student, formula, numbers):
    """What a formula gives, without going back, and then what its leaves hold afterwards."""
    leaves = leaves_of(student, numbers)
    return np.array([float(node.data) for node in (FORMULAS[formula](*leaves), *leaves)])


def differentiate_values(student, formula, numbers, outer=None, inner=None):
    """The gradients of the leaves of a formula, which may be a part of a path.

    Then the result is multiplied by a Value that holds `outer`, and each leaf by one that holds `inner`, before it enters the
    formula.
    """
    leaves = leaves_of(student, numbers)
    outer, inner = (None if number is None else student.Value(float(number)) for number in (outer, inner))
    out = FORMULAS[formula](*(leaf if inner is None else leaf * inner for leaf in leaves))
    (out if outer is None else out * outer).backward()
    return gradients_of(leaves)


def diamonds(student, number, slopes):
    """The gradient behind a string of diamonds: the number reaches each sum on ways of different length."""
    leaf = out = student.Value(float(number))
    for turn, slope in enumerate(leaves_of(student, slopes)):
        # Operands change places from sum to sum, so each wrong order of the nodes has an answer of its own.
        out = out + (slope * out) * out if turn % 2 else (slope * out) * out + out
    out.backward()
    return gradients_of([leaf])


def every_node(student, numbers):
    """The gradients of all nodes of (a b + c) d, from the leaves to the result."""
    a, b, c, d = leaves_of(student, numbers)
    product = a * b
    total = product + c
    out = total * d
    out.backward()
    return gradients_of([a, b, c, d, product, total, out])


def several_calls(student, numbers, when):
    """The gradients of a, b and c after several calls of backward() on results that share a b."""
    a, b, c = leaves = leaves_of(student, numbers)
    product = a * b
    if when == "calls on two results":
        (product + c).backward()
        (product * c).backward()
        return gradients_of(leaves)
    out = (product * c) * c
    out.backward()
    if when != "one call":
        out.backward()
    if "from 0" in when:
        for leaf in leaves:
            leaf.grad = 0.0
        out.backward()
    return gradients_of(leaves)


def number_used_twice(student, number):
    """The numbers and the gradients of a, b = a a, c = b a and d = b + c."""
    a = student.Value(float(number))
    b = a * a
    c = b * a
    d = b + c
    d.backward()
    nodes = a, b, c, d
    return np.array([float(node.data) for node in nodes]), gradients_of(nodes)


def chain(student, number, slope, step, links):
    """The gradients of number and slope at the start of a long chain: number times slope, and then `links` times plus step."""
    leaves = leaves_of(student, (number, slope))
    out = leaves[0] * leaves[1]
    for _ in range(links):
        out = out + student.Value(float(step))  # a new leaf in each link: no node has two uses
    try:
        out.backward()
    except RecursionError as error:
        error.args = ("maximum recursion depth exceeded",)  # each version of Python puts it in other words
        raise
    return gradients_of(leaves)


def train_values(student, inputs, targets, weights, steps, lr):
    """Plain SGD on a net made of Values: two inputs, tanh units, one sigmoid; yields the loss, returns all weights.

    inputs (N, 2), targets (N,), weights (4 U + 1,): of each unit two weights, a bias and an outgoing weight; one bias. All
    numbers of the graph are Values, so plain numbers may be missing.
    """
    *inner, last = values = leaves_of(student, weights)
    for _ in range(steps):
        losses = []
        for row, target in zip(inputs, targets, strict=True):
            x0, x1 = leaves_of(student, row)
            score = last
            for w0, w1, bias, outgoing in zip(*[iter(inner)] * 4, strict=True):
                score = score + outgoing * (w0 * x0 + w1 * x1 + bias).tanh()
            error = score.sigmoid() - student.Value(float(target))
            losses.append(error * error)
        loss = losses[0]
        for other in losses[1:]:
            loss = loss + other
        loss = loss * student.Value(1.0 / len(targets))
        for value in values:
            value.grad = 0.0
        loss.backward()
        yield {"loss": loss.data}
        for value in values:
            value.data = value.data - lr * value.grad
    return np.array([float(value.data) for value in values])


def both_gradients(student, x, y, params):
    """The gradients of the net of arrays for all its weights: by differences of its loss, and as it returns them."""
    numerical = {}
    for name, values in params.items():
        numerical[name] = student.numerical_gradient(
            lambda moved, name=name: student.mlp_loss_and_gradients(x, y, params | {name: moved})[0], values.copy()
        )
    return numerical, student.mlp_loss_and_gradients(x, y, params)[1]


def train(student, batches, labels, params, lr):
    """Plain SGD on the net of arrays, one step per batch; yields the loss, returns all weights.

    batches (T, N, D), labels (T, N), params as in mlp_loss_and_gradients
    """
    params = {name: values.copy() for name, values in params.items()}
    for x, y in zip(batches, labels, strict=True):
        copies = {name: values.copy() for name, values in params.items()}  # that params change is a claim of its own
        loss, grads = student.mlp_loss_and_gradients(x, y, copies)
        yield {"loss": loss}
        params = {name: params[name] - lr * grads[name] for name in params}
    return params
