"""What softmax, its loss and its gradient look like, drawn from the student's own code and the reference's."""

import numpy as np

from grader import illustration, picture, sides
from grader.datasets import digits


@illustration(size=(7, 2.6))
def from_scores_to_the_gradient(reference, rng, figure):
    """One row with five scores and the label 1: its scores, its probabilities, and the gradient of the loss."""
    scores, label = np.array([[1.0, 2.0, 0.5, -1.0, 1.5]]), np.array([1])
    loss, cache = reference.cross_entropy_forward(scores, label)
    rows = {
        "scores": scores[0],
        "softmax": reference.softmax(scores)[0],
        f"gradient, loss {loss:.2f}": reference.cross_entropy_backward(cache)[0],
    }
    for axes, (title, heights) in zip(figure.subplots(1, 3), rows.items(), strict=True):
        axes.bar(np.arange(5), heights, color=["#d1495b" if k == label[0] else "#30638e" for k in range(5)])
        axes.axhline(0.0, color="0.5", linewidth=0.8)
        axes.set(title=title, xlabel="class", xticks=range(5))


@picture(size=(9, 3.2))
def temperature(student, reference, rng, figure):
    """The same five scores, multiplied by 0.1, 1, 10 and 1000. The softmax is almost uniform at first and one-hot at the
    end. If a probability is NaN, its bar is missing."""
    scores = np.array([1.0, 2.0, 0.5, -1.0, 1.5])
    for axes, factor in zip(figure.subplots(1, 4, sharey=True), (0.1, 1.0, 10.0, 1000.0), strict=True):
        for side in sides(student, reference):
            probs = np.asarray(side.module.softmax(factor * scores[None]), float)[0]
            axes.bar(np.arange(5) + side.shift, probs, **side.bar)
        axes.set_title(f"scores × {factor:g}")
        axes.set_xlabel("class")
        axes.set_xticks(range(5))
    axes.legend()


@picture(size=(9, 3.2))
def loss_of_one_row(student, reference, rng, figure):
    """The loss of one row with five classes; the other four scores are 0. Left: the loss falls towards 0 as the label's
    score grows. Middle: with smoothed labels it rises again, because the model is too certain. Right: the loss is as large
    as the gap, although the probability is too small for a float. If your line stops, your loss is infinite there. If it
    becomes flat, your code adds an epsilon or clips."""
    near, far, targets = np.linspace(-6.0, 10.0, 17), np.linspace(-1000.0, 0.0, 26), np.array([0])
    settings = ((near, 0.0, "no smoothing"), (near, 0.2, "label_smoothing=0.2"), (far, 0.0, "far below"))
    for axes, (gaps, share, title) in zip(figure.subplots(1, 3), settings, strict=True):
        rows = np.array([[[gap, 0.0, 0.0, 0.0, 0.0]] for gap in gaps])
        for side in sides(student, reference):
            losses = [float(side.module.cross_entropy_forward(row, targets, share)[0]) for row in rows]
            axes.plot(gaps, losses, **side.line)
        axes.set_title(title)
        axes.set_xlabel("score of the label")
    figure.axes[0].set_ylabel("loss")
    axes.legend()


@picture(size=(9, 3.2))
def gradient_of_the_loss(student, reference, rng, figure):
    """The gradient with respect to the scores of one row: the probabilities, minus 1 at the label (class 2)."""
    logits, targets = rng.normal(0.0, 1.5, (1, 6)), np.array([2])
    axes = figure.subplots()
    for side in sides(student, reference):
        _, cache = side.module.cross_entropy_forward(logits, targets)
        slopes = np.asarray(side.module.cross_entropy_backward(cache), float)[0]
        axes.bar(np.arange(6) + side.shift, slopes, **side.bar)
    axes.axhline(0.0, color="0.5", linewidth=0.8)
    axes.set_xlabel("class")
    axes.set_ylabel("dlogits")
    axes.legend()


@picture(part="torch", size=(9, 2.2))
def what_each_class_looks_for(student, reference, rng, figure):
    """The weights of the model after fifty steps from zero, one image for each digit. Ink on a red pixel raises the score
    of the digit. Ink on a blue pixel lowers it."""
    given = *digits().batches(rng, 50, 30), np.zeros((10, 64)), np.zeros(10)
    for row, side in zip(figure.subplots(2, 10), sides(student, reference), strict=True):
        weight, _ = side.module.drive("train", *given, lr=0.8)
        for axes, template, digit in zip(row, np.asarray(weight, float).reshape(10, 8, 8), range(10), strict=True):
            axes.imshow(template, cmap="RdBu_r", vmin=-1.0, vmax=1.0)
            axes.set(xticks=[], yticks=[], title=digit if side.module is student else "")
        row[0].set_ylabel(side.name)
