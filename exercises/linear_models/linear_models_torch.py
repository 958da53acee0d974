"""Logistic regression in PyTorch: a model with two parameters, its loss from logits, and plain gradient descent.

Not allowed here, because it is the exercise: nn.Linear and torch.nn.functional's linear; its cross_entropy, nll_loss,
binary_cross_entropy, binary_cross_entropy_with_logits, mse_loss, multi_margin_loss, soft_margin_loss and
multilabel_soft_margin_loss; and the modules of these losses. Everything else of PyTorch is yours; autograd gives the gradients.

All tensors that belong together have one dtype, float32 or float64: compute in it. There may be one row, or one feature.
"""

from collections.abc import Callable

import torch
from torch import nn


class LogisticRegression(nn.Module):
    """A linear model for two classes: one score, the logit, for each row.

    LogisticRegression(features) has two parameters, and its state_dict just these two names; both start at 0:
        weight: (features,)
        bias: ()

    model(x) takes x (N, features) and returns the logits (N,), with no sigmoid: loss_from_logits does that.
    """

    def __init__(self, features: int) -> None:
        """Create the parameters."""
        super().__init__()
        raise NotImplementedError("TODO: register weight and bias, so that state_dict and parameters() know them")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Score every row: x (N, features) -> logits (N,)."""
        raise NotImplementedError("TODO: one product and the bias")


def loss_from_logits(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Cross-entropy between the probabilities sigmoid(logits) and the labels, averaged over the batch.

    It has the meaning of torch.nn.functional.binary_cross_entropy_with_logits with reduction="mean".

    logits: (N,) float, of any size. y: (N,) labels 0 or 1, of the logits' dtype and on their device. Both are left as they
        were. N may be 1.

    Returns a scalar tensor of the logits' dtype through which autograd can go back to the logits. Loss and gradient must
    be right for logits of 0 (a model that starts at 0 gives no others) and of +-1000. In float16 and bfloat16 the loss
    must be right to 5 % and the gradient finite whenever the loss itself fits into the dtype: float16 ends at 65504, and
    the sum over a batch may lie beyond.
    """
    raise NotImplementedError("TODO: the mean of log(1 + exp(-s)) where y is 1, and of log(1 + exp(s)) where it is 0")


def train(
    model: nn.Module,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    x: torch.Tensor,
    y: torch.Tensor,
    lr: float,
    steps: int,
) -> None:
    """Plain gradient descent on all rows at once: each step moves every parameter by -lr times its gradient.

    model: any module that maps x (N, D) to logits (N,). Its parameters change in place, all of them.
    loss: a function of the logits and y that returns a scalar tensor. Use it as it is given.
    x: (N, D) and y: (N,); left as they were.
    lr: the learning rate. steps: the number of steps. No momentum, no decay, no clipping, no early stop.
    """
    raise NotImplementedError("TODO: gradient of the loss with respect to all parameters, then the step, `steps` times")
