"""torch.func, vmap, einsum, compile-free graphs, a decorator and a cache; answers that still need a gradient."""

import functools

import torch
from torch.func import grad, vmap


@functools.cache
def _ones(size: int, dtype: torch.dtype) -> torch.Tensor:
    return torch.ones(size, dtype=dtype)


def _log_sum(row):
    return (
        torch.log(torch.einsum("i,i->", torch.exp(row - row.max().detach()), _ones(len(row), row.dtype)))
        + row.max().detach()
    )


def softened(x):
    return vmap(grad(_log_sum))(x).requires_grad_()
