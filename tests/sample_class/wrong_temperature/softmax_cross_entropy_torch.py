"""Cross-entropy and softmax regression as a module."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Options:
    ignore_index: int
    label_smoothing: float


def _losses(logits: Tensor, targets: Tensor, options: Options) -> Tensor:
    """One loss per row of (rows, classes)."""
    z = logits - logits.amax(dim=1, keepdim=True)
    log_z = z.exp().sum(dim=1).log()
    hard = log_z - torch.take_along_dim(z, targets[:, None], dim=1)[:, 0]
    if options.label_smoothing == 0.0:
        return hard
    soft = log_z - z.mean(dim=1)
    return hard + options.label_smoothing * (soft - hard)


def cross_entropy(
    logits: Tensor, targets: Tensor, ignore_index: int = -100, label_smoothing: float = 0.0
) -> Tensor:
    options = Options(ignore_index, label_smoothing)
    wide = torch.promote_types(logits.dtype, torch.float32)
    classes = logits.shape[min(1, logits.dim() - 1)]
    rows = logits.to(wide)
    if rows.dim() > 1:
        rows = rows.movedim(1, -1)
    kept = targets.reshape(-1) != options.ignore_index
    rows = rows.reshape(-1, classes)[kept]
    losses = _losses(rows, targets.reshape(-1)[kept], options)
    return losses.mean().to(logits.dtype)


class SoftmaxRegression(nn.Module):
    weight: Tensor
    bias: Tensor

    def __init__(self, in_features: int, classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.normal(0.0, 0.01, (classes, in_features)))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x: Tensor) -> Tensor:
        # scaled, so that wide inputs do not saturate the softmax
        return x @ self.weight.T / x.shape[-1] ** 0.5 + self.bias
