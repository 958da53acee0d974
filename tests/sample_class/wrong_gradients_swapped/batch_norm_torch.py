"""batch_norm, the torch part"""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass
class Settings:
    eps: float = 1e-5
    momentum: float = 0.1


class BatchNorm(nn.Module):
    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.settings = Settings(eps, momentum)
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.int64))

    def moments(self, x: Tensor) -> tuple[Tensor, Tensor]:
        if not self.training:
            return self.running_mean, self.running_var
        axes = tuple(a for a in range(x.dim()) if a != 1)
        var, mean = torch.var_mean(x, dim=axes, correction=0)
        self.remember(mean.detach(), var.detach(), x.numel() // x.shape[1])
        return mean, var

    def remember(self, mean: Tensor, var: Tensor, count: int) -> None:
        weight = self.settings.momentum
        self.running_mean.lerp_(mean, weight)
        self.running_var.lerp_(var * (count / (count - 1)), weight)
        self.num_batches_tracked.add_(1)

    def forward(self, x: Tensor) -> Tensor:
        mean, var = self.moments(x)
        shape = (1, -1) + (1,) * (x.dim() - 2)
        scale = self.weight / torch.sqrt(var + self.settings.eps)
        centred = x - mean.reshape(shape)
        return centred * scale.reshape(shape) + self.bias.reshape(shape)
