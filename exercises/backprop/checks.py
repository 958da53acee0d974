"""What is asked of backpropagation: slopes from differences and the scalar engine. Layers stand in checks_numpy.py."""

import numpy as np

from grader import case, check, close, same_dtype, unchanged

# Formulas of the drivers; a is positive and b negative.
OPERATIONS = "a + b", "a - b", "-a", "a * b", "a / b"
WITH_NUMBERS = "a + 3|3 + a|a - 3|3 - a|a * 3|3 * a|a / 3|3 / a|a ** 3|(-a) ** 3|a ** -2|a ** 0.5".split("|")
FLAT_FAR_OUT = "tanh(a)", "tanh(-a)", "sigmoid(a)", "sigmoid(-a)"
FUNCTIONS = "exp(a)", "log(a)", "relu(a)", "relu(-a)", *FLAT_FAR_OUT
COMPUTE, GO_BACK, DATA = "compute_values", "differentiate_values", "data of result and operands"


def numbers(rng, formula):
    """A value for each leaf of a formula, away from 0 and 1."""
    return rng.uniform(0.4, 0.9, 2 if "b" in formula else 1) * [1.0, -1.0][: 2 if "b" in formula else 1]


def agree(student, reference, driver, *args, name="gradients", **settings):
    """What a driver brings back agrees."""
    close(student.drive(driver, *args, **settings), reference.drive(driver, *args, **settings), name)


def formulas_agree(student, reference, rng, driver, formulas, name="gradients", size=1.0, **times):
    """What a driver says of these formulas agrees, for numbers up to this size; each is a case."""
    for formula in formulas:
        words = [formula, *(f"times {factor}" for factor in times.values()), *[f"numbers up to {size:g}"] * (size > 1)]
        with case(", ".join(words)):
            agree(student, reference, driver, formula, size * numbers(rng, formula), name=name, **times)


def entries_agree(student, reference, names, ask):
    """These entries of what `ask(side)` returns agree."""
    entries_close(ask(student), ask(reference), names)


def entries_close(found, expected, names=(), dtype=""):
    """These entries (none: all) of an answer are the expected ones, and of this dtype if there is one."""
    for name in names or expected:
        if dtype:
            same_dtype(found[name], dtype, name)
        close(found[name], expected[name], name)


@check(points=1)
def takes_central_differences(student, reference, rng):
    """Each slope is (f(x + h) - f(x - h)) / (2h), where one entry of x at a time is moved by h."""
    n, d = rng.sizes(4, 3)
    for name, shape in {"a vector": (d,), "a matrix": (n, d), "a transposed matrix": (d, n)}.items():
        with case(name):
            x, weights = rng.normal(1.0, 1.0, (2, *shape))
            turned = "transposed" in name
            agree(student, reference, "numerical_gradient", weights, x, turned, name="gradient", h=0.3)
    with case("the default h"):
        x = rng.uniform(1e-4, 2e-4, d)  # so small that such an h can be seen
        agree(student, reference, "numerical_gradient", 1e4 * x, x, name="gradient")


@check(points=1, after=takes_central_differences)
def leaves_the_point_as_it_was(student, reference, rng):
    """numerical_gradient returns the slopes, and then x holds what it held before, bit for bit."""
    x, weights = rng.normal(1.0, 1.0, (2, *rng.sizes(5, 4)))
    before = x.copy()
    slopes = student.drive("numerical_gradient", weights, x, h=0.3)
    unchanged(x, before, "x")
    close(slopes, reference.drive("numerical_gradient", weights, before, h=0.3), "gradient")


@check(points=1)
def computes_with_values(student, reference, rng):
    """+, -, *, / and ** of Values and plain numbers give what they give on numbers, and change no operand."""
    formulas_agree(student, reference, rng, COMPUTE, (*OPERATIONS, *WITH_NUMBERS), DATA)


@check(points=1, after=computes_with_values)
def computes_functions_of_values(student, reference, rng):
    """exp, log, tanh, relu and sigmoid of a Value are right, tanh and sigmoid of a thousand too."""
    formulas_agree(student, reference, rng, COMPUTE, FUNCTIONS, DATA)
    formulas_agree(student, reference, rng, COMPUTE, FLAT_FAR_OUT, DATA, size=2000.0)


@check(points=1, after=computes_with_values)
def multiplies_slopes_along_a_path(student, reference, rng):
    """Sums, differences, products and quotients pass on their own slope times the gradient that arrives from above."""
    formulas_agree(student, reference, rng, GO_BACK, OPERATIONS)
    formulas_agree(student, reference, rng, GO_BACK, ("a * b", *OPERATIONS), factor=2.4)


@check(points=1, after=multiplies_slopes_along_a_path)
def goes_back_through_plain_numbers(student, reference, rng):
    """A plain number on either side takes part as a constant, and as an exponent."""
    formulas_agree(student, reference, rng, GO_BACK, WITH_NUMBERS, factor=2.4)


@check(points=1, after=(multiplies_slopes_along_a_path, computes_functions_of_values))
def goes_back_through_functions(student, reference, rng):
    """exp, log, tanh, relu and sigmoid pass the gradient on times their slope, which is 0 far out on tanh and sigmoid."""
    formulas_agree(student, reference, rng, GO_BACK, FUNCTIONS, factor=-2.4)
    formulas_agree(student, reference, rng, GO_BACK, FLAT_FAR_OUT, size=2000.0)


@check(points=1, after=goes_back_through_functions)
def finds_the_slopes_of_the_worked_neuron(student, reference, rng):
    """The neuron of the README has the slopes -0.20, 0.39, -0.39, -0.59 and 0.20."""
    agree(student, reference, GO_BACK, "the neuron", np.array([2.0, -1.0, -3.0, -2.0, -3.0]))


@check(points=1, after=multiplies_slopes_along_a_path)
def adds_up_over_all_uses(student, reference, rng):
    """A number that is used more than once collects the gradient of every use."""
    formulas_agree(student, reference, rng, GO_BACK, ("a * b + a", "a + a", "a * a", "a / (a - b)"))


@check(points=2, after=(adds_up_over_all_uses, goes_back_through_functions))
def finishes_a_node_before_its_operands(student, reference, rng):
    """A node passes its gradient on once, when all its uses have reported, however long the ways to them are."""
    agree(student, reference, "diamonds", rng.uniform(0.5, 1.0), rng.uniform(0.3, 0.6, 4))


@check(points=1, after=finishes_a_node_before_its_operands)
def leaves_a_gradient_at_every_node(student, reference, rng):
    """After backward() inner nodes hold their gradients too, and the result itself holds 1."""
    agree(student, reference, "every_node", numbers(rng, "a b"), name="gradients of a, b, ab, ab + a, result")


@check(points=1, after=leaves_a_gradient_at_every_node)
def accumulates_in_leaves_over_calls(student, reference, rng):
    """A second backward() adds the same gradient again to every leaf, no more and no less; grad = 0.0 starts afresh."""
    for when in ("one call", "two calls, then one from 0.0", "two calls", "calls on two results"):
        with case(when):
            agree(student, reference, "several_calls", rng.uniform(0.3, 0.9, 3), when=when)


@check(points=1, after=finishes_a_node_before_its_operands)
def goes_back_through_ten_thousand_nodes(student, reference, rng):
    """A chain of 10,000 operations is no deeper than backward() can go."""
    agree(student, reference, "chain", *rng.uniform(1.2, 2.0, 2).tolist(), links=9999)
