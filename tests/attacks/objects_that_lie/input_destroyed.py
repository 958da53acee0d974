# stopped by: design
# ends as: failed
"""Set the caller's array to 0, so that whatever is computed from it later is 0 too."""


def double(x):
    x[:] = 0
    return x


def total(x):
    x *= 0
    return x[:, 0]


def fit(x, target, steps):
    x[:] = 0
    target[:] = 0
    return x[0], target[:steps]


def batches(x, size):
    x[:] = 0
    return [x[:size]] * (len(x) // size)
