"""Exercise sheet: the same loss as tensor operations, and the linear model for it."""
import torch
from torch import nn


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    class_dim = 0 if logits.dim() == 1 else 1
    work = logits.float() if logits.dtype.itemsize < 4 else logits
    # this makes a new tensor, so that in-place is allowed afterwards
    logp = work - work.detach().amax(dim=class_dim, keepdim=True)
    logp -= logp.exp().sum(dim=class_dim, keepdim=True).log_()

    valid = targets != ignore_index
    index = targets.masked_fill(~valid, 0).unsqueeze(class_dim)
    loss = logp.gather(class_dim, index).squeeze(class_dim).neg()
    if label_smoothing > 0:
        loss = loss * (1 - label_smoothing) - label_smoothing * logp.mean(dim=class_dim)
    loss = loss.masked_fill(~valid, 0)
    return loss.sum().div(valid.sum()).to(logits.dtype)


class SoftmaxRegression(nn.Module):
    def __init__(self, in_features, classes):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(classes, in_features))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        scores = x @ self.weight.t()
        scores += self.bias
        return scores
