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


def regression(rng, n, d, least=0.2):
    """x (N, D) with deviations from `least` to 2, and y (N,), all far from mean 0."""
    means = rng.uniform(1.0, 3.0, d) * rng.choice([-1.0, 1.0], d)
    return means + rng.normal(0.0, 1.0, (n, d)) * np.geomspace(least, 2.0, d), rng.normal(-6.0, 2.0, n)


def full_rank(rng):
    """More rows than columns. In the first column a penalty of a millionth shows."""
    return {"more rows than columns": regression(rng, *rng.sizes(20, 4), 0.01)}


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


def batch(rng):
    """Ordinary scores, and labels 0 and 1. The first row is a surprise: its score is -7, and its label 1."""
    w, b, x, y = scored(rng, *rng.sizes(7, 4))
    y[np.argmax(y)], y[0] = y[0], 1.0
    x[0] += (-7.0 - x[0] @ w - b) * w / (w @ w)
    return w, b, x, y


def far(rng):
    """Every other row's score is in the hundreds, right or wrong; and scores of +-1000 beside ordinary ones."""
    w, b, x, y = scored(rng, *rng.sizes(9, 4))
    heights = rng.uniform(300.0, 700.0, len(y)) * np.where(np.arange(len(y)) % 4 == 0, 1.0, -1.0)
    moved = np.arange(len(y)) % 2 == 0
    x[moved] += np.outer(heights - x @ w - b, w)[moved] / (w @ w)
    cases = {"every other score is in the hundreds": (w, b, x, y), "the other labels": (w, b, x, 1.0 - y)}
    for score in (-1000.0, 1000.0):
        for label in (0.0, 1.0):
            rows = np.array([[score, 0.0], [0.3, -0.8]]), np.array([label, 1.0 - label])
            cases[f"one score of {score:+.0f}, label {label:.0f}"] = np.array([1.0, 0.5]), 0.0, *rows
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
    labels = 1.0 - 2.0 * (np.arange(n) % 2)
    beyond = labels * np.linspace(-0.87, 5.03, n), labels, 1.0
    return {"most rows beyond the margin": beyond, "margin=1": (scores, y, 1.0), "margin=2.5": (scores, y, 2.5)}


def several_classes(rng):
    """Scores (N, C) away from all kinks, labels, and margins. In row 0 no class counts, in row 1 all of them do."""
    cases = {}
    for c, margin in ((3, 1.0), (4, 2.5), (2, 1.0)):
        (n,) = rng.sizes(7)
        # Differences of two scores keep a distance from whole tenths.
        scores, labels = np.round(rng.normal(0.0, 1.5, (n, c)), 1) + 0.013 * np.arange(c), rng.randint(0, c, n)
        scores[[0, 1], labels[:2]] += 12.0, -12.0
        cases[f"{c} classes, margin={margin:g}"] = scores, labels, margin
    return cases


def plain(rng, name):
    """The arguments of an ordinary call of the function `name`."""
    n, d = rng.sizes(6, 3)
    if name == "perceptron":
        return (*next(iter(inseparable(rng).values())), 4)
    if name == "least_squares":
        return (*regression(rng, n, d), 0.0)
    if name == "fit_logistic":
        return (*classification(rng, n, d), 0.2, 1)
    if name == "hinge_loss":
        return two_classes(rng)["margin=2.5"]
    if name == "multiclass_hinge_loss":
        return several_classes(rng)["4 classes, margin=2.5"]
    return scored(rng, n, d)


def thin(rng, name):
    """Arguments of the function `name` with axes of length one, by the name of the axis."""
    n, d = rng.sizes(6, 3)
    if name == "perceptron":
        x, y = rng.randint(1, 6, (n, d)).astype(float), rng.permutation(np.arange(n) % 2 * 2 - 1)
        return {"one feature": (x[:, :1], y, 4), "one row": (x[:1], y[:1], 4), "one epoch": (x, y, 1)}
    if name == "least_squares":
        x, y = regression(rng, n, d)
        return {"one feature": (x[:, :1], y, 0.0)}
    if name == "fit_logistic":
        x, y = classification(rng, n, d)
        return {"one feature": (x[:, :1], y, 0.2, 1)}
    if name == "hinge_loss":
        row, other = np.array([0.35]), np.array([3.25])
        cases = {
            "one row inside of the margin": (row, np.array([1.0]), 1.0),
            "one row beyond the margin": (other, np.array([1.0]), 1.0),
        }
        return cases | {"one row on the wrong side": (row, np.array([-1.0]), 1.0)}
    if name == "multiclass_hinge_loss":
        scores, labels, margin = several_classes(rng)["4 classes, margin=2.5"]
        return {"one row": (scores[1:2], labels[1:2], margin), "one class": (scores[:, :1], 0 * labels, margin)}
    w, b, x, y = scored(rng, n, d)
    cases = {f"one row, label {label}": (w, b, x[:1], np.array([float(label)])) for label in (0, 1)}
    return cases | {"one feature": (w[:1], b, x[:, :1], y), "one number": (w[:1], b, x[:1, :1], y[:1])}


def logits(rng):
    """Ordinary logits (N,) and labels."""
    (n,) = rng.sizes(8)
    return rng.uniform(-2.0, 2.5, n), rng.permutation(np.arange(n) % 2.0)


def surprising_logits(rng):
    """Ordinary logits and labels. The first row is a surprise: its logit is -7, and its label 1."""
    scores, y = logits(rng)
    y[np.argmax(y)], y[0] = y[0], 1.0
    scores[0] = -7.0
    return scores, y


def large_logits(rng):
    """Logits in the hundreds, and logits of +-1000, beside ordinary ones, with both labels."""
    scores, y = logits(rng)
    scores[::2] = rng.uniform(300.0, 700.0, len(scores[::2])) * np.where(np.arange(len(scores[::2])) % 2, 1.0, -1.0)
    cases = {"every other logit is in the hundreds": (scores, y), "the other labels": (scores, 1.0 - y)}
    for score in (-1000.0, 1000.0):
        for label in (0.0, 1.0):
            rows = np.array([score, 0.7]), np.array([label, 1.0 - label])
            cases[f"one logit of {score:+.0f}, label {label:.0f}"] = rows
    return cases


def training(rng, n, d):
    """x (N, D), labels 0 and 1, and a first weight and bias."""
    x, y = rng.normal(0.5, 1.0, (n, d)), rng.permutation(np.arange(n) % 2.0)
    return x, y, rng.normal(0.0, 0.5, d), np.array(rng.uniform(0.2, 0.8))


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
