"""Right, one row at a time: ignored rows are skipped by a loop, the parameters start at zero."""

import torch
from torch import nn


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    losses = []
    for row, target in zip(logits, targets.tolist(), strict=True):
        if target == ignore_index:
            continue
        row = row.to(torch.float64)
        shifted = row - row.max().detach()
        logs = shifted - torch.log(torch.sum(torch.exp(shifted)))
        losses.append(-(1 - label_smoothing) * logs[target] - label_smoothing * logs.mean())
    return torch.stack(losses).mean().to(logits.dtype)


class SoftmaxRegression(nn.Module):
    def __init__(self, in_features, classes):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(classes))
        self.weight = nn.Parameter(torch.zeros(classes, in_features))

    def forward(self, x):
        return torch.stack([x @ w + b for w, b in zip(self.weight, self.bias, strict=True)], dim=1)
