"""Swish that keeps its slopes instead of its inputs, and only for those who need them; uniform first weights, addmm."""

import math

import torch
from torch import nn


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        z = x * beta
        e = torch.exp(-z.abs())
        s = torch.where(z >= 0, torch.ones_like(e), e) / (1 + e)
        bend = e / (1 + e) ** 2  # the slope of the sigmoid
        ctx.for_x = s + z * bend
        ctx.for_beta = x**2 * bend
        return x * s

    @staticmethod
    def backward(ctx, dout):
        dx = dbeta = None
        if ctx.needs_input_grad[0]:
            dx = ctx.for_x * dout
        if ctx.needs_input_grad[1]:
            dbeta = torch.sum(ctx.for_beta * dout)
        return dx, dbeta


def uniform(inputs, outputs):
    reach = math.sqrt(6 / inputs)  # whose standard deviation is sqrt(2 / inputs)
    return nn.Parameter((2 * torch.rand(inputs, outputs) - 1) * reach)


class MLP(nn.Module):
    def __init__(self, in_features: int, hidden: int, classes: int) -> None:
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(1.0))
        self.w1, self.w2 = uniform(in_features, hidden), uniform(hidden, classes)
        self.b1, self.b2 = nn.Parameter(torch.zeros(hidden)), nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        hidden = torch.addmm(self.b1, x, self.w1)
        return torch.addmm(self.b2, Swish.apply(hidden, self.beta), self.w2)
