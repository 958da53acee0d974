"""Softmax regression with torch, my own interface."""
import torch
from torch import nn


def cross_entropy(targets, logits):
    x = logits.float()
    x = x - x.amax(dim=1, keepdim=True)
    logp = x - x.exp().sum(dim=1, keepdim=True).log()
    return -logp[torch.arange(len(targets)), targets].mean().to(logits.dtype)


class SoftmaxRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(10, 64))
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        return x @ self.weight.T + self.bias
