"""BatchNorm module which computes in float32 at least and returns the dtype of its input."""
import torch
from torch import Tensor, nn


class BatchNorm(nn.Module):
    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))

    def forward(self, x: Tensor) -> Tensor:
        work = x.to(torch.promote_types(x.dtype, self.weight.dtype))
        if self.training:
            dims = (0, *range(2, x.dim()))
            var, mean = torch.var_mean(work, dim=dims, correction=0)
            self._track(mean.detach(), var.detach(), work.numel() // work.shape[1])
        else:
            mean, var = self.running_mean, self.running_var
        normed = (work - self._col(mean, x)) * self._col(torch.rsqrt(var + self.eps), x)
        return (normed * self._col(self.weight, x) + self._col(self.bias, x)).to(x.dtype)

    @staticmethod
    def _col(v: Tensor, x: Tensor) -> Tensor:
        return v.reshape((-1,) + (1,) * (x.dim() - 2))

    @torch.no_grad()
    def _track(self, mean: Tensor, var: Tensor, count: int) -> None:
        m = self.momentum
        unbiased = var * (count / (count - 1))
        self.running_mean.copy_((1 - m) * self.running_mean + m * mean)
        self.running_var.copy_((1 - m) * self.running_var + m * unbiased)
        self.num_batches_tracked += 1
