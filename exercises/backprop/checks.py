"""The claims about slopes from differences and about the scalar engine. Layers stand in checks_numpy.py."""

import numpy as np

from grader import agrees, check, leaves_alone

from .cases import FLAT_FAR_OUT, FUNCTIONS, OPERATIONS, REPEATED, WITH_NUMBERS, formulas, numbers, points

DATA = "data of result and operands"


@check(points=1)
def takes_central_differences(student, reference, rng):
    """Each slope is (f(x + h) - f(x - h)) / (2h), where one entry of x at a time is moved by h."""
    agrees(student, reference, "numerical_gradient", points(rng), on="gradient", h=0.3)
    x = rng.uniform(1e-4, 2e-4, rng.sizes(3))  # so small that the default h can be seen
    agrees(student, reference, "numerical_gradient", {"the default h": (1e4 * x, x)}, on="gradient")


@check(points=1, after=takes_central_differences)
def leaves_the_point_as_it_was(student, reference, rng):
    """numerical_gradient returns the slopes and leaves x as it was, bit for bit."""
    weights, x = rng.normal(1.0, 1.0, (2, *rng.sizes(5, 4)))
    leaves_alone(student, reference, "numerical_gradient", (weights, x), ("weights", "x"), on="gradient", h=0.3)


@check(points=1)
def computes_with_values(student, reference, rng):
    """+, -, *, / and ** of Values and plain numbers give the same results as on numbers, and change no operand."""
    agrees(student, reference, "compute_values", formulas(rng, (*OPERATIONS, *WITH_NUMBERS)), on=DATA)


@check(points=1, after=computes_with_values)
def computes_functions_of_values(student, reference, rng):
    """exp, log, tanh, relu and sigmoid of a Value are right, and so are tanh and sigmoid of +-1000."""
    cases = formulas(rng, FUNCTIONS) | formulas(rng, FLAT_FAR_OUT, size=2000.0)
    agrees(student, reference, "compute_values", cases, on=DATA)


@check(points=1, after=computes_with_values)
def multiplies_slopes_along_a_path(student, reference, rng):
    """Sums, differences, products and quotients pass on their own slope times the gradient that arrives from above."""
    cases = formulas(rng, OPERATIONS) | formulas(rng, ("a * b", *OPERATIONS), factor=2.4)
    agrees(student, reference, "differentiate_values", cases, on="gradients")


@check(points=1, after=multiplies_slopes_along_a_path)
def goes_back_through_plain_numbers(student, reference, rng):
    """Operations with a plain number, on either side or as the exponent, pass on the right gradient."""
    agrees(student, reference, "differentiate_values", formulas(rng, WITH_NUMBERS, factor=2.4), on="gradients")


@check(points=1, after=(multiplies_slopes_along_a_path, computes_functions_of_values))
def goes_back_through_functions(student, reference, rng):
    """exp, log, tanh, relu and sigmoid multiply the gradient by their slope. At +-1000 tanh and sigmoid have the slope 0."""
    cases = formulas(rng, FUNCTIONS, factor=-2.4) | formulas(rng, FLAT_FAR_OUT, size=2000.0)
    agrees(student, reference, "differentiate_values", cases, on="gradients")


@check(points=1, after=goes_back_through_functions)
def finds_the_slopes_of_the_worked_neuron(student, reference, rng):
    """The neuron of the README has the slopes -0.20, 0.39, -0.39, -0.59 and 0.20."""
    neuron = "the neuron", np.array([2.0, -1.0, -3.0, -2.0, -3.0])
    agrees(student, reference, "differentiate_values", neuron, on="gradients")


@check(points=1, after=multiplies_slopes_along_a_path)
def adds_up_over_all_uses(student, reference, rng):
    """A number that is used more than once collects the gradient of every use."""
    agrees(student, reference, "differentiate_values", formulas(rng, REPEATED), on="gradients")


@check(points=2, after=(adds_up_over_all_uses, goes_back_through_functions))
def finishes_a_node_before_its_operands(student, reference, rng):
    """A node passes its gradient on once, after all its uses have added their shares, however long the paths are."""
    given = rng.uniform(0.5, 1.0), rng.uniform(0.3, 0.6, 4)
    agrees(student, reference, "diamonds", given, on="gradients")


@check(points=1, after=finishes_a_node_before_its_operands)
def leaves_a_gradient_at_every_node(student, reference, rng):
    """After backward() inner nodes hold their gradients too, and the result itself holds 1."""
    given = (numbers(rng, "a b"),)
    agrees(student, reference, "every_node", given, on="gradients of a, b, ab, ab + a, result")


@check(points=1, after=leaves_a_gradient_at_every_node)
def accumulates_in_leaves_over_calls(student, reference, rng):
    """A second backward() adds the same gradient again to every leaf, no more and no less. grad = 0.0 starts afresh."""
    times = ("one call", "two calls, then one from 0.0", "two calls", "calls on two results")
    cases = {when: (rng.uniform(0.3, 0.9, 3), when) for when in times}
    agrees(student, reference, "several_calls", cases, on="gradients")


@check(points=1, after=finishes_a_node_before_its_operands)
def goes_back_through_ten_thousand_nodes(student, reference, rng):
    """backward() works on a chain of 10,000 operations."""
    agrees(student, reference, "chain", (*rng.uniform(1.2, 2.0, 2).tolist(), 9999), on="gradients")
