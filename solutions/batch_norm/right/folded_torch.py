"""Batch normalization by einsum, split into helper methods; in evaluation folded into one scale and one shift."""

import math

import torch


class BatchNorm(torch.nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.settings = {"eps": eps, "momentum": momentum}
        for name, value in (("weight", 1.0), ("bias", 0.0)):
            self.register_parameter(name, torch.nn.Parameter(torch.full([num_features], value)))
        self.register_buffer("running_mean", self.bias.detach().clone())
        self.register_buffer("running_var", self.weight.detach().clone())
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        flat = x.unsqueeze(-1) if x.ndim == 2 else x.flatten(2)  # (N, C, P)
        out = self.trained(flat) if self.training else self.evaluated(flat)
        return out.reshape(x.shape)

    def trained(self, flat):
        count = math.prod(flat.shape) // flat.shape[1]
        mean = torch.einsum("ncp->c", flat) / count
        centered = flat - mean[:, None]
        var = torch.einsum("ncp,ncp->c", centered, centered) / count
        keep, m = 1 - self.settings["momentum"], self.settings["momentum"]
        self.running_mean.mul_(keep).add_(mean.detach(), alpha=m)
        self.running_var.mul_(keep).add_(var.detach(), alpha=m * count / (count - 1))
        self.num_batches_tracked += 1
        scale = self.weight / torch.sqrt(var + self.settings["eps"])
        return torch.einsum("ncp,c->ncp", centered, scale) + self.bias[:, None]

    def evaluated(self, flat):
        scale = self.weight / torch.sqrt(self.running_var + self.settings["eps"])
        shift = self.bias - scale * self.running_mean
        return flat * scale[:, None] + shift[:, None]
