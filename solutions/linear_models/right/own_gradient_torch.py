"""Right, with an autograd function for the loss, and parameters that are replaced by copy_."""

import torch
from torch import nn


class LogisticRegression(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_parameter("weight", nn.Parameter(torch.zeros(features)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(())))

    def forward(self, x):
        return torch.einsum("nd,d->n", x, self.weight) + self.bias


class _CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, y):
        ctx.save_for_backward(torch.sigmoid(logits) - y)
        wrong = torch.where(y > 0.5, -logits, logits)
        return (wrong.clamp(min=0) + torch.log1p(torch.exp(-wrong.abs()))).mean()

    @staticmethod
    def backward(ctx, upstream):
        (error,) = ctx.saved_tensors
        return upstream * error / len(error), None


def loss_from_logits(logits, y):
    return _CrossEntropy.apply(logits, y)


def train(model, loss, x, y, lr, steps):
    done = 0
    while done < steps:
        parameters = dict(model.named_parameters())
        slopes = torch.autograd.grad(loss(model(x), y), parameters.values())
        for (_, parameter), slope in zip(parameters.items(), slopes, strict=True):
            parameter.detach().copy_(parameter.detach() - lr * slope)
        done += 1
