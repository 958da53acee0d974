"""What batch normalization does to activations, drawn from the student's own code and the reference's."""

import numpy as np

from grader import picture


@picture(size=(9, 3.2))
def activations_before_and_after(student, reference, rng, figure):
    """Three channels of a batch with means and spreads of their own; after the layer all are centered, with spread 1."""
    n, c = 400, 3
    x = rng.normal(np.array([-6.0, 0.0, 5.0]), np.array([0.5, 3.0, 1.5]), (n, c))
    args = x, np.ones(c), np.zeros(c)
    outs = [
        side.batch_norm_forward(*args, {"mean": np.zeros(c), "var": np.ones(c)})[0] for side in (student, reference)
    ]
    titles = "before", "after yours", "after the reference's"
    for axes, values, title in zip(figure.subplots(1, 3), (x, *outs), titles, strict=True):
        axes.hist(values, bins=30, histtype="stepfilled", alpha=0.6, label=[f"channel {k}" for k in range(c)])
        axes.set_title(title)
        axes.set_yticks([])
    axes.legend(fontsize="small")


@picture(size=(9, 3.2))
def gradient_of_one_row(student, reference, rng, figure):
    """The loss looks at one row alone, and yet every row has a gradient: it helped to make the mean and the variance."""
    n, c = 12, 1
    x, dout = rng.normal(2.0, 1.5, (n, c)), np.zeros((n, c))
    dout[0] = 1.0
    axes = figure.subplots()
    for shift, (side, name, color) in enumerate(((student, "yours", "#d1495b"), (reference, "reference", "#30638e"))):
        _, cache = side.batch_norm_forward(x, np.ones(c), np.zeros(c), {"mean": np.zeros(c), "var": np.ones(c)})
        dx, _, _ = side.batch_norm_backward(dout, cache)
        axes.bar(np.arange(n) + 0.4 * shift, np.asarray(dx)[:, 0], 0.4, color=color, label=name)
    axes.set_xlabel("row")
    axes.set_ylabel("dx")
    axes.axhline(0.0, color="0.5", linewidth=0.8)
    axes.legend()
