"""Swish that builds a small graph of its own in the backward pass; the biases of the net as one more row of weights."""

import torch
from torch import nn


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, beta):
        ctx.save_for_backward(x, beta)
        return x / (1 + torch.exp(-beta * x))

    @staticmethod
    def backward(ctx, dout):
        x, beta = (tensor.detach().requires_grad_() for tensor in ctx.saved_tensors)
        with torch.enable_grad():
            out = x * torch.special.expit(beta * x)
        return torch.autograd.grad(out, (x, beta), dout)


def first_weights(inputs, outputs):
    values = torch.empty(inputs, outputs)
    nn.init.normal_(values, std=(2.0 / inputs) ** 0.5)
    return nn.Parameter(values)


class MLP(nn.Module):
    def __init__(self, in_features, hidden, classes):
        super().__init__()
        self.w1 = first_weights(in_features, hidden)
        self.b1 = nn.Parameter(self.w1.new_zeros(hidden))
        self.beta = nn.Parameter(self.w1.new_ones([]))
        self.w2 = first_weights(hidden, classes)
        self.b2 = nn.Parameter(self.w1.new_zeros(classes))

    def forward(self, x):
        for weight, bias, last in ((self.w1, self.b1, False), (self.w2, self.b2, True)):
            x = torch.cat((x, torch.ones_like(x[:, :1])), dim=1) @ torch.cat((weight, bias[None]))
            if not last:
                x = Swish.apply(x, self.beta)
        return x
