"""What linear models look like, drawn from the student's own code and the reference's."""

import numpy as np

from grader import illustration, picture

SIDES = (("yours", "#d1495b", {"linewidth": 4.0, "alpha": 0.6}), ("reference", "#30638e", {"linestyle": "--"}))
GRID = np.linspace(-3.0, 3.0, 49)
COLORS = {"cross-entropy": "#30638e", "sigmoid + squared": "#d1495b", "hinge": "#3a7d44"}


@illustration(size=(7, 3.4))
def losses_over_the_score(reference, rng, figure):
    """What one row with the positive label costs at each score: five losses."""
    axes = figure.subplots()
    axes.step([-3.0, 0.0, 3.0], [1.0, 1.0, 0.0], color="0.2", linewidth=1.0, label="0/1: right or wrong")
    axes.plot(GRID, (GRID - 1.0) ** 2, color="0.6", label="squared error of the score")
    for name, losses in reference.drive("losses_along", GRID).items():
        scale, note = (np.log(2.0), " / log 2") if name == "cross-entropy" else (1.0, "")
        axes.plot(GRID, losses / scale, color=COLORS[name], label=name + note)
    axes.set(xlabel="score · label (-1 or 1)", ylabel="cost of the row", ylim=(-0.1, 4.2), xlim=(-3.0, 3.0))
    axes.legend(loc="upper right", fontsize=9)


def boundary(axes, w, b, **style):
    """The line w[0] * first + w[1] * second + b = 0."""
    first = np.array([-6.0, 6.0])
    if w[1] != 0.0:
        axes.plot(first, -(w[0] * first + b) / w[1], **style)


def rows(axes, x, y, title):
    """The points, one color a class."""
    axes.scatter(x[:, 0], x[:, 1], c=np.where(y > 0, "#30638e", "#d1495b"), s=18)
    axes.set(xlim=(-6.0, 6.0), ylim=(-6.0, 6.0), title=title, xticks=[], yticks=[])


@picture(size=(9, 4.6))
def perceptron_epoch_by_epoch(student, reference, rng, figure):
    """The line of the perceptron after 1, 2, ... 6 epochs, the later the darker. It stays where it is after an epoch
    without a mistake."""
    x = rng.randint(-5, 6, (300, 2)).astype(float)
    heights = x @ [1.0, 2.0] - 5.0
    x, heights = x[heights != 0.0][:40], heights[heights != 0.0][:40]
    y = np.sign(heights)
    for axes, side, (name, *_) in zip(figure.subplots(1, 2), (student, reference), SIDES, strict=True):
        lines = np.asarray(side.drive("perceptron_lines", x, y, 6), float)
        rows(axes, x, y, name)
        for epoch, (*w, b) in enumerate(lines, 1):
            boundary(axes, w, b, color=str(0.9 - 0.15 * epoch), label=f"epoch {epoch}")
    axes.legend(fontsize=8)


def fits(side, x, y):
    """w and b, joined, of three fits of the labels -1 and 1, by name."""
    return {
        "least squares": np.append(*side.least_squares(x, y)),
        "logistic": np.append(*side.fit_logistic(x, (y + 1.0) / 2.0, 0.001, 12)),
        "hinge": side.drive("fit_hinge", x, y, 300, 0.1),
    }


@picture(size=(9, 3.4))
def one_outlier(student, reference, rng, figure):
    """Three fits of the same points. One point of the blue class lies far away on its own side. The squared error punishes
    its high score, so the line of least squares turns. The grey lines are the reference's fits without this point."""
    y = np.repeat([1.0, -1.0], 15)
    x = 0.4 * rng.normal(size=(30, 2)) + y[:, None] * [0.8, 0.8]
    x[0] = 5.5, -2.5
    drawn = figure.subplots(1, 3)
    for side, (name, color, style) in zip((student, reference), SIDES, strict=True):
        for axes, (fit, (*w, b)) in zip(drawn, fits(side, x, y).items(), strict=True):
            rows(axes, x, y, fit)
            boundary(axes, w, b, color=color, label=name, **style)
    for axes, (*w, b) in zip(drawn, fits(reference, x[1:], y[1:]).values(), strict=True):
        boundary(axes, w, b, color="0.6", linewidth=1.0, label="without the outlier")
    drawn[2].legend(fontsize=8)


@picture(size=(9, 3.2))
def your_losses(student, reference, rng, figure):
    """What a row with the positive label costs at each score. The cross-entropy and the hinge rise with a wrong score; the
    squared error of the probability levels off, and has no slope there."""
    drawn = figure.subplots(1, 3)
    for side, (name, color, style) in zip((student, reference), SIDES, strict=True):
        for axes, (loss, values) in zip(drawn, side.drive("losses_along", 2.0 * GRID).items(), strict=True):
            axes.plot(2.0 * GRID, np.asarray(values, float), color=color, label=name, **style)
            axes.set(title=loss, xlabel="score")
    drawn[0].set_ylabel("cost of the row")
    drawn[2].legend()


@picture(part="torch", size=(9, 3.4))
def out_of_a_wrong_start(student, reference, rng, figure):
    """Your model on 80 rows, from confidently wrong weights: what each score was before training and is after it. The
    cross-entropy brings all rows to their own side of 0; with the squared error hardly anything moves."""
    y = np.repeat([0.0, 1.0], 40)
    x = rng.normal(0.0, 0.5, (80, 2)) + np.outer(2.0 * y - 1.0, [1.0, 2.0])
    start = np.array([-3.0, -5.0]), np.array(0.0)
    drawn = figure.subplots(1, 2, sharey=True)
    for axes, loss in zip(drawn, ("cross-entropy", "squared error"), strict=True):
        axes.scatter(np.arange(80), x @ start[0], s=8, color="0.7", label="before")
        for side, (name, color, _), size in zip((student, reference), SIDES, (34, 8), strict=True):
            *weight, bias = side.drive("train_in_pieces", x, y, *start, 0.3, 100, loss)
            axes.scatter(np.arange(80), x @ np.asarray(weight, float) + float(bias), s=size, color=color, label=name)
        axes.axhline(0.0, color="0.5", linewidth=0.8)
        axes.set(title=loss, xlabel="row (the first 40 have label 0)")
    drawn[0].set_ylabel("score")
    drawn[1].legend(fontsize=8)
