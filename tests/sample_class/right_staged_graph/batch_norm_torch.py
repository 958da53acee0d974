"""Batch norm in steps; images become a table with one row per pixel."""
import torch
from torch import nn


def to_table(x):
    return x.movedim(1, -1).reshape(-1, x.shape[1])


def from_table(table, like):
    moved = like.movedim(1, -1)
    return table.reshape(moved.shape).movedim(-1, 1)


def statistics(table):
    mean = table.sum(dim=0) / table.shape[0]
    var = ((table - mean) ** 2).sum(dim=0) / table.shape[0]
    return mean, var


def normalise(table, mean, var, eps):
    return (table - mean) / torch.sqrt(var + eps)


def blend(old, new, momentum):
    old.copy_((1 - momentum) * old + momentum * new)


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def track(self, mean, var, rows):
        with torch.no_grad():
            blend(self.running_mean, mean, self.momentum)
            blend(self.running_var, var * rows / (rows - 1), self.momentum)
            self.num_batches_tracked += 1

    def forward(self, x):
        table = to_table(x)
        if self.training:
            mean, var = statistics(table)
            self.track(mean, var, table.shape[0])
        else:
            mean, var = self.running_mean, self.running_var
        return from_table(normalise(table, mean, var, self.eps) * self.weight + self.bias, x)
