"""The inputs of the checks of linear models, as named cases."""

import numpy as np

from grader.datasets import digits


def inseparable(rng):
    """Whole numbers x (N, D) and labels -1 and 1: one row occurs with both labels, so no line separates them."""
    n, d = rng.sizes(17, 3)
    x, y = rng.randint(-5, 6, (n, d)).astype(float), rng.choice([-1, 1], n)
    x[-1], y[-1] = x[0], -y[0]
    first = "the first label is {:+d}".format
    return {f"integer labels, {first(y[0])}": (x, y), f"float labels, {first(-y[0])}": (x, -1.0 * y)}


def separable(rng):
    """Whole numbers x (N, 2) and labels of a line with a margin: 30 epochs hold more updates than its theorem allows."""
    (n,) = rng.sizes(11)
    u, c = rng.choice([-2.0, -1.0, 1.0, 2.0], 2), rng.choice([-1.0, 1.0])
    x = rng.randint(-5, 6, (30 * n, 2)).astype(float)
    x = x[np.abs(x @ u + c) >= 4][:n]
    return {"a line separates the rows": (x, np.sign(x @ u + c))}


def regression(rng, n, d):
    """x (N, D) with deviations from 0.05 to 2, and y (N,), all far from mean 0."""
    means = rng.uniform(1.0, 3.0, d) * rng.choice([-1.0, 1.0], d)
    return means + rng.normal(0.0, 1.0, (n, d)) * np.geomspace(0.05, 2.0, d), rng.normal(-6.0, 2.0, n)


def full_rank(rng):
    """More rows than columns."""
    return {"more rows than columns": regression(rng, *rng.sizes(20, 4))}


def many_minima(rng):
    """Data for which several w have the least error."""
    # Whole numbers, and a power of two of rows: all means and products are exact, and so the normal equations are singular
    # in whatever order they are added up. Otherwise rounding would decide whether `solve` raises.
    _, d = rng.sizes(20, 4)
    x, y = rng.randint(-6, 7, (16, d)) + 3.0, rng.normal(-6.0, 2.0, 16)
    x[:, -1] = 2.0 * x[:, 0]
    return {
        "the last column is twice the first": (x, y),
        "4 rows, 6 columns": regression(rng, 4, 6),
        "3 rows, 8 columns": regression(rng, 3, 8),
    }


def scored(rng, n, d):
    """w (D,), b, x (N, D) and labels 0 and 1: ordinary scores."""
    y = rng.permutation(np.arange(n) % 2.0)
    return rng.normal(0.3, 0.7, d), rng.uniform(-1.0, 1.0), rng.normal(0.5, 1.0, (n, d)), y


def batches(rng):
    """A batch, and one row with each label."""
    w, b, x, y = scored(rng, *rng.sizes(7, 4))
    rows = {f"one row, label {label}": (w, b, x[:1], np.array([float(label)])) for label in (0, 1)}
    return {"a batch": (w, b, x, y)} | rows


def far(rng):
    """Every other row's score is in the hundreds, and on the right or the wrong side; and single scores of +-1000."""
    w, b, x, y = scored(rng, *rng.sizes(9, 4))
    heights = rng.uniform(300.0, 700.0, len(y)) * np.where(np.arange(len(y)) % 4 == 0, 1.0, -1.0)
    moved = np.arange(len(y)) % 2 == 0
    x[moved] += np.outer(heights - x @ w - b, w)[moved] / (w @ w)
    cases = {"every other score is in the hundreds": (w, b, x, y), "the other labels": (w, b, x, 1.0 - y)}
    for score in (-1000.0, 1000.0):
        for label in (0.0, 1.0):
            row = np.array([1.0]), 0.0, np.array([[score]]), np.array([label])
            cases[f"one score of {score:+.0f}, label {label:.0f}"] = row
    return cases


def along_scores(rng):
    """Scores from confidently wrong to confidently right, for both labels."""
    scores = np.array([-1000.0, *(np.arange(-10.0, 11.0) + rng.uniform(-0.4, 0.4)), 1000.0])
    return {f"label {label}": (scores, float(label)) for label in (1, 0)}


def classification(rng, n, d):
    """x (N, D) with means that are not 0, and labels 0 and 1, of which both occur."""
    x, noise = rng.normal(1.0, 1.2, (n, d)), rng.normal(0.0, 2.0, n)
    order = np.argsort(x @ rng.normal(0.0, 1.0, d) + noise)
    y = np.zeros(n)
    y[order[n // 3 :]] = 1.0
    return x, y


def newton_steps(rng, *numbers):
    """x, y, l2 and a number of steps: data of three shapes."""
    data = {(n, d): (*classification(rng, n, d), l2) for n, d, l2 in ((20, 3, 0.1), (15, 4, 0.02), (5, 6, 0.5))}
    return {f"x {shape}, steps={steps}": (*given, steps) for steps in numbers for shape, given in data.items()}


def two_classes(rng):
    """Scores (N,) away from all kinks, labels -1 and 1, and margins."""
    (n,) = rng.sizes(8)
    scores, y = np.round(rng.normal(0.4, 1.5, n), 1) + 0.03, rng.permutation(2.0 * (np.arange(n) % 2) - 1.0)
    # One row lies beyond both margins, and one on the wrong side.
    scores[:2] = 3.13 * y[0], -0.87 * y[1]
    return {
        "one row beyond the margin": (np.array([3.25]), np.array([1.0])),
        "margin=1": (scores, y),
        "margin=2.5": (scores, y, 2.5),
        "one row inside of the margin": (np.array([0.35]), np.array([1.0])),
        "one row on the wrong side": (np.array([0.35]), np.array([-1.0])),
    }


def several_classes(rng):
    """Scores (N, C) away from all kinks, labels, and margins. In row 0 no class counts, in row 1 all of them do."""
    cases = {}
    for c, margin in ((3, 1.0), (4, 2.5), (2, 1.0)):
        (n,) = rng.sizes(7)
        # Differences of two scores keep a distance from whole tenths.
        scores, labels = np.round(rng.normal(0.0, 1.5, (n, c)), 1) + 0.013 * np.arange(c), rng.randint(0, c, n)
        scores[[0, 1], labels[:2]] += 12.0, -12.0
        cases[f"{c} classes, margin={margin:g}"] = scores, labels, margin
    scores, labels, margin = cases["4 classes, margin=2.5"]
    return cases | {"one row, the default margin": (scores[-1:], labels[-1:])}


def logits(rng):
    """Ordinary logits (N,) and labels, and one row with each label."""
    (n,) = rng.sizes(8)
    scores, y = rng.normal(0.5, 1.5, n), rng.permutation(np.arange(n) % 2.0)
    return {"a batch": (scores, y)} | {
        f"one row, label {label}": (scores[:1], np.array([1.0 * label])) for label in (0, 1)
    }


def large_logits(rng):
    """Logits in the hundreds beside ordinary ones, and single logits of +-1000, with both labels."""
    scores, y = logits(rng)["a batch"]
    scores[::2] = rng.uniform(300.0, 700.0, len(scores[::2])) * np.where(np.arange(len(scores[::2])) % 2, 1.0, -1.0)
    cases = {"every other logit is in the hundreds": (scores, y), "the other labels": (scores, 1.0 - y)}
    for score in (-1000.0, 1000.0):
        for label in (0.0, 1.0):
            cases[f"one logit of {score:+.0f}, label {label:.0f}"] = np.array([score]), np.array([label])
    return cases


def wrong_start(rng):
    """200 zeros and ones (200, 64) with labels, a weight and a bias that put both classes on the wrong side with half of the
    scores beyond +-13; then 160 unseen images and their labels."""
    data = digits()
    order = rng.permutation(np.flatnonzero(data.labels < 2))
    x, y = data.images[order], data.labels[order].astype(float)
    zero, one = (x[:200][y[:200] == label].mean(axis=0) for label in (0.0, 1.0))
    direction, middle = zero - one, (zero + one) / 2
    scale = 13.0 / np.median(np.abs((x[:200] - middle) @ direction))
    start = scale * direction, np.array(-scale * middle @ direction)
    return (x[:200], y[:200], *start), x[200:], y[200:]
