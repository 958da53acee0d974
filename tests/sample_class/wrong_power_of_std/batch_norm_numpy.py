"""Batch normalisation in NumPy, forward and backward."""
import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    # if x is images we need to average over the batch AND the pixels,
    # but not over the channels (channel = axis 1)
    if len(x.shape) == 4:
        axes = (0, 2, 3)
        # shape to make the vectors fit
        fit = (1, x.shape[1], 1, 1)
    else:
        axes = (0,)
        fit = (1, x.shape[1])

    if training:
        # mean and variance of this batch
        mean = np.mean(x, axis=axes)
        var = np.var(x, axis=axes)

        # how many numbers went into each mean
        m = 1
        for a in axes:
            m = m * x.shape[a]

        # the running variance uses m-1 (Bessel)
        var_unbiased = var * m / (m - 1)

        # update the running things (new ones count momentum)
        new_mean = (1 - momentum) * running["mean"] + momentum * mean
        new_var = (1 - momentum) * running["var"] + momentum * var_unbiased
        # astype because float32 * float64 would make float64
        running["mean"] = new_mean.astype(running["mean"].dtype)
        running["var"] = new_var.astype(running["var"].dtype)
    else:
        # when testing we use what we have collected
        mean = running["mean"]
        var = running["var"]

    # make the shapes fit
    mean = mean.reshape(fit)
    var = var.reshape(fit)
    gamma = gamma.reshape(fit)
    beta = beta.reshape(fit)

    # eps goes INSIDE the square root
    std = np.sqrt(var + eps)
    xhat = (x - mean) / std
    out = gamma * xhat + beta
    # if x is float32 then out should be float32 too
    out = out.astype(x.dtype)

    cache = (x, mean, std, xhat, gamma, axes, fit)
    return out, cache


def batch_norm_backward(dout, cache):
    x, mean, std, xhat, gamma, axes, fit = cache
    # number of values per channel
    m = x.size // x.shape[1]

    # these two are easy
    dbeta = np.sum(dout, axis=axes)
    dgamma = np.sum(dout * xhat, axis=axes)

    # now dx, the hard one. x goes into the output in three ways
    dxhat = dout * gamma

    # way 1: directly
    dx1 = dxhat / std

    # way 2: through the variance
    dvar = np.sum(dxhat * (x - mean) * (-1 / 2) * std ** (-2), axis=axes)
    dx2 = dvar.reshape(fit) * 2 * (x - mean) / m

    # way 3: through the mean
    # (the variance depends on the mean too, but that part is zero
    #  because the sum of x - mean is zero, so I leave it out)
    dmean = np.sum(-dxhat / std, axis=axes)
    dx3 = dmean.reshape(fit) / m

    # add all three
    dx = dx1 + dx2 + dx3
    return dx, dgamma, dbeta
