"""What an LSTM remembers, and how far back its gradient reaches, from the student's own code and the reference's."""

import numpy as np

from grader import illustration, picture, sides

from .cases import adding_task

STEPS, HIDDEN = 24, 3
POINTS = {"marker": ".", "markersize": 4}  # a single point is seen too


def told():
    """x (T, 4), a number and three orders, write, erase and show, at every step; and the weights of one unit that obeys."""
    x = np.zeros((STEPS, 4))
    x[:, 0] = 0.9 * np.sin(0.8 * np.arange(STEPS))
    for order, steps in enumerate(((2, 13), (9, 19), (5, 6, 16, 21)), start=1):
        x[steps, order] = 1.0
    w_ih = np.array([[0.0, 12.0, 0.0, 0.0], [0.0, 0.0, -12.0, 0.0], [2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 12.0]])
    return x, w_ih, np.zeros((4, 1)), np.array([-6.0, 6.0, 0.0, -6.0])  # i and o are shut, f is open


def opened(side, x, *weights):
    """What comes of one unit step by step, and its gates as they are seen from outside: raise the old cell state by 1, and
    the new one rises by f; what the new one holds beside f of the old one is i * g; o is the shown share of its tanh."""
    h, c, seen = 0.0, 0.0, []
    for row in x:
        pair = side.lstm_step_forward(np.stack([row, row]), np.full((2, 1), h), np.array([[c], [c + 1.0]]), *weights)
        shown, kept = (np.asarray(values, float)[:, 0] for values in pair[:2])
        f = kept[1] - kept[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            o = shown[1] / np.tanh(kept[1])
        seen.append((kept[0] - f * c, f, o, kept[0], shown[0]))
        h, c = shown[0], kept[0]
    return np.array(seen).T


@illustration(size=(7, 2.6))
def how_far_the_gradient_reaches(reference, rng, figure):
    """The loss depends on the last step alone. The lines show |dx|, the size of the gradient of the input, at every step."""
    axes, steps = figure.subplots(), 40
    x, zeros, dh = np.zeros((1, steps, 1)), np.zeros((1, 1)), np.zeros((1, steps, 1))
    dh[0, -1] = 1.0
    for forget, color in ((0.7, "#d1495b"), (0.9, "#edae49"), (0.99, "#30638e")):
        b = np.array([0.0, np.log(forget / (1 - forget)), 0.0, 0.0])
        _, cache = reference.lstm_forward(x, zeros, zeros, np.ones((4, 1)), np.zeros((4, 1)), b)
        dx = reference.lstm_backward(dh, cache)[0]
        axes.plot(np.arange(steps), np.abs(dx[0, :, 0]), color=color, label=f"f = {forget}")
    axes.set(yscale="log", xlabel="step", ylabel="|dx|")
    axes.legend(loc="lower right", fontsize="small")


@picture(size=(9, 4.6))
def gates_over_time(student, reference, rng, figure):
    """One unit whose input controls its gates. The input is a number (grey) and three commands (dotted lines). Steps 2 and 13
    write the number into c, steps 9 and 19 erase c, and steps 5, 6, 16 and 21 open the output gate. c keeps a number until
    it is erased. h is near 0 while the output gate is closed."""
    x, *weights = told()
    names = ("let in: i · g", "kept: f", "shown: o", "cell state c", "hidden state h")
    panels = figure.subplots(5, 1, sharex=True)
    for side in sides(student, reference):
        for axes, values in zip(panels, opened(side.module, x, *weights), strict=True):
            axes.plot(values, drawstyle="steps-mid", **side.line, **POINTS)
    for axes, name, order in zip(panels, names, (1, 2, 3, 0, 0), strict=True):
        axes.set_ylabel(name, rotation=0, ha="right", va="center")
        axes.set_ylim((-0.1, 1.1) if order in (2, 3) else (-1.1, 1.1))
        for step in np.flatnonzero(x[:, order]) if order else ():
            axes.axvline(step, color="0.5", linestyle=":", linewidth=1)
    panels[0].plot(x[:, 0], color="0.6", linewidth=1)
    panels[-1].set_xlabel("step")
    panels[0].legend(loc="upper right", fontsize="small", ncols=2)


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
    """The hidden states of three units. The input is 1 at step 3, -1 at step 14 (dotted lines), and 0 elsewhere. Its effect
    on the hidden states fades slowly."""
    args = remembering(rng)
    panels = figure.subplots(1, HIDDEN, sharey=True)
    for side in sides(student, reference):
        h, _ = side.module.lstm_forward(*args)
        for unit, axes in enumerate(panels):
            axes.plot(np.asarray(h, float)[0, :, unit], **side.line, **POINTS)
    for unit, axes in enumerate(panels):
        for step in (3, 14):
            axes.axvline(step, color="0.5", linestyle=":", linewidth=1)
        axes.set_title(f"unit {unit}")
        axes.set_xlabel("step")
    panels[0].legend()


@picture(size=(9, 3.4))
def gradient_through_time(student, reference, rng, figure):
    """The loss depends on the last step alone. The lines show |dx|, the size of the gradient of each input, on a logarithmic
    scale. At steps 3 and 14 the input is not 0, so the candidate is near 1 or -1. The slope of tanh is small there, and so
    is the gradient."""
    args = remembering(rng)
    dh = np.zeros((1, STEPS, HIDDEN))
    dh[0, -1] = 1.0
    axes = figure.subplots()
    for side in sides(student, reference):
        _, cache = side.module.lstm_forward(*args)
        dx = np.abs(np.asarray(side.module.lstm_backward(dh, cache)[0], float))[0, :, 0]
        axes.plot(dx, **side.line, **POINTS)
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.legend()


@picture(part="torch", size=(9, 3.6))
def sums_of_marked_numbers(student, reference, rng, figure):
    """The adding problem after training, for unseen sequences. Across: the true sum of the two marked numbers. Upwards: the
    output of the net. If the points lie near the diagonal, the net remembers both numbers. If they form a flat cloud, its
    output is about 1 for every sequence."""
    *given, unseen, sums = adding_task(rng)
    unseen, sums = unseen[:200], sums[:200]
    panels = figure.subplots(1, 2, sharey=True)
    for axes, side in zip(panels, sides(student, reference), strict=True):
        said = np.asarray(side.module.drive("train_adding", *given, unseen), float)
        axes.plot((0.0, 2.0), (0.0, 2.0), color="0.5", linewidth=0.8)
        axes.plot(sums, said, ".", color=side.color)
        axes.set(title=side.name, xlabel="true sum", ylim=(-0.3, 2.3))
    panels[0].set_ylabel("what the net says")
