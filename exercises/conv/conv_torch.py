"""Convolution in PyTorch: one function of tensor operations, and a small convolutional net that reads shifted digits."""

import torch
from torch import nn

Pair = int | tuple[int, int]  # one number for both axes, or (height, width)


def _pair(value: Pair) -> tuple[int, int]:
    """The pair (height, width) for an int or a pair."""
    return (value, value) if isinstance(value, int) else value


def conv2d(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor, stride: Pair = 1, padding: Pair = 0) -> torch.Tensor:
    """The output of F filters: out[n, f, p, q] = b[f] + sum over c, i, j of window[c, i, j] * w[f, c, i, j].

    x        (N, C, H, W). It may lie in memory in any order (channels last, a slice of a larger tensor).
    w        (F, C, KH, KW). Each filter reads all C channels.
    b        (F,)
    stride   an int, or (height, width)
    padding  an int, or (height, width): the number of rows (columns) of zeros on *each* side

    Sizes may be 1: no axis is dropped.

    Returns out (N, F, OH, OW), with the dtype and the device of x. The window at (p, q) begins at row p * stride, column
    q * stride of the padded image of example n. Pixels at the far end that fill no whole window are left out. The filter
    is *not* rotated. x, w and b are not changed. Autograd computes the gradients.

    Write it with indexing or `as_strided`, and a matrix product. Slices, torch.nn.functional.pad, einsum and linear are
    allowed. Ready-made operations on windows are forbidden in this file:

    convolutions   nn.Conv1d/2d/3d, nn.ConvTranspose1d/2d/3d and the lazy ones, torch.nn.functional.conv*, torch.conv*,
                   torch.convolution, torch.nn.grad.conv*, and the private ones behind them (mkldnn, cudnn, thnn, ...)
    windows        nn.Unfold, nn.Fold, torch.nn.functional.unfold and fold, Tensor.unfold (im2col, col2im)
    pools          nn.MaxPool*, nn.AvgPool*, nn.LPPool*, the adaptive and fractional ones, nn.MaxUnpool*, and their
                   functions in torch and torch.nn.functional
    """
    raise NotImplementedError("TODO: pad, view the windows, flatten them, multiply with the filters, add the bias")


class ConvNet(nn.Module):
    """A net that finds patterns anywhere in an image. Its logits hardly depend on the place of a digit.

    images (N, C, H, W)
    -> convolution with w1, b1, padding 2 -> ReLU                           (N, D, H, W)
    -> the largest of every 2x2 block; an odd last row or column is dropped (N, D, H // 2, W // 2)
    -> convolution with w2, b2, padding 1 -> ReLU                           (N, E, H // 2, W // 2)
    -> the largest value of each channel                                    (N, E)
    -> @ w3.T + b3                                                          (N, classes), the logits

    It has these parameters, and no others. They are trained, and have these names in state_dict:

    w1 (D, C, 5, 5), b1 (D,)    w2 (E, D, 3, 3), b2 (E,)    w3 (classes, E), b3 (classes,)

    Write both maxima yourself: pools are forbidden, reshape and amax are allowed.
    """

    def __init__(self, channels: tuple[int, int, int] = (1, 8, 24), classes: int = 10) -> None:
        """A net for C, D, E = channels. The weights start as random numbers: not all alike, and not huge.

        He's initialization works well (nn.init.kaiming_normal_): mean 0 and variance 2 / fan_in, where fan_in is the
        number of inputs of one output. The biases may start at 0.
        """
        super().__init__()
        raise NotImplementedError("TODO: draw three weights, make three biases of zeros")

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """The logits (N, classes) of images (N, C, H, W). H and W are 2 or more."""
        raise NotImplementedError("TODO: convolve, maxima of blocks, convolve, maxima of channels, one matrix")


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    x, w = torch.tensor([[[[1.0, 2, 0], [3, 1, 1], [0, 2, 4]]]]), torch.tensor([[[[1.0, 0], [2, -1]]]])
    b, dout = torch.tensor([10.0]), torch.tensor([[[[1.0, 0], [2, 3]]]])

    def convolution():
        leaves = [tensor.clone().requires_grad_() for tensor in (x, w, b)]
        out = conv2d(*leaves)
        yield "out", "16 13 11 11", out
        dx, dw, db = torch.autograd.grad(out, leaves, dout)
        yield "db", "6", db
        yield "dw", "10 7 9 17", dw
        yield "dx", "1 0 0 4 2 0 4 4 -3", dx

    def stride_and_padding():
        yield "stride 2, padding 1", "9 14 10 11", conv2d(x, w, b, stride=2, padding=1)

    print(f"{'':22}{'README':42}yours")
    for example in (convolution, stride_and_padding):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
