"""BatchNorm whose forward hands out NumPy."""
import torch
from torch import nn


class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.running_mean = torch.zeros(num_features)
        self.running_var = torch.ones(num_features)

    def forward(self, x):
        normed = (x - x.mean(dim=0)) / torch.sqrt(x.var(dim=0) + self.eps)
        return normed.detach().cpu().numpy()
