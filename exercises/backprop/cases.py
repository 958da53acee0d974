"""The inputs of the checks of backpropagation, as named cases."""

import numpy as np

# Formulas of the drivers; a is positive and b negative.
OPERATIONS = "a + b", "a - b", "-a", "a * b", "a / b"
WITH_NUMBERS = "a + 3|3 + a|a - 3|3 - a|a * 3|3 * a|a / 3|3 / a|a ** 3|(-a) ** 3|a ** -2|a ** 0.5".split("|")
FLAT_FAR_OUT = "tanh(a)", "tanh(-a)", "sigmoid(a)", "sigmoid(-a)"
FUNCTIONS = "exp(a)", "log(a)", "relu(a)", "relu(-a)", *FLAT_FAR_OUT
REPEATED = "a * b + a", "a + a", "a * a", "a / (a - b)"


def formulas(rng, names, size=1.0, factor=None):
    """Each formula with numbers up to this size for its leaves and, if it is given, a factor for its result."""
    more = [f"times {factor}"] * (factor is not None) + [f"numbers up to {size:g}"] * (size > 1)
    factors = () if factor is None else (factor,)
    return {", ".join([name, *more]): (name, size * numbers(rng, name), *factors) for name in names}


def numbers(rng, formula):
    """A value for each leaf of a formula, away from 0 and 1."""
    return rng.uniform(0.4, 0.9, 2 if "b" in formula else 1) * [1.0, -1.0][: 2 if "b" in formula else 1]


def points(rng):
    """Weights of a function and a point x, which the driver transposes in one case."""
    n, d = rng.sizes(4, 3)
    shapes = {"a vector": (d,), "a matrix": (n, d), "a transposed matrix": (d, n)}
    return {name: (*rng.normal(1.0, 1.0, (2, *shape)), "transposed" in name) for name, shape in shapes.items()}


def activations(rng):
    """The inputs of an activation, with two axes and with three; all sizes differ."""
    n, d, m, k = rng.sizes(5, 4, 3, 2)
    shapes = {"two axes": (n, d), "three axes": (m, k, n)}
    # Away from the kink of ReLU.
    return {name: (rng.uniform(0.1, 4.0, s) * rng.choice([-1.0, 1.0], s),) for name, s in shapes.items()}


def far_out(cases):
    """The same inputs, and 300 times as large ones."""
    return cases | {f"{name}, numbers up to 1200": (300.0 * x,) for name, (x,) in cases.items()}


def affine(rng):
    """x, w and b of an affine layer."""
    n, d, m = rng.sizes(6, 5, 3)
    return {"affine": (rng.normal(0.5, 1.0, (n, d)), rng.normal(0.3, 1.0, (d, m)), rng.normal(1.0, 2.0, m))}


def net(rng, n, d, h, c):
    """x, y (with the last class in it) and params of a small net, of which about half the hidden units are on."""
    shapes = {"w1": (d, h), "b1": (h,), "w2": (h, c), "b2": (c,)}
    params = {name: rng.normal(0.1, 0.8, shape) for name, shape in shapes.items()}
    return rng.normal(0.5, 1.0, (n, d)), np.append(rng.randint(0, c, n - 1), c - 1), params


def three_nets(rng):
    """A net with ordinary logits, and the same with large ones."""
    x, y, params = net(rng, *rng.sizes(7, 5, 6, 3))
    changes = {"ordinary": (0.0, 1.0), "near 1000": (1e3, 1.0), "thousands apart": (0.0, 1e3)}
    return {
        f"logits: {name}": (x, y, params | {"w2": reach * params["w2"], "b2": shift + params["b2"]})
        for name, (shift, reach) in changes.items()
    }


def swish(rng, reach=1.0):
    """x and beta: tensors of two and of three axes, a beta of either sign; all sizes differ."""
    n, d, m, k = rng.sizes(5, 4, 3, 2)
    cases = {}
    for shape, sign in (((n, d), 1.0), ((m, k, n), -1.0)):
        beta = np.array(sign * rng.uniform(1.5, 2.5))
        where = f"{len(shape)} axes, beta {'above' if sign > 0 else 'below'} 0, x of the size {reach:g}"
        cases[where] = reach * rng.normal(0.5, 1.5, shape), beta
    return cases


def swish_back(rng):
    """x, beta and dout."""
    return {name: (x, beta, rng.normal(0.5, 1.0, x.shape)) for name, (x, beta) in swish(rng).items()}


def swish_net(rng, d, h, c):
    """The state of a net with these sizes."""
    shapes = {"w1": (d, h), "b1": (h,), "w2": (h, c), "b2": (c,)}
    state = {name: rng.normal(0.1, 0.5, shape) for name, shape in shapes.items()}
    return state | {"beta": np.array(rng.uniform(1.5, 2.5))}
