"""What linear_models looks like: the right answer for the README, and the student's own beside it for `grader show`."""

import numpy as np

from grader import illustration, picture


@illustration(size=(5, 2.4))
def output_over_input(reference, rng, figure):
    """The output over the input, for a factor of 2.5."""
    x = np.linspace(-1.0, 1.0, 5)[:, None]
    axes = figure.subplots()
    axes.plot(x[:, 0], reference.scale(x, 2.5)[:, 0], marker=".")
    axes.set(xlabel="x", ylabel="y")


@picture(size=(6, 3))
def repeated_scaling(student, reference, rng, figure):
    """The largest entry, scaled again and again: a straight line, since the vertical axis is logarithmic."""
    axes = figure.subplots()
    for side, name in ((student, "yours"), (reference, "reference")):
        axes.plot(side.drive("repeated", np.ones((2, 3)), 1.5, 10), marker=".", label=name)
    axes.set(yscale="log", xlabel="times", ylabel="largest entry")
    axes.legend()
