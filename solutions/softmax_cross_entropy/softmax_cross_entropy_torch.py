"""Softmax regression in PyTorch: a cross-entropy from tensor operations, and a linear classifier to train with it.

Not allowed here, because it is the exercise: torch.nn.functional's cross_entropy, nll_loss, softmax, log_softmax and
linear; torch.softmax, torch.log_softmax, torch.logsumexp and the tensor methods of those names; nn.CrossEntropyLoss,
nn.NLLLoss, nn.Softmax, nn.LogSoftmax and nn.Linear. Everything else of PyTorch is yours; autograd gives the gradients.
"""

import torch
from torch import nn


def cross_entropy(
    logits: torch.Tensor, targets: torch.Tensor, ignore_index: int = -100, label_smoothing: float = 0.0
) -> torch.Tensor:
    """Cross-entropy between softmax(logits) and the labels, averaged over the rows that count.

    It has the meaning of torch.nn.functional.cross_entropy with reduction="mean" and no class weights.

    logits: (N, C) floating-point scores on any device, before any softmax; left as they were.
    targets: (N,) int64 labels in 0..C-1, or ignore_index; left as they were.
    ignore_index: a row with this label counts neither in the sum nor in the number of rows, and gets gradient 0. It
        may lie outside 0..C-1 (like the default) or be one of the classes (a padding token 0, say); as a class it
        still takes part in every softmax and in the smoothing of the other rows. At least one row counts: if none
        does, PyTorch's answer is NaN, and yours is not checked.
    label_smoothing: e in [0, 1). The target distribution of a row is q = (1 - e) * one_hot + e / C, over all C classes.

    Returns a scalar tensor of the logits' dtype through which autograd can go back to the logits. The loss must be
    right for logits of +-1000 and where the true class's probability is too small for a float. In float16 and bfloat16
    the gradient must be finite, and the loss right to 5 %, whenever the loss itself fits into that dtype: float16 ends
    at 65504, and the sum over a batch may lie beyond.
    """
    # BEGIN SOLUTION the mean, over the rows that count, of -sum_k q_k log p_k
    wide = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    shifted = wide - wide.amax(dim=1, keepdim=True)
    log_probs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()  # (N, C)
    counts = targets != ignore_index  # (N,)
    labels = targets.masked_fill(~counts, 0)  # any class will do: these rows drop out below
    nll = -log_probs.gather(1, labels[:, None]).squeeze(1)  # (N,)
    spread = -log_probs.mean(dim=1)  # (N,)
    losses = (1.0 - label_smoothing) * nll + label_smoothing * spread
    loss = losses.masked_fill(~counts, 0.0).sum() / counts.sum()
    return loss.to(logits.dtype)
    # END SOLUTION


class SoftmaxRegression(nn.Module):
    """A linear classifier: one score per class, each a weighted sum of the inputs plus a bias.

    SoftmaxRegression(in_features, classes) has two parameters, and its state_dict just these two names:
        weight: (classes, in_features)
        bias: (classes,)
    They start small, so that all classes begin about equally likely: zeros, or random numbers well below 1.

    model(x) takes x (N, in_features) and returns the logits (N, classes), with no softmax: cross_entropy does that.
    """

    def __init__(self, in_features: int, classes: int) -> None:
        """Create the parameters."""
        super().__init__()
        # BEGIN SOLUTION register weight and bias, so that state_dict and parameters() know them
        self.weight = nn.Parameter(torch.zeros(classes, in_features))
        self.bias = nn.Parameter(torch.zeros(classes))
        # END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Score every class for every row: x (N, in_features) -> logits (N, classes)."""
        # BEGIN SOLUTION one matrix product and the bias
        return x @ self.weight.T + self.bias  # (N, classes)
        # END SOLUTION
