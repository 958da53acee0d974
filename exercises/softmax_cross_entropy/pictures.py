"""What softmax and its gradient look like, drawn from the student's own code and the reference's."""

import numpy as np

from grader import picture

SIDES = (("yours", "#d1495b", 0.0), ("reference", "#30638e", 0.4))


@picture(size=(9, 3.2))
def temperature(student, reference, rng, figure):
    """The same five scores, multiplied by 0.1, 1 and 10: softmax goes from nearly uniform to nearly one-hot."""
    scores = np.array([1.0, 2.0, 0.5, -1.0, 1.5])
    for axes, factor in zip(figure.subplots(1, 3, sharey=True), (0.1, 1.0, 10.0), strict=True):
        for side, (name, color, shift) in zip((student, reference), SIDES, strict=True):
            axes.bar(
                np.arange(5) + shift, np.asarray(side.softmax(factor * scores[None]))[0], 0.4, color=color, label=name
            )
        axes.set_title(f"scores × {factor:g}")
        axes.set_xlabel("class")
    axes.legend()


@picture(size=(9, 3.2))
def gradient_of_the_loss(student, reference, rng, figure):
    """The gradient with respect to the scores of one row: the probabilities, less 1 at the label (class 2)."""
    logits, targets = rng.normal(0.0, 1.5, (1, 6)), np.array([2])
    axes = figure.subplots()
    for side, (name, color, shift) in zip((student, reference), SIDES, strict=True):
        _, cache = side.cross_entropy_forward(logits, targets)
        slopes = np.asarray(side.cross_entropy_backward(cache))[0]
        axes.bar(np.arange(6) + shift, slopes, 0.4, color=color, label=name)
    axes.axhline(0.0, color="0.5", linewidth=0.8)
    axes.set_xlabel("class")
    axes.set_ylabel("dlogits")
    axes.legend()
