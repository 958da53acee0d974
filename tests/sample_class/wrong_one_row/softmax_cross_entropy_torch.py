"""Sheet 2, second half."""
import torch
from torch import nn

from utils import smooth


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    class_axis = 1 if logits.dim() > 1 else 0
    x = logits if logits.dtype in (torch.float32, torch.float64) else logits.float()
    top = x.amax(dim=class_axis, keepdim=True)
    lse = (x - top).exp().sum(dim=class_axis, keepdim=True).log() + top
    counted = targets != ignore_index
    index = torch.where(counted, targets, 0).unsqueeze(class_axis)
    # (x - top) first: lse - x loses digits when the logits are large
    hard = ((lse - top) - (x - top).gather(class_axis, index)).squeeze(class_axis)
    uniform = ((lse - top) - (x - top).mean(dim=class_axis, keepdim=True)).squeeze(class_axis)
    losses = torch.where(counted, smooth(hard, uniform, label_smoothing), 0.0)
    return (losses.sum() / counted.sum()).to(logits.dtype)


class SoftmaxRegression(nn.Module):
    def __init__(self, in_features, classes):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, in_features) * 0.05)
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        return torch.matmul(x, self.weight.t()).add(self.bias)
