"""Backpropagation in PyTorch: an operation with a backward pass of its own, and a net that uses it.

These operations are the exercise, so they are forbidden: nn.Linear, nn.LazyLinear, nn.Bilinear and torch.nn.functional's
linear and bilinear; nn.SiLU, nn.GLU and torch.nn.functional's silu and glu. Everything else of PyTorch is allowed, also
torch.sigmoid and matrix products.
"""

from typing import Any

import torch
from torch import nn


class Swish(torch.autograd.Function):
    """x * sigmoid(beta * x), with a backward pass written by hand. Swish.apply(x, beta) calls it.

    x     a floating-point tensor of any shape, on any device. It may be a view, as x.T is
    beta  a tensor of shape (), with the dtype and the device of x: one number for all of x. It is learned.

    The result and the gradients have the dtype and the device of x. They must be right if beta * x is near +-1000 too. No
    argument is changed. One graph may contain several applications: each keeps its own tensors in its own ctx. The
    backward pass may run twice.
    """

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
        """x * sigmoid(beta * x), shaped like x. ctx keeps the tensors that the backward pass needs."""
        # BEGIN SOLUTION
        ctx.save_for_backward(x, beta)
        return x * torch.sigmoid(beta * x)
        # END SOLUTION

    @staticmethod
    def backward(ctx: Any, dout: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(dx, dbeta) for the upstream gradient dout. dout and dx are shaped like x; dbeta has the shape ().

        Every entry of the result depends on beta, so dbeta is a sum over all entries.
        """
        # BEGIN SOLUTION
        x, beta = ctx.saved_tensors
        s = torch.sigmoid(beta * x)
        slope = s * (1 - s)
        return dout * (s + beta * x * slope), (dout * x * x * slope).sum()
        # END SOLUTION


class MLP(nn.Module):
    """A net with one hidden layer and Swish, whose beta is learned: Swish(x w1 + b1, beta) w2 + b2.

    MLP(in_features, hidden, classes), for short D, H and C, has five parameters. Its state_dict has these names, and no
    other:

    w1    (D, H)  random, of mean 0 and standard deviation sqrt(2 / D)
    b1    (H,)    starts at 0
    beta  ()      starts at 1
    w2    (H, C)  random, of mean 0 and standard deviation sqrt(2 / H)
    b2    (C,)    starts at 0

    The random numbers are independent, and normal or uniform. They come from torch's own generator, and the net sets no
    seed: two nets that are made one after the other differ.
    """

    def __init__(self, in_features: int, hidden: int, classes: int) -> None:
        super().__init__()
        # BEGIN SOLUTION make the five parameters
        self.w1 = nn.Parameter(torch.randn(in_features, hidden) * (2 / in_features) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(hidden))
        self.beta = nn.Parameter(torch.tensor(1.0))
        self.w2 = nn.Parameter(torch.randn(hidden, classes) * (2 / hidden) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(classes))
        # END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The logits (N, C) of x (N, D), without a softmax: the loss applies it.

        The net may be moved to another dtype or device (`net.double()`, `net.to(...)`). It works there if x is there too.
        Gradients reach all five parameters, and x.
        """
        # BEGIN SOLUTION
        hidden = Swish.apply(x @ self.w1 + self.b1, self.beta)  # (N, H)
        return hidden @ self.w2 + self.b2
        # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    x = torch.log(torch.tensor([3.0], dtype=torch.float64))

    def swish():
        leaves = x.clone().requires_grad_(), torch.ones((), dtype=torch.float64, requires_grad=True)
        out = Swish.apply(*leaves)
        yield "Swish of ln 3", "0.82396", out
        dx, dbeta = torch.autograd.grad(out.sum(), leaves)
        yield "dx", "0.95599", dx
        yield "dbeta", "0.2263", dbeta

    def net():
        model = MLP(1, 1, 2).double()
        ones, zeros = torch.ones(1, 1), torch.zeros(2)
        weights = {"w1": ones, "b1": zeros[:1], "w2": torch.tensor([[2.0, -1.0]]), "b2": zeros, "beta": ones[0, 0]}
        model.load_state_dict(weights)
        yield "logits", "1.6479 -0.82396", model(x[None])

    print(f"{'':22}{'README':42}yours")
    for example in (swish, net):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
