"""Batch normalization with a backward pass of its own, as a torch.autograd.Function on rows (M, C)."""

import torch
from torch import nn


class Normalize(torch.autograd.Function):
    @staticmethod
    def forward(ctx, rows, mean, root):
        x_hat = (rows - mean) / root  # (M, C)
        ctx.save_for_backward(x_hat, root)
        return x_hat

    @staticmethod
    def backward(ctx, d):
        x_hat, root = ctx.saved_tensors
        return (d - d.mean(0) - x_hat * (d * x_hat).mean(0)) / root, None, None


class BatchNorm(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.empty(num_features).fill_(1.0))
        self.bias = nn.Parameter(torch.empty(num_features).fill_(0.0))
        for name, start in (("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.full((num_features,), start))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.int64))

    @torch.no_grad()
    def track(self, mean: torch.Tensor, var: torch.Tensor, count: int) -> None:
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(var * (count / (count - 1)), self.momentum)
        self.num_batches_tracked.add_(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = x.movedim(1, -1).flatten(0, -2)  # (M, C)
        if self.training:
            with torch.no_grad():
                mean = rows.mean(0)
                var = (rows - mean).pow(2).mean(0)
            self.track(mean, var, len(rows))
            x_hat = Normalize.apply(rows, mean, (var + self.eps).sqrt())
        else:
            x_hat = (rows - self.running_mean) / (self.running_var + self.eps).sqrt()
        out = torch.addcmul(self.bias, x_hat, self.weight)  # (M, C)
        return out.unflatten(0, (x.shape[0], *x.shape[2:])).movedim(-1, 1)
