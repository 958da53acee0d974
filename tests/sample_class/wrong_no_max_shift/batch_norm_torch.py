"""Batch normalisation as a torch module."""
import torch
from torch import nn


class _Normalise(torch.autograd.Function):
    """(x - mean) / std over every axis but the second; also hands out mean and variance."""

    @staticmethod
    def forward(ctx, x, eps):
        axes = [a for a in range(x.dim()) if a != 1]
        mean = x.mean(dim=axes, keepdim=True)
        centred = x - mean
        var = centred.square().mean(dim=axes, keepdim=True)
        slope = (var + eps).rsqrt()
        x_hat = centred * slope
        ctx.save_for_backward(x_hat, slope)
        ctx.axes = axes
        mean, var = mean.flatten(), var.flatten()
        ctx.mark_non_differentiable(mean, var)
        return x_hat, mean, var

    @staticmethod
    def backward(ctx, g, _mean, _var):
        x_hat, slope = ctx.saved_tensors
        flat = g.mean(dim=ctx.axes, keepdim=True)
        tilt = (g * x_hat).mean(dim=ctx.axes, keepdim=True)
        return slope * (g - flat - x_hat * tilt), None


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))

    def forward(self, x):
        shape = (-1,) + (1,) * (x.dim() - 2)
        if self.training:
            x_hat, mean, var = _Normalise.apply(x, self.eps)
            size = x.numel() // x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (mean - self.running_mean)
                self.running_var += self.momentum * (var * size / (size - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            slope = (self.running_var + self.eps).rsqrt()
            x_hat = (x - self.running_mean.view(shape)) * slope.view(shape)
        return x_hat * self.weight.view(shape) + self.bias.view(shape)
