"""The loop that runs beside the student's NumPy part: training by plain SGD. It judges nothing."""

import numpy as np


def train(student, batches, targets, weights, lr):
    """Fit targets with convolution -> max pool -> convolution -> average pool, one step of plain SGD per batch.

    Yields the error, returns all that was learned.

    batches (T, N, C, 13, 10), targets (T, N, F, 3, 5), weights {"w1": (D, C, 3, 2), "b1", "w2": (F, D, 2, 3), "b2"}
    """
    w1, b1, w2, b2 = (weights[name].copy() for name in ("w1", "b1", "w2", "b2"))
    for x, target in zip(batches, targets, strict=True):
        h, first = student.conv2d_forward(x, w1, b1, stride=(2, 1), padding=(1, 0))  # (N, D, 7, 9)
        h, pooled = student.max_pool2d_forward(h, (2, 3), stride=1)  # (N, D, 6, 7)
        h, second = student.conv2d_forward(h, w2, b2, padding=1)  # (N, F, 7, 7)
        out, averaged = student.avg_pool2d_forward(h, 3, stride=(2, 1))  # (N, F, 3, 5)
        error = out - target
        yield {"mean squared error": np.square(error).mean()}
        dout = 2.0 * error / error.size
        dh = student.avg_pool2d_backward(dout, averaged)
        dh, dw2, db2 = student.conv2d_backward(dh, second)
        dh = student.max_pool2d_backward(dh, pooled)
        _, dw1, db1 = student.conv2d_backward(dh, first)
        w1, b1, w2, b2 = w1 - lr * dw1, b1 - lr * db1, w2 - lr * dw2, b2 - lr * db2
    return {"w1": w1, "b1": b1, "w2": w2, "b2": b2}
