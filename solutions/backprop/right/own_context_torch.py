"""Swish with setup_context, going back from the output; a net of registered parameters and einsum."""

import torch
from torch.autograd.function import once_differentiable


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(x, beta):
        return x * (beta * x).sigmoid()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs, output)

    @staticmethod
    @once_differentiable
    def backward(ctx, dout):
        x, beta, out = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        dx = dout * (beta * out + s * (1 - beta * out))
        dbeta = torch.dot((dout * out).flatten(), (x - out).flatten())
        return dx, dbeta


class MLP(torch.nn.Module):
    def __init__(self, in_features, hidden, classes):
        super().__init__()
        for i, (d, m) in enumerate(((in_features, hidden), (hidden, classes)), 1):
            self.register_parameter(f"w{i}", torch.nn.Parameter(torch.normal(0.0, (2 / d) ** 0.5, (d, m))))
            self.register_parameter(f"b{i}", torch.nn.Parameter(torch.zeros(m)))
        self.register_parameter("beta", torch.nn.Parameter(torch.ones(())))

    def forward(self, x):
        h = Swish.apply(torch.einsum("nd,dh->nh", x, self.w1) + self.b1, self.beta)
        return torch.einsum("nh,hc->nc", h, self.w2) + self.b2
