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

    logits: (N, C), floating-point scores without a softmax, on any device. They are not changed. N may be 1.
    targets: (N,), int64 labels in 0..C-1, or ignore_index. They are not changed.
    ignore_index: a row with this label counts neither in the sum nor in the number of rows, and its gradient is 0.
        ignore_index may lie outside 0..C-1, like the default, or be a class, for example a padding token 0. As a class
        it still takes part in the softmax and in the smoothing of all other rows. At least one row counts. (If no row
        counts, PyTorch returns NaN. No check asks for that.)
    label_smoothing: the share s in [0, 1). The target distribution of a row is q = (1 - s) * one_hot + s / C: the share
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


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    scores, labels = torch.log(torch.tensor([[1.0, 2.0, 1.0], [4.0, 1.0, 3.0]])), torch.tensor([1, 2])

    def loss():
        leaf = scores.clone().requires_grad_()
        value = cross_entropy(leaf, labels)
        yield "loss", "0.83699", value
        first, second = torch.autograd.grad(value, leaf)[0]
        yield "dlogits of row 1", "0.125 -0.25 0.125", first
        yield "dlogits of row 2", "0.25 0.0625 -0.3125", second

    def smoothed():
        yield "smoothed loss", "0.94685", cross_entropy(scores, labels, label_smoothing=0.3)

    def ignored():
        yield "row 1 alone", "0.69315", cross_entropy(scores, torch.tensor([1, -100]))

    def model():
        regression = SoftmaxRegression(3, 3)
        regression.load_state_dict({"weight": torch.eye(3), "bias": torch.tensor([0.0, 0.0, 1.0])})
        yield "logits", "0 0.69315 1", regression(scores[:1])

    print(f"{'':22}{'README':42}yours")
    for example in (loss, smoothed, ignored, model):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
