"""The claims about slopes from differences and about the scalar engine. Layers stand in checks_numpy.py."""

import numpy as np

from grader import agrees, check, leaves_alone

from .cases import (
    FUNCTIONS,
    GRADIENT,
    ON_THE_LEFT,
    ON_THE_RIGHT,
    OPERATIONS,
    function,
    function_far_out,
    numbers,
    operation,
    points,
    repeated,
)

DATA = "data of result and operands"


@check(points=1)
def takes_central_differences(student, reference, rng):
    """Each slope is (f(x + h) - f(x - h)) / (2h), where one entry of x at a time is moved by h."""
    agrees(student, reference, "numerical_gradient", points(rng), on="gradient", h=0.3)


@check(points=0.5, strict="arguments", after=takes_central_differences)
def leaves_the_point_as_it_was(student, reference, rng):
    """numerical_gradient returns the slopes and leaves x as it was, bit for bit."""
    weights, x = rng.normal(1.0, 1.0, (2, *rng.sizes(5, 4)))
    leaves_alone(student, reference, "numerical_gradient", (weights, x), ("weights", "x"), on="gradient", h=0.3)


@check(points=0.5, strict="defaults", after=takes_central_differences)
def steps_by_1e_5_unless_told_otherwise(student, reference, rng):
    """Without the argument h each entry is moved by 1e-5."""
    x = rng.uniform(1e-4, 2e-4, rng.sizes(3))  # so small that the default h can be seen
    agrees(student, reference, "numerical_gradient", (1e4 * x, x), on="gradient")


@check(points=1, each=dict.fromkeys(OPERATIONS))
def computes_with_values(student, reference, rng, name):
    """Operations of Values give the same results as on numbers, also with plain exponents, and change no operand."""
    agrees(student, reference, "compute_values", operation(rng, name), on=DATA)


@check(points=1, each=dict.fromkeys(FUNCTIONS))
def computes_functions_of_values(student, reference, rng, name):
    """exp, log, tanh, relu and sigmoid of a Value give the same results as on numbers."""
    agrees(student, reference, "compute_values", function(rng, name), on=DATA)


@check(points=0.5, after=computes_with_values["a + b"])
def starts_from_1_at_the_result(student, reference, rng):
    """A sum is right, and both of its operands have the gradient 1."""
    given = operation(rng, "a + b")
    agrees(student, reference, "compute_values", given, on=DATA)
    agrees(student, reference, "differentiate_values", given, on="gradients")


AFTER = {name: (computes_with_values[name], starts_from_1_at_the_result) for name in OPERATIONS if name != "a + b"}


@check(points=0.5, each=AFTER)
def passes_its_own_slope_on(student, reference, rng, name):
    """The gradient of an operand is the slope of the operation with respect to this operand."""
    agrees(student, reference, "differentiate_values", operation(rng, name), on="gradients")


SLOPES = {"a + b": starts_from_1_at_the_result} | {name: passes_its_own_slope_on[name] for name in AFTER}


@check(points=1, each={name: (SLOPES[name], SLOPES["a * b"]) for name in OPERATIONS})
def multiplies_slopes_along_a_path(student, reference, rng, name):
    """Operations pass on their own slope times the gradient that arrives from above."""
    agrees(student, reference, "differentiate_values", operation(rng, name, 2.4, 1.3), on="gradients")


PATH = {name: multiplies_slopes_along_a_path[name] for name in OPERATIONS}


@check(points=1, each={name: (PATH["a * b"], computes_functions_of_values[name]) for name in FUNCTIONS})
def goes_back_through_functions(student, reference, rng, name):
    """exp, log, tanh, relu and sigmoid multiply the gradient that arrives from above by their slope."""
    above = {"a gradient above 0": (f"{name}(a)", numbers(rng, "a"), 2.4)}
    agrees(student, reference, "differentiate_values", above | function(rng, name, -2.4), on="gradients")


@check(points=1, after=(PATH["a + b"], PATH["a * b"]))
def adds_up_over_all_uses(student, reference, rng):
    """A number that is used more than once collects the gradient of every use."""
    agrees(student, reference, "differentiate_values", repeated(rng), on="gradients")


@check(points=1, after=(adds_up_over_all_uses, goes_back_through_functions["sigmoid"]))
def tells_equal_numbers_apart(student, reference, rng):
    """Two nodes that hold the same number are two nodes: a b + a b and the README's neuron have the right slopes."""
    neuron = {"the neuron": ("the neuron", np.array([2.0, -1.0, -3.0, -2.0, -3.0]))}
    agrees(
        student,
        reference,
        "differentiate_values",
        {"a * b + a * b": ("a * b + a * b", numbers(rng, "a b"))} | neuron,
        on="gradients",
    )


@check(points=2, after=adds_up_over_all_uses)
def finishes_a_node_before_its_operands(student, reference, rng):
    """A node passes its gradient on once, after all its uses have added their shares, however long the paths are."""
    given = rng.uniform(0.5, 1.0), rng.uniform(0.3, 0.6, 3)
    agrees(student, reference, "diamonds", given, on="gradients")


@check(points=0.5, after=(PATH["a + b"], PATH["a * b"]))
def leaves_a_gradient_at_every_node(student, reference, rng):
    """After backward() inner nodes hold their gradients too, and the result itself holds 1."""
    names = "gradients of a, b, c, d, ab, ab + c, result"
    agrees(student, reference, "every_node", (rng.uniform(0.3, 0.9, 4),), on=names)


@check(points=1, strict="calls", after=adds_up_over_all_uses)
def accumulates_in_leaves_over_calls(student, reference, rng):
    """A second backward() adds the same gradient again to every leaf, no more and no less. grad = 0.0 starts afresh."""
    times = ("one call", "two calls, then one from 0.0", "two calls", "calls on two results")
    cases = {when: (rng.uniform(0.3, 0.9, 3), when) for when in times}
    agrees(student, reference, "several_calls", cases, on="gradients")


@check(points=1, strict="depth", after=(PATH["a + b"], PATH["a * b"]))
def goes_back_through_ten_thousand_nodes(student, reference, rng):
    """backward() works on a chain of 10,000 operations."""
    agrees(student, reference, "chain", (*rng.uniform(1.2, 2.0, 3).tolist(), 9999), on="gradients")


FAR_OUT = {
    **{name: computes_functions_of_values[name] for name in ("tanh", "sigmoid")},
    **{GRADIENT + name: goes_back_through_functions[name] for name in ("tanh", "sigmoid")},
}


@check(points=0.5, strict="range", each=FAR_OUT)
def survives_numbers_near_1000(student, reference, rng, name):
    """tanh and sigmoid are right for numbers near +-1000 too, and their slope is 0 there."""
    driver, on = ("differentiate_values", "gradients") if name.startswith(GRADIENT) else ("compute_values", DATA)
    agrees(student, reference, driver, function_far_out(rng, name.removeprefix(GRADIENT)), on=on)


def asks_about_plain_numbers(student, reference, rng, name):
    """Ask about a formula with a plain number in it, or about its gradient."""
    if name.startswith(GRADIENT):
        formula = name.removeprefix(GRADIENT)
        agrees(student, reference, "differentiate_values", (formula, numbers(rng, "a"), 2.4), on="gradients")
    else:
        agrees(student, reference, "compute_values", (name, numbers(rng, "a")), on=DATA)


def plain(formulas):
    """Each formula with a plain number and its gradient, with the check about two Values that it waits for."""
    values = {formula: f"a {formula.strip('a3 ')} b" for formula in formulas}
    forward = {formula: computes_with_values[name] for formula, name in values.items()}
    return forward | {GRADIENT + formula: PATH[name] for formula, name in values.items()}


@check(points=0.5, strict="operands", each=plain(ON_THE_RIGHT))
def takes_plain_numbers_on_the_right(student, reference, rng, name):
    """a + 3, a - 3, a * 3 and a / 3 give the right Values and pass on the right gradients."""
    asks_about_plain_numbers(student, reference, rng, name)


@check(points=0.5, strict="operands", each=plain(ON_THE_LEFT))
def takes_plain_numbers_on_the_left(student, reference, rng, name):
    """3 + a, 3 - a, 3 * a and 3 / a give the right Values and pass on the right gradients."""
    asks_about_plain_numbers(student, reference, rng, name)
