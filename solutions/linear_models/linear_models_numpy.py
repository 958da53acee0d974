"""Linear models by hand in NumPy: perceptron, least squares, logistic regression, and the hinge losses.

One row, one feature or one class is an ordinary input: axes of length one stay. Arrays may be views such as x[::2]. Inputs in
float64 are computed with in float64.
"""

import numpy as np


def perceptron(x: np.ndarray, y: np.ndarray, epochs: int = 10) -> tuple[np.ndarray, float, np.ndarray]:
    """Train Rosenblatt's perceptron: go through the rows in their order, and correct the model after each mistake.

    x: (N, D) float64; it is left as it was. All entries are whole numbers, so every score is exact.
    y: (N,) labels -1 or 1, integers or floats; left as they were.
    epochs: how many times to go through all rows, 1 or more. Do not stop early: an epoch without a mistake counts too.

    w and b start at 0. A row is a mistake if y * (x @ w + b) <= 0, with the w and b of that moment. After a mistake, y * x
    is added to w, and y to b.

    Returns (w, b, updates): w (D,), b one number, and updates (epochs,), an array with the number of mistakes in each
    epoch.
    """
    # BEGIN SOLUTION one loop over the epochs, one over the rows
    w, b = np.zeros(x.shape[1]), 0.0
    updates = np.zeros(epochs, dtype=int)
    for epoch in range(epochs):
        for i, label in enumerate(y):
            if label * (x[i] @ w + b) <= 0:
                w += label * x[i]
                b += label
                updates[epoch] += 1
    return w, b, updates
    # END SOLUTION


def least_squares(x: np.ndarray, y: np.ndarray, l2: float = 0.0) -> tuple[np.ndarray, float]:
    """Minimize mean((x @ w + b - y)**2) + l2 * sum(w**2) over w and b.

    x: (N, D) float64. y: (N,) float64, any real numbers. Both are left as they were.
    l2: the weight of the penalty, 0 or more. The bias b is not penalized.

    Returns (w, b): w (D,), b one number. If l2 is 0, several w may have the least error: a column may be a multiple of
    another, or N may not exceed D. Then the w with the least sum(w**2) is meant; b is not part of that sum, and
    b = mean(y) - mean(x) @ w. A singular value of the data that is 0 but for rounding counts as 0.
    """
    # BEGIN SOLUTION center the columns, so that b drops out; solve for w; then b
    n, d = x.shape
    center = x.mean(axis=0)  # (D,)
    # The penalty is the squared error of D more rows. Centered columns make y's mean drop out of w.
    rows = np.vstack([x - center, np.sqrt(n * l2) * np.eye(d)])  # (N + D, D)
    targets = np.concatenate([y, np.zeros(d)])  # (N + D,)
    w = np.linalg.lstsq(rows, targets)[0]
    b = y.mean() - center @ w
    return w, b
    # END SOLUTION


def logistic_loss(w: np.ndarray, b: float, x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Cross-entropy of logistic regression, averaged over the batch, and its gradient.

    w: (D,) float. b: one number. x: (N, D), of w's dtype. y: (N,) labels 0 or 1, of w's dtype. All are left as they were.

    The score of a row is s = x @ w + b. A row costs log(1 + exp(-s)) if y = 1, and log(1 + exp(s)) if y = 0: minus the
    logarithm of the probability of its label. N may be 1.

    Returns (loss, dw, db): the mean cost, one number; its gradient dw (D,), of w's dtype; and db, one number. They must be
    right for scores of any size: a row with y = 0 and s = 1000 costs 1000.
    """
    # BEGIN SOLUTION the costs, without a logarithm of a probability; the slopes; the gradient
    s = x @ w + b  # (N,)
    loss = np.logaddexp(0.0, (1.0 - 2.0 * y) * s).mean()
    p = 0.5 + 0.5 * np.tanh(0.5 * s)  # (N,)
    slope = (p - y) / len(y)  # (N,)
    return loss, x.T @ slope, slope.sum()
    # END SOLUTION


def squared_sigmoid_loss(w: np.ndarray, b: float, x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray, float]:
    """Squared error of the probability sigmoid(s), averaged over the batch, and its gradient.

    w: (D,) float. b: one number. x: (N, D), of w's dtype. y: (N,) labels 0 or 1, of w's dtype. All are left as they were.

    The score of a row is s = x @ w + b, its probability is p = 1 / (1 + exp(-s)), and it costs (p - y)**2, without a
    factor 1/2. N may be 1.

    Returns (loss, dw, db): the mean cost, one number; its gradient dw (D,), of w's dtype; and db, one number. They must be
    right for scores of any size.
    """
    # BEGIN SOLUTION the probabilities; the chain rule through the square and the sigmoid
    scores = x @ w + b  # (N,)
    probs = 0.5 + 0.5 * np.tanh(0.5 * scores)  # (N,)
    error = probs - y  # (N,)
    slopes = 2.0 * error * probs * (1.0 - probs) / len(y)  # (N,)
    return np.square(error).mean(), x.T @ slopes, slopes.sum()
    # END SOLUTION


def fit_logistic(x: np.ndarray, y: np.ndarray, l2: float, steps: int) -> tuple[np.ndarray, float]:
    """Minimize the cross-entropy of logistic_loss plus l2 * sum(w**2) with Newton's method.

    x: (N, D) float64. y: (N,) float64, labels 0 or 1; both occur. Both arrays are left as they were.
    l2: the weight of the penalty, above 0. The bias b is not penalized.
    steps: how many full Newton steps to make from w = 0 and b = 0, 0 or more. Do not stop early, and do not shorten a step.

    Each step solves one linear system for w and b together: the Hessian of the penalized loss, (D + 1, D + 1), times the
    step is the gradient.

    Returns (w, b): w (D,), b one number.
    """
    # BEGIN SOLUTION put w and b into one vector; gradient, Hessian, solve
    n, d = x.shape
    columns = np.column_stack([x, np.ones(n)])  # (N, D + 1)
    penalty = 2.0 * l2 * np.append(np.ones(d), 0.0)  # (D + 1,)
    theta = np.zeros(d + 1)
    for _ in range(steps):
        chances = 0.5 + 0.5 * np.tanh(0.5 * columns @ theta)  # (N,)
        gradient = columns.T @ (chances - y) / n + penalty * theta
        weights = chances * (1.0 - chances)  # (N,)
        hessian = (columns.T * weights) @ columns / n + np.diag(penalty)
        theta = theta - np.linalg.solve(hessian, gradient)
    return theta[:d], theta[d]
    # END SOLUTION


def hinge_loss(scores: np.ndarray, y: np.ndarray, margin: float = 1.0) -> tuple[float, np.ndarray]:
    """Hinge loss for two classes, averaged over the batch, and its gradient.

    scores: (N,) float. y: (N,) labels -1 or 1, of the scores' dtype. Both are left as they were. N may be 1.
    margin: a row costs max(0, margin - y * score).

    Returns (loss, dscores): the mean cost, one number, and its gradient (N,) in the scores' dtype. Where the cost is about
    to begin, margin = y * score, any slope is right.
    """
    # BEGIN SOLUTION how much is missing from the margin; the slope where something is missing
    missing = margin - y * scores  # (N,)
    return missing.clip(min=0.0).mean(), -y * (missing > 0.0) / len(y)
    # END SOLUTION


def multiclass_hinge_loss(scores: np.ndarray, labels: np.ndarray, margin: float = 1.0) -> tuple[float, np.ndarray]:
    """Hinge loss for several classes (Weston and Watkins), averaged over the batch, and its gradient.

    scores: (N, C) float. labels: (N,) integers from 0 to C - 1. Both are left as they were. N may be 1.
    margin: a row costs the sum over its wrong classes j of max(0, score of j - score of the label + margin).

    Returns (loss, dscores): the mean over the N rows, one number, and its gradient (N, C) in the scores' dtype. Where a
    class is about to count, any slope is right.
    """
    # BEGIN SOLUTION compare each class with the label; leave the label out; count for the slopes
    n = len(scores)
    at_label = np.arange(n), labels
    excess = scores - scores[at_label][:, None] + margin  # (N, C)
    excess[at_label] = 0.0
    loss = excess.clip(min=0.0).sum() / n
    dscores = (excess > 0.0).astype(scores.dtype)  # (N, C)
    dscores[at_label] = -dscores.sum(axis=1)
    return loss, dscores / n
    # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    points, signs = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1, -1])
    line, heights = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 2.0, 6.0])
    one_row = np.array([np.log(3.0) / 2]), 0.0, np.array([[2.0]]), np.array([0.0])

    def two_rows():
        for epochs, expected in ((1, "1 -2 0"), (2, "2 -4 0"), (4, "4 -3 1")):
            weights, bias, updates = perceptron(points, signs, epochs)
            yield f"w, b, epochs={epochs}", expected, [*weights, bias]
        yield "updates", "2 2 1 0", updates

    def straight_line():
        for l2, expected in ((0.0, "2.5 0.5"), (1.0, "1 2")):
            weights, bias = least_squares(line, heights, l2)
            yield f"w, b, l2={l2:g}", expected, [*weights, bias]

    def cross_entropy():
        value, dw, db = logistic_loss(*one_row)
        yield "cross-entropy", "1.3863", value
        yield "its dw and db", "1.5 0.75", [*dw, db]

    def squared_error():
        value, dw, db = squared_sigmoid_loss(*one_row)
        yield "squared error", "0.5625", value
        yield "its dw and db", "0.5625 0.28125", [*dw, db]

    def newton():
        weights, bias = fit_logistic(np.array([[0.0], [2.0]]), np.array([0.0, 1.0]), 0.125, 1)
        yield "w, b after a step", "1 -1", [*weights, bias]

    def two_classes():
        value, dscores = hinge_loss(np.array([0.5]), np.array([-1.0]))
        yield "hinge, slope", "1.5 1", [value, *dscores]

    def three_classes():
        value, dscores = multiclass_hinge_loss(np.array([[3.0, 1.0, 2.5]]), np.array([1]))
        yield "multi-class hinge", "5.5", value
        yield "its slopes", "1 -2 1", dscores

    print(f"{'':22}{'README':42}yours")
    for example in (two_rows, straight_line, cross_entropy, squared_error, newton, two_classes, three_classes):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
