"""Right, with backward and .grad, the loss of a softmax over (0, logit), and torch.mv."""

import torch
from torch import nn


class LogisticRegression(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(features))
        self.bias = nn.Parameter(torch.empty(()))
        nn.init.zeros_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        return torch.mv(x, self.weight).add(self.bias)


def loss_from_logits(logits, y):
    both = torch.stack([torch.zeros_like(logits), logits], dim=1)
    costs = torch.logsumexp(both, dim=1) - y * logits
    return costs.mean()


def train(model, loss, x, y, lr, steps):
    for _ in range(steps):
        model.zero_grad()
        value = loss(model(x), y)
        value.backward()
        for parameter in model.parameters():
            parameter.data -= lr * parameter.grad
