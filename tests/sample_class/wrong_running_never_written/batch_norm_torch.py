"""Sheet 5, second half."""
import torch
from torch import nn

from utils import blend, channel_shape, per_channel, reduced_axes


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
        shape = channel_shape(x.dim())
        if self.training:
            axes = reduced_axes(x.dim())
            mean = x.mean(dim=axes)
            var = (x - mean.view(shape)).square().mean(dim=axes)
            count = per_channel(x.shape)
            with torch.no_grad():
                self.running_mean.copy_(blend(self.running_mean, mean, self.momentum))
                unbiased = var * (count / (count - 1))
                self.running_var.copy_(blend(self.running_var, unbiased, self.momentum))
                self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x_hat = (x - mean.view(shape)) / (var + self.eps).sqrt().view(shape)
        return x_hat * self.weight.view(shape) + self.bias.view(shape)
