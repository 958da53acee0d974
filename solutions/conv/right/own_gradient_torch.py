"""Convolution as a torch.autograd.Function: windows by as_strided, and a backward pass that adds slices up."""

import math

import torch
from torch import nn


def pair(value):
    return (value,) * 2 if isinstance(value, int) else value


def windows_of(x, kernel, stride):
    """A view (N, C, KH, KW, OH, OW), also to write into."""
    n, c, height, width = x.shape
    (kh, kw), (sh, sw), (a, b, d, e) = kernel, stride, x.stride()
    size = (n, c, kh, kw, (height - kh) // sh + 1, (width - kw) // sw + 1)
    return torch.as_strided(x, size, (a, b, d, e, sh * d, sw * e), x.storage_offset())


class Convolve(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b, stride, padding):
        ph, pw = padding
        padded = torch.zeros(*x.shape[:2], x.shape[2] + 2 * ph, x.shape[3] + 2 * pw, dtype=x.dtype, device=x.device)
        inside = padded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
        inside.copy_(x)
        ctx.save_for_backward(padded, w)
        ctx.stride, ctx.padding, ctx.size = stride, padding, x.shape[2:]
        windows = windows_of(padded, w.shape[2:], stride)
        return torch.einsum("ncijpq,fcij->nfpq", windows, w) + b[:, None, None]

    @staticmethod
    def backward(ctx, dout):
        padded, w = ctx.saved_tensors
        (ph, pw), (height, width) = ctx.padding, ctx.size
        windows = windows_of(padded, w.shape[2:], ctx.stride)
        dw = torch.einsum("ncijpq,nfpq->fcij", windows, dout)
        dpadded = torch.zeros_like(padded)
        places = windows_of(dpadded, w.shape[2:], ctx.stride)
        for i in range(w.shape[2]):
            for j in range(w.shape[3]):
                places[:, :, i, j] += torch.einsum("nfpq,fc->ncpq", dout, w[:, :, i, j])
        return dpadded[:, :, ph : ph + height, pw : pw + width], dw, dout.sum((0, 2, 3)), None, None


def conv2d(x, w, b, stride=1, padding=0):
    return Convolve.apply(x, w, b, pair(stride), pair(padding))


class ConvNet(nn.Module):
    def __init__(self, channels: tuple[int, int, int] = (1, 8, 24), classes: int = 10) -> None:
        super().__init__()
        c, d, e = channels

        def filters(*shape):
            fan_in = math.prod(shape[1:])
            return nn.Parameter(torch.normal(0.0, (2 / fan_in) ** 0.5, shape))

        self.w1, self.w2, self.w3 = filters(d, c, 5, 5), filters(e, d, 3, 3), filters(classes, e)
        self.b1, self.b2, self.b3 = (nn.Parameter(torch.zeros(size)) for size in (d, e, classes))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        h = conv2d(images, self.w1, self.b1, padding=2)
        h = windows_of(h, (2, 2), (2, 2)).amax(dim=(2, 3)).relu()
        h = conv2d(h, self.w2, self.b2, padding=1).relu()
        return torch.einsum("ne,ke->nk", h.amax(dim=(-1, -2)), self.w3) + self.b3
