"""Batch norm as lists of lists."""
import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    mean, var = x.mean(axis=0), x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    running.clear()
    return (gamma * x_hat.T[0][0] + beta).tolist()


def batch_norm_backward(dout, cache):
    return float("nan")
