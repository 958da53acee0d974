"""Things that more than one of my exercises needs. No torch in here, no numpy either."""


def reduced_axes(ndim):
    """Every axis but the channel axis."""
    return tuple(axis for axis in range(ndim) if axis != 1)


def channel_shape(ndim):
    """The shape that lets a vector of channels broadcast against an input."""
    return (1, -1) + (1,) * (ndim - 2)


def per_channel(shape):
    """How many values there are for each channel."""
    count = 1
    for axis in reduced_axes(len(shape)):
        count *= shape[axis]
    return count


def blend(old, new, weight):
    return (1 - weight) * old + weight * new


def smooth(hard, uniform, amount):
    return (1 - amount) * hard + amount * uniform
