"""Runs beside the student's file: training steps with the student's gradient."""

import numpy as np


def three_steps(student, x, target):
    """The weights after three steps from 0."""
    weights = np.zeros(x.shape[1])
    for _ in range(3):
        weights = weights - 0.1 * student.slope(weights, x, target)
    return weights
