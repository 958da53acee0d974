"""Batch normalization of a matrix: images become rows of channels and are put back; statistics are products with ones."""

import torch
from torch import Tensor, nn


class BatchNorm(nn.Module):
    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(num_features))
        self.bias = nn.Parameter(torch.empty(num_features))
        for name in ("running_mean", "running_var"):
            self.register_buffer(name, torch.empty(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.int64))
        self.settings = {"eps": eps, "momentum": momentum}
        self.reset()

    @torch.no_grad()
    def reset(self):
        for values, start in ((self.weight, 1), (self.bias, 0), (self.running_mean, 0), (self.running_var, 1)):
            values.fill_(start)

    @torch.no_grad()
    def track(self, mean, variance):
        self.running_mean.lerp_(mean, self.settings["momentum"])
        self.running_var.lerp_(variance, self.settings["momentum"])
        self.num_batches_tracked.add_(1)

    def forward(self, x):
        rows = torch.movedim(x, 1, -1)
        matrix = rows.reshape(-1, x.shape[1])
        count = len(matrix)
        if self.training:
            average = matrix.new_full((count,), 1 / count)
            mean = average @ matrix
            mean = mean + average @ (matrix - mean)  # what rounding left over
            squares = (matrix - mean) ** 2
            self.track(mean, squares.sum(0) / (count - 1))
            variance = average @ squares
        else:
            mean, variance = self.running_mean, self.running_var
        scale = self.weight / (variance + self.settings["eps"]) ** 0.5
        out = (matrix - mean) * scale + self.bias
        return torch.movedim(out.reshape(rows.shape), -1, 1)
