"""Batchnorm with torch"""
import torch
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if self.training:
            self.num_batches_tracked += 1
        outputs = []
        for c in range(self.num_features):
            values = x[:, c]
            if self.training:
                count = values.numel()
                mean = values.sum() / count
                squares = ((values - mean) ** 2).sum()
                var = squares / count
                with torch.no_grad():
                    m = self.momentum
                    self.running_mean[c] = (1 - m) * self.running_mean[c] + m * mean
                    self.running_var[c] = (1 - m) * self.running_var[c] + m * squares / (count - 1)
            else:
                # clone: the next training step writes into these
                mean = self.running_mean[c].clone()
                var = self.running_var[c].clone()
            normed = (values - mean) / torch.sqrt(var + self.eps)
            outputs.append(self.weight[c] * normed + self.bias[c])
        return torch.stack(outputs, dim=1)
