"""Softmax regression in PyTorch: a cross-entropy from tensor operations, and a linear classifier that you train with it.

These operations are the exercise, so they are forbidden: torch.nn.functional's cross_entropy, nll_loss, softmax,
log_softmax and linear; torch.softmax, torch.log_softmax, torch.logsumexp and the tensor methods with these names;
nn.CrossEntropyLoss, nn.NLLLoss, nn.Softmax, nn.LogSoftmax and nn.Linear. Everything else of PyTorch is allowed. Autograd
computes the gradients.
"""

import torch
from torch import nn


def cross_entropy(
    logits: torch.Tensor, targets: torch.Tensor, ignore_index: int = -100, label_smoothing: float = 0.0
) -> torch.Tensor:
    """The cross-entropy between softmax(logits) and the labels, averaged over the rows that count.

    It equals torch.nn.functional.cross_entropy with reduction="mean" and without class weights.

    logits: (N, C), floating-point scores without a softmax, on any device. They are not changed.
    targets: (N,), int64 labels in 0..C-1, or ignore_index. They are not changed.
    ignore_index: a row with this label counts neither in the sum nor in the number of rows, and its gradient is 0.
        ignore_index may lie outside 0..C-1, like the default, or be a class, for example a padding token 0. As a class
        it still takes part in the softmax and in the smoothing of all other rows. At least one row counts. (If no row
        counts, PyTorch returns NaN. No check asks for that.)
    label_smoothing: the share e in [0, 1). The target distribution of a row is q = (1 - e) * one_hot + e / C: the share
        is spread evenly over all C classes, the label's class included.

    Returns a scalar tensor, shape (), in the dtype of the logits. Autograd can go back from it to the logits. The loss
    must be right for logits near +-1000, also if the label's probability is too small for a float. In float16 and
    bfloat16 the gradient must be finite, and the loss right to 5 %, whenever the loss fits into that dtype. The sum over
    the batch may be too large: the largest float16 is 65504.
    """
    raise NotImplementedError("TODO: the mean, over the rows that count, of -sum_k q_k log p_k")


class SoftmaxRegression(nn.Module):
    """A linear classifier: the score of each class is a weighted sum of the inputs plus a bias.

    SoftmaxRegression(in_features, classes) has two parameters. Its state_dict has these two names and no other:
        weight: (classes, in_features)
        bias: (classes,)
    They start at 0 or at random numbers well below 1, so that all classes are about equally likely at first.

    model(x) takes x (N, in_features) and returns the logits (N, classes), x @ weight.T + bias. It applies no softmax:
    cross_entropy does.
    """

    def __init__(self, in_features: int, classes: int) -> None:
        """Create the parameters."""
        super().__init__()
        raise NotImplementedError("TODO: make two parameters under the names weight and bias")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The logits (N, classes) of x (N, in_features)."""
        raise NotImplementedError("TODO: one matrix product, plus the bias")
