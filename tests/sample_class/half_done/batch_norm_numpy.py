"""Batch normalisation (not started)."""
import numpy as np


def batch_norm_forward(x, gamma, beta, running, training=True, momentum=0.1, eps=1e-5):
    raise NotImplementedError("batch_norm_forward")


def batch_norm_backward(dout, cache):
    raise NotImplementedError("batch_norm_backward")
