"""Batch normalization in PyTorch: a module of tensor operations that can replace nn.BatchNorm1d and nn.BatchNorm2d."""

import torch
from torch import nn


class BatchNorm(nn.Module):
    """Batch normalization for inputs (N, C) and (N, C, H, W), with the state of PyTorch's ready-made layer.

    Its state_dict has these entries:

    weight               (C,) parameter, starts at 1: the scale
    bias                 (C,) parameter, starts at 0: the shift
    running_mean         (C,) buffer, starts at 0
    running_var          (C,) buffer, starts at 1
    num_batches_tracked  () buffer, int64, starts at 0: the number of training batches so far

    So it can load a state that nn.BatchNorm1d(C) or nn.BatchNorm2d(C) saved, and they can load its state.

    Autograd computes the backward pass. Ready-made normalization is forbidden: nn.BatchNorm1d/2d/3d,
    nn.LazyBatchNorm1d/2d/3d, nn.SyncBatchNorm, nn.LayerNorm, nn.InstanceNorm1d/2d/3d, nn.GroupNorm, nn.RMSNorm,
    torch.nn.functional.batch_norm, layer_norm, instance_norm, group_norm and rms_norm, and the functions of the same
    kind directly under torch (torch.batch_norm, torch.native_batch_norm, ...). Means, variances and elementary
    operations are allowed.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        """A layer for C = num_features channels. momentum weighs the *new* statistic."""
        super().__init__()
        raise NotImplementedError("TODO: keep eps and momentum, make two parameters, register three buffers")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalize every channel of x, (N, C) or (N, C, H, W), scale it by weight and shift it by bias.

        With x_hat = (x - mean) / sqrt(var + eps) the result is weight * x_hat + bias, in the shape of x.

        In training mode (`self.training`) mean and var are the mean and the *biased* variance of this batch, over N for
        rows and over N, H and W together for images. Subtract the mean before you square: otherwise rounding destroys
        the variance of a channel with a large mean and a small spread. Gradients flow through both. Every training
        batch, also the first, updates the running statistics, outside the graph of autograd:

            running_mean = (1 - momentum) * running_mean + momentum * mean
            running_var  = (1 - momentum) * running_var  + momentum * unbiased variance

        The unbiased variance divides by the number of values per channel minus one; a training batch has at least two
        values per channel. num_batches_tracked grows by one.

        In evaluation mode mean and var are the running_mean and running_var of state_dict, and nothing is updated. A
        batch may be a single row. The mode is nn.Module's own: `train()` and `eval()` of a net that contains this layer
        set it.
        """
        raise NotImplementedError("TODO: compute the statistics, normalize, scale and shift; in training mode update")
