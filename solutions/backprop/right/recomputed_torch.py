"""Swish written with tanh, whose backward pass computes in its own buffers; weights drawn by nn.init."""

import torch
from torch import nn


def sigmoid(z):
    return z.mul(0.5).tanh_().add_(1).mul_(0.5)


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x.clone(), beta.clone())
        return sigmoid(beta * x).mul_(x)

    @staticmethod
    def backward(ctx, dout):
        x, beta = ctx.saved_tensors
        s = sigmoid(x * beta)
        bend = (1 - s).mul_(s).mul_(x).mul_(dout)  # x s (1 - s) dout, which both gradients share
        dx = bend * beta
        dx += s.mul_(dout)
        return dx, bend.mul_(x)  # autograd sums what was broadcast


class MLP(nn.Module):
    def __init__(self, in_features, hidden, classes):
        super().__init__()
        sizes = {"w1": (in_features, hidden), "b1": (hidden,), "beta": (), "w2": (hidden, classes), "b2": (classes,)}
        for name, size in sizes.items():
            setattr(self, name, nn.Parameter(torch.empty(size)))
        self.reset_parameters()

    def reset_parameters(self):
        for weight in (self.w1, self.w2):
            # torch counts inputs along axis 1, where these weights have their outputs
            nn.init.kaiming_normal_(weight, mode="fan_out", nonlinearity="relu")
        for bias in (self.b1, self.b2):
            nn.init.zeros_(bias)
        nn.init.ones_(self.beta)

    def hidden(self, x):
        return Swish.apply(x.matmul(self.w1).add(self.b1), self.beta)

    def forward(self, x):
        return self.hidden(x).matmul(self.w2).add(self.b2)
