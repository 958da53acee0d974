"""Batch normalization for real: a module of tensor operations that can replace nn.BatchNorm1d and nn.BatchNorm2d."""

import torch
from torch import nn


class BatchNorm(nn.Module):
    """Batch normalization for inputs (N, C) and (N, C, H, W), with the state of PyTorch's ready-made layer.

    In state_dict:

    weight               (C,) parameter, starts at 1: the scale
    bias                 (C,) parameter, starts at 0: the shift
    running_mean         (C,) buffer, starts at 0
    running_var          (C,) buffer, starts at 1
    num_batches_tracked  () buffer, int64, starts at 0: how many training batches have passed

    so that a state saved from nn.BatchNorm1d(C) or nn.BatchNorm2d(C) loads into it, and the other way round.

    Autograd gives the backward pass. Ready-made normalization is forbidden here: nn.BatchNorm1d/2d/3d,
    nn.LazyBatchNorm1d/2d/3d, nn.SyncBatchNorm, nn.LayerNorm, nn.InstanceNorm1d/2d/3d, nn.GroupNorm, nn.RMSNorm,
    torch.nn.functional.batch_norm, layer_norm, instance_norm, group_norm and rms_norm, and the functions of the same
    kind right under torch (torch.batch_norm, torch.native_batch_norm, ...). Means, variances and elementary operations
    are fine.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        """A layer for C = num_features channels; momentum weighs the *new* statistic."""
        super().__init__()
        raise NotImplementedError("TODO: keep eps and momentum, make two parameters, register three buffers")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalize every channel of x, (N, C) or (N, C, H, W), scale it by weight and shift it by bias; shaped like x.

        x_hat = (x - mean) / sqrt(var + eps); the result is weight * x_hat + bias.

        In training mode (`self.training`) mean and var are this batch's, over N or over N, H and W together; the
        variance is the *biased* one, and the mean is subtracted before squaring, so that a large mean beside a small
        spread does no harm. Gradients flow through both. Then, outside the graph of autograd, the running statistics
        move on:

            running_mean = (1 - momentum) * running_mean + momentum * mean
            running_var  = (1 - momentum) * running_var  + momentum * unbiased variance

        from the first batch on, and num_batches_tracked grows by one. The unbiased variance divides by the number of
        values per channel minus one; there are two or more.

        In evaluation mode mean and var are running_mean and running_var, as they stand in state_dict, and nothing is
        updated; a single row is a valid batch. The mode is nn.Module's own: the `train()` and `eval()` of a network
        around this layer reach it.
        """
        raise NotImplementedError("TODO: take the statistics, normalize, scale and shift; in training mode update")
