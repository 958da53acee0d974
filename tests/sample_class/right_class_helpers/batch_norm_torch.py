"""BatchNorm: a base class with the buffers, and the layer on top of it."""
import torch
from torch import nn


class _Tracked(nn.Module):
    def __init__(self, num_features, momentum):
        super().__init__()
        self.momentum = momentum
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))

    @torch.no_grad()
    def track(self, mean, unbiased):
        # assigning to the name of a buffer keeps it a buffer
        self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
        self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased
        self.num_batches_tracked = self.num_batches_tracked + 1


class BatchNorm(_Tracked):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__(num_features, momentum)
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))

    def forward(self, x):
        rows = x.transpose(0, 1).flatten(1)
        if self.training:
            mean = rows.mean(1)
            var = rows.var(1, correction=0)
            self.track(mean, rows.var(1, correction=1))
        else:
            mean, var = self.running_mean, self.running_var
        normed = (rows - mean[:, None]) / (var[:, None] + self.eps) ** 0.5
        rows = torch.addcmul(self.bias[:, None], normed, self.weight[:, None])
        return rows.unflatten(1, (x.shape[0], *x.shape[2:])).transpose(0, 1)
