"""Batch norm with a parameter dictionary."""
import numpy as np


def batch_norm_forward(x, bn_param):
    gamma, beta = bn_param["gamma"], bn_param["beta"]
    mean, var = x.mean(axis=0), x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + bn_param.get("eps", 1e-5))
    return gamma * x_hat + beta, (x_hat, gamma, var, bn_param)


def batch_norm_backward(cache, dout):
    x_hat, gamma, var, bn_param = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    scale = gamma / np.sqrt(var + bn_param.get("eps", 1e-5))
    dx = scale * (dout - (dbeta + x_hat * dgamma) / len(dout))
    return dx, dgamma, dbeta
