"""Loops that run beside the student's NumPy part. They return numbers and judge nothing."""


def repeated(student, x, factor, times):
    """The largest entry of x (N, D) after each of `times` calls of scale, each on the answer of the one before."""
    largest = []
    for _ in range(times):
        x = student.scale(x, factor)
        largest.append(float(x.max()))
    return largest
