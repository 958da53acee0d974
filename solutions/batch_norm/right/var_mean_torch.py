"""Batch normalization from torch.mean and torch.var, with new buffers in place of the old ones."""

import torch


class BatchNorm(torch.nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = torch.nn.Parameter(torch.ones(num_features))
        self.bias = torch.nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.long))

    def forward(self, x):
        dims = [d for d in range(x.ndim) if d != 1]
        shape = [-1 if d == 1 else 1 for d in range(x.ndim)]
        mean, var = self.running_mean.view(shape), self.running_var.view(shape)
        if self.training:
            mean = x.mean(dims, keepdim=True)
            var = x.var(dims, correction=0, keepdim=True)
            m = self.momentum
            self.running_mean = ((1 - m) * self.running_mean + m * mean.flatten()).detach()
            self.running_var = ((1 - m) * self.running_var + m * x.var(dims)).detach()
            self.num_batches_tracked = self.num_batches_tracked + 1
        return (x - mean) * (var + self.eps).rsqrt() * self.weight.view(shape) + self.bias.view(shape)
