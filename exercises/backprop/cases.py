"""The inputs of the checks of backpropagation, as named cases."""

import numpy as np

# Formulas of the drivers. The sum and the product come first: other operations may be made of them.
OPERATIONS = "a + b", "a * b", "a - b", "-a", "a / b", "a ** n"
FUNCTIONS = "exp", "log", "tanh", "relu", "sigmoid"
ON_THE_RIGHT = "a + 3", "a - 3", "a * 3", "a / 3"
ON_THE_LEFT = "3 + a", "3 - a", "3 * a", "3 / a"
REPEATED = "a * b + a", "a + a", "a * a", "(a + b) * a"
GRADIENT = "gradient of "  # stands before the name of a formula or of a function


def numbers(rng, formula):
    """A value for each leaf of a formula, away from 0 and 1: a is positive and b negative."""
    return rng.uniform(0.4, 0.9, 2 if "b" in formula else 1) * [1.0, -1.0][: 2 if "b" in formula else 1]


def operation(rng, name, *factors):
    """An operation of Values, with numbers for its leaves. A factor for the result and one for the leaves may follow."""
    if name != "a ** n":
        return name, numbers(rng, name), *factors
    powers = {power: (power, numbers(rng, "a"), *factors) for power in ("a ** 3", "a ** -2", "a ** 0.5")}
    return powers | {"a ** 3 of a negative number": ("a ** 3", -numbers(rng, "a"), *factors)}


def function(rng, name, *factors):
    """A function of a positive number and, if it is not the logarithm, of a negative number. See `operation`."""
    signs = {"a positive number": 1.0} | ({} if name == "log" else {"a negative number": -1.0})
    return {where: (f"{name}(a)", sign * numbers(rng, "a"), *factors) for where, sign in signs.items()}


def function_far_out(rng, name):
    """A function of ordinary numbers, and of numbers beyond +-800, where a float cannot hold exp of them."""
    ordinary = function(rng, name)
    far = {f"{where} near 1000": (formula, 2000.0 * values) for where, (formula, values) in function(rng, name).items()}
    return ordinary | far


def repeated(rng):
    """Formulas in which a stands more than once."""
    return {formula: (formula, numbers(rng, formula)) for formula in REPEATED}


def points(rng):
    """Weights of a function and a point x of the same shape."""
    n, d = rng.sizes(4, 3)
    return {name: tuple(rng.normal(1.0, 1.0, (2, *s))) for name, s in {"a vector": (d,), "a matrix": (n, d)}.items()}


def thin_points(rng):
    """Weights and points with an axis of length one, and points that the driver makes a view of other memory."""
    n, d = rng.sizes(4, 3)
    cases = {"one row": (1, d), "one column": (n, 1), "one number": (1,), "transposed": (d, n), "spaced": (n, d)}
    layouts = {"transposed": "a transposed view", "spaced": "every other column of an array"}
    return {
        layouts.get(name, name): (*rng.normal(1.0, 1.0, (2, *shape)), *([name] if name in layouts else []))
        for name, shape in cases.items()
    }


def activations(rng):
    """The inputs of an activation, with two axes and with three; all sizes differ."""
    n, d, m, k = rng.sizes(5, 4, 3, 2)
    shapes = {"two axes": (n, d), "three axes": (m, k, n)}
    # Away from the kink of ReLU.
    return {name: (rng.uniform(0.1, 4.0, s) * rng.choice([-1.0, 1.0], s),) for name, s in shapes.items()}


def far_out(rng):
    """Ordinary numbers beside numbers up to +-1200: then the scale of the gradients is an ordinary one."""
    return {name: (np.concatenate([x, 300.0 * x]),) for name, (x,) in activations(rng).items()}


def thin_activations(rng):
    """The inputs of an activation with axes of length one."""
    n, d = rng.sizes(4, 3)
    return {f"shape {shape}": (rng.uniform(0.1, 4.0, shape),) for shape in ((1, d), (n, 1), (1, 1), (n, 1, d))}


def affine(rng):
    """x, w and b of an affine layer."""
    n, d, m = rng.sizes(6, 5, 3)
    return {"affine": (rng.normal(0.5, 1.0, (n, d)), rng.normal(0.3, 1.0, (d, m)), rng.normal(1.0, 2.0, m))}


def thin_affine(rng):
    """x, w and b of an affine layer with an axis of length one."""
    n, d, m = rng.sizes(6, 5, 3)
    sizes = {"one row": (1, d, m), "one input": (n, 1, m), "one output": (n, d, 1), "one number": (1, 1, 1)}
    return {
        name: (rng.normal(0.5, 1.0, (n, d)), rng.normal(0.3, 1.0, (d, m)), rng.normal(1.0, 2.0, m))
        for name, (n, d, m) in sizes.items()
    }


def net(rng, n, d, h, c):
    """x, y (with the last class in it) and params of a small net, of which about half the hidden units are on."""
    shapes = {"w1": (d, h), "b1": (h,), "w2": (h, c), "b2": (c,)}
    params = {name: rng.normal(0.1, 0.8, shape) for name, shape in shapes.items()}
    return rng.normal(0.5, 1.0, (n, d)), np.append(rng.randint(0, c, n - 1), c - 1), params


def thin_nets(rng):
    """Nets with an axis of length one."""
    n, d, h, c = rng.sizes(7, 5, 6, 3)
    sizes = {
        "one row": (1, d, h, c),
        "one input": (n, 1, h, c),
        "one hidden unit": (n, d, 1, c),
        "one class": (n, d, h, 1),
    }
    return {name: net(rng, *shape) for name, shape in sizes.items()}


def large_logits(rng):
    """A net with logits near 1000, and a net whose logits are thousands apart."""
    x, y, params = net(rng, *rng.sizes(7, 5, 6, 3))
    near, apart = {"b2": 1e3 + params["b2"]}, {"w2": 1e3 * params["w2"]}
    return {"logits near 1000": (x, y, params | near), "logits thousands apart": (x, y, params | apart)}


def swish(rng):
    """x and beta: tensors of two and of three axes, a beta of either sign; all sizes differ."""
    n, d, m, k = rng.sizes(5, 4, 3, 2)
    cases = {}
    for shape, sign in (((n, d), 1.0), ((m, k, n), -1.0)):
        beta = np.array(sign * rng.uniform(1.5, 2.5))
        where = f"{len(shape)} axes, beta {'above' if sign > 0 else 'below'} 0"
        cases[where] = rng.normal(0.5, 1.5, shape), beta
    return cases


def swish_far_out(rng):
    """Ordinary numbers beside numbers for which beta x is beyond +-1000: then the scale of dbeta is an ordinary one."""
    return {name: (np.concatenate([x, 400.0 * x]), beta) for name, (x, beta) in swish(rng).items()}


def thin_swish(rng):
    """x and beta, where x has axes of length one."""
    n, d = rng.sizes(4, 3)
    shapes = (1, d), (n, 1), (1, 1), (n, 1, d)
    return {f"shape {s}": (rng.normal(0.5, 1.5, s), np.array(rng.uniform(1.5, 2.5))) for s in shapes}


def with_dout(rng, cases):
    """x, beta and dout."""
    return {name: (x, beta, rng.normal(0.5, 1.0, x.shape)) for name, (x, beta) in cases.items()}


def swish_net(rng, d, h, c):
    """The state of a net with these sizes."""
    shapes = {"w1": (d, h), "b1": (h,), "w2": (h, c), "b2": (c,)}
    state = {name: rng.normal(0.1, 0.5, shape) for name, shape in shapes.items()}
    return state | {"beta": np.array(rng.uniform(1.5, 2.5))}


def thin_swish_nets(rng):
    """The state of a net with an axis of length one, and x for it."""
    n, d, h, c = rng.sizes(6, 5, 4, 3)
    sizes = {
        "one class": (n, d, h, 1),
        "one row": (1, d, h, c),
        "one feature": (n, 1, h, c),
        "one hidden unit": (n, d, 1, c),
    }
    return {name: (swish_net(rng, d, h, c), rng.normal(0.5, 1.0, (n, d))) for name, (n, d, h, c) in sizes.items()}
