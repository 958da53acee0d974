"""Right, with a gradient of its own: an autograd.Function that knows (p - q) / N, weighted by which rows count."""

import torch
from torch import nn


class _SmoothedLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, targets, ignore_index, smoothing):
        n, classes = logits.shape
        wide = logits.to(torch.promote_types(logits.dtype, torch.float32))
        counts = (targets != ignore_index).to(wide.dtype)
        weights = counts / counts.sum()
        labels = torch.where(targets == ignore_index, torch.zeros_like(targets), targets)
        q = torch.full((n, classes), smoothing / classes, dtype=wide.dtype, device=wide.device)
        q[torch.arange(n, device=wide.device), labels] += 1 - smoothing
        shifted = wide - wide.max(dim=1, keepdim=True).values
        log_probs = shifted - shifted.exp().sum(1, keepdim=True).log()
        ctx.save_for_backward((log_probs.exp() - q) * weights[:, None])
        ctx.dtype = logits.dtype
        return torch.dot(weights, -(q * log_probs).sum(1)).to(logits.dtype)

    @staticmethod
    def backward(ctx, upstream):
        (grad,) = ctx.saved_tensors
        return (grad * upstream).to(ctx.dtype), None, None, None


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    return _SmoothedLoss.apply(logits, targets, ignore_index, label_smoothing)


class SoftmaxRegression(nn.Module):
    def __init__(self, in_features, classes):
        super().__init__()
        self.register_parameter("weight", nn.Parameter(torch.randn(classes, in_features).div_(100)))
        self.register_parameter("bias", nn.Parameter(torch.full((classes,), 0.1)))

    def forward(self, x):
        return torch.addmm(self.bias, x, self.weight.t())
