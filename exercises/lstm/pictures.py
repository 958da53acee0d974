"""What an LSTM remembers, and how far back its gradient reaches, from the student's own code and the reference's."""

import numpy as np

from grader import picture

STEPS, HIDDEN = 24, 3


def remembering(rng):
    """Arguments of lstm_forward: an input that speaks twice and is silent otherwise, and a cell that forgets slowly."""
    x = np.zeros((1, STEPS, 1))
    x[0, 3], x[0, 14] = 1.0, -1.0
    w_ih, w_hh = rng.normal(0.0, 0.4, (4 * HIDDEN, 1)), rng.normal(0.0, 0.2, (4 * HIDDEN, HIDDEN))
    w_ih[2 * HIDDEN : 3 * HIDDEN] += 2.0  # the candidate listens to the input
    b = np.repeat([0.5, 2.5, 0.0, 1.0], HIDDEN)  # gates i, f, g, o: the forget gate is mostly open
    zeros = np.zeros((1, HIDDEN))
    return x, zeros, zeros.copy(), w_ih, w_hh, b


@picture(size=(9, 4))
def states_over_time(student, reference, rng, figure):
    """The hidden states of three units. The input speaks at steps 3 and 14 (dotted); what it said fades slowly."""
    args = remembering(rng)
    mine, _ = student.lstm_forward(*args)
    panels = figure.subplots(1, HIDDEN, sharey=True)
    theirs, _ = reference.lstm_forward(*args)
    for unit, axes in enumerate(panels):
        axes.plot(theirs[0, :, unit], color="#30638e", linewidth=6, alpha=0.4, label="reference")
        axes.plot(np.asarray(mine)[0, :, unit], color="#d1495b", linewidth=1.5, label="yours")
        for step in (3, 14):
            axes.axvline(step, color="0.5", linestyle=":", linewidth=1)
        axes.set_title(f"unit {unit}")
        axes.set_xlabel("step")
    panels[0].legend()


@picture(size=(9, 3.4))
def gradient_through_time(student, reference, rng, figure):
    """The loss looks at the last step alone; how much every earlier input matters to it (|dx|, logarithmic)."""
    args = remembering(rng)
    dh = np.zeros((1, STEPS, HIDDEN))
    dh[0, -1] = 1.0
    axes = figure.subplots()
    for side, color, width, name in ((student, "#d1495b", 1.5, "yours"), (reference, "#30638e", 6.0, "reference")):
        _, cache = side.lstm_forward(*args)
        dx = np.abs(np.asarray(side.lstm_backward(dh, cache)[0]))[0, :, 0]
        axes.plot(dx, color=color, linewidth=width, alpha=0.4 if width > 2 else 1.0, label=name, zorder=3 - width / 3)
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.legend()
