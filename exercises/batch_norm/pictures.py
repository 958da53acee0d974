"""What batch normalization does to activations, drawn from the student's own code and the reference's."""

import numpy as np

from grader import illustration, picture, sides


def training(side, x, running):
    """What a forward pass in training returns, with gamma 1 and beta 0: out and a cache."""
    return side.batch_norm_forward(x, np.ones(x.shape[1]), np.zeros(x.shape[1]), running)


def fresh(c):
    """The running statistics of a new layer."""
    return {"mean": np.zeros(c), "var": np.ones(c)}


@illustration(size=(7, 2.6))
def two_channels_before_and_after(reference, rng, figure):
    """Each dot is one row of a batch with two channels. The layer moves both means to 0 and makes both spreads 1."""
    x = rng.normal(0.0, 1.0, (60, 2)) @ np.array([[2.0, 1.2], [0.0, 0.6]]) + np.array([3.0, -4.0])
    out, _ = training(reference, x, fresh(2))
    for axes, rows, title in zip(figure.subplots(1, 2), (x, out), ("x", "out, with gamma 1 and beta 0"), strict=True):
        axes.axhline(0.0, color="0.8", linewidth=0.8)
        axes.axvline(0.0, color="0.8", linewidth=0.8)
        axes.plot(*rows.T, ".", color="#30638e")
        axes.errorbar(*rows.mean(axis=0), *rows.std(axis=0)[::-1], color="#d1495b", label="mean and standard deviation")
        axes.set(title=title, xlabel="channel 0", xlim=(-8, 8), ylim=(-7, 4))
    figure.axes[0].set_ylabel("channel 1")
    figure.axes[0].legend(fontsize="small", loc="upper left")


@picture(size=(9, 3.2))
def activations_before_and_after(student, reference, rng, figure):
    """Before the layer the three channels of a batch have different means and spreads. After it all have mean 0 and spread 1."""
    n, c = 400, 3
    x = rng.normal(np.array([-6.0, 0.0, 5.0]), np.array([0.5, 3.0, 1.5]), (n, c))
    before, *after = figure.subplots(1, 3, sharex=True)
    edges = np.arange(-10.0, 10.25, 0.25)

    def draw(axes, values, title):
        inside = np.clip(values, edges[0], edges[-1])  # what lies beyond the axis piles up at its ends
        axes.hist(inside, bins=edges, histtype="stepfilled", alpha=0.6, label=[f"channel {k}" for k in range(c)])
        axes.set_title(title)
        axes.set_ylim(0, n / 4)
        axes.set_yticks([])

    draw(before, x, "before")
    for axes, side in zip(after, sides(student, reference), strict=True):
        draw(axes, np.asarray(training(side.module, x, fresh(c))[0], float).reshape(n, c), f"after, {side.name}")
    before.legend(fontsize="small")


@picture(size=(9, 3.4))
def running_statistics(student, reference, rng, figure):
    """The running statistics of one channel over sixty batches of four rows. Each dot is the mean or the variance of one
    batch, and the line is the running value. The lines start at 0 and 1. They approach the true mean 5 and the true
    variance 9 (horizontal lines). Evaluation uses their last values."""
    batches = rng.normal(5.0, 3.0, (60, 4, 1))
    panels = dict(zip(("mean", "var"), figure.subplots(1, 2), strict=True))
    statistics = {"mean": batches.mean(axis=(1, 2)), "var": batches.var(axis=(1, 2), ddof=1)}
    for (entry, axes), truth in zip(panels.items(), (5.0, 9.0), strict=True):
        axes.plot(np.arange(1, 61), statistics[entry], ".", color="0.75", label="one batch")
        axes.axhline(truth, color="0.5", linewidth=0.8)
        axes.set_title(f"running {entry}")
        axes.set_xlabel("batches seen")
    for side in sides(student, reference):
        running, kept = fresh(1), {"mean": [0.0], "var": [1.0]}
        for x in batches:
            training(side.module, x, running)
            for entry, values in kept.items():
                values.append(np.asarray(running[entry], float).item())
        for entry, values in kept.items():
            panels[entry].plot(values, **side.line)
    panels["var"].legend(fontsize="small")


@picture(size=(9, 3.2))
def gradient_of_one_row(student, reference, rng, figure):
    """The loss depends on the output of row 0 alone. Still every row has a gradient, because every row contributes to the
    mean and the variance."""
    n, c = 12, 1
    x, dout = rng.normal(2.0, 1.5, (n, c)), np.zeros((n, c))
    dout[0] = 1.0
    axes = figure.subplots()
    for side in sides(student, reference):
        _, cache = training(side.module, x, fresh(c))
        dx, _, _ = side.module.batch_norm_backward(dout, cache)
        axes.bar(np.arange(n) + side.shift, np.asarray(dx, float)[:, 0], **side.bar)
    axes.set_xlabel("row")
    axes.set_xticks(range(n))
    axes.set_ylabel("dx")
    axes.axhline(0.0, color="0.5", linewidth=0.8)
    axes.legend()
