"""Convolution by matrices that pick: one of zeros and ones for the rows, one for the columns, and two products."""

import torch
from torch import nn


def picker(size, kernel, stride, padding, like):
    """(K, O, size): 1 where pixel k of window o is that pixel of the image; no 1 where it is padding."""
    count = (size + 2 * padding - kernel) // stride + 1
    starts = stride * torch.arange(count, device=like.device) - padding
    wanted = torch.arange(kernel, device=like.device)[:, None] + starts
    return (wanted[..., None] == torch.arange(size, device=like.device)).to(like.dtype)


def conv2d(x, w, b, stride=1, padding=0):
    stride, padding = ([v, v] if isinstance(v, int) else list(v) for v in (stride, padding))
    sizes = zip(x.shape[2:], w.shape[2:], stride, padding, strict=True)
    rows, columns = (picker(*size, like=x) for size in sizes)
    n, c = x.shape[:2]
    (kh, oh, height), (kw, ow, width) = rows.shape, columns.shape
    by_column = x.reshape(n * c * height, width) @ columns.reshape(kw * ow, width).T  # (N * C * H, KW * OW)
    by_column = by_column.reshape(n * c, height, kw * ow)
    windows = (rows.reshape(kh * oh, height) @ by_column).reshape(n, c, kh, oh, kw, ow)
    columns_first = windows.permute(0, 3, 5, 1, 2, 4).reshape(n * oh * ow, c * kh * kw)
    out = torch.addmm(b, columns_first, w.reshape(len(w), -1).T)
    return out.reshape(n, oh * ow, len(w)).transpose(1, 2).reshape(n, len(w), oh, ow)


class ConvNet(nn.Module):
    def __init__(self, channels=(1, 8, 24), classes=10):
        super().__init__()
        c, d, e = channels
        self.w1 = nn.Parameter(torch.nn.init.kaiming_uniform_(torch.empty(d, c, 5, 5)))
        self.w2 = nn.Parameter(torch.nn.init.kaiming_uniform_(torch.empty(e, d, 3, 3)))
        self.w3 = nn.Parameter(torch.nn.init.kaiming_uniform_(torch.empty(classes, e)))
        self.b1, self.b2, self.b3 = (nn.Parameter(torch.zeros(size)) for size in (d, e, classes))
        self.act = nn.ReLU()

    def blocks(self, h):
        height, width = h.shape[2:]
        h = h.narrow(2, 0, height - height % 2).narrow(3, 0, width - width % 2)
        return h.unflatten(3, (-1, 2)).unflatten(2, (-1, 2)).amax(dim=(3, 5))

    def forward(self, images):
        h = self.act(self.blocks(conv2d(images, self.w1, self.b1, padding=(2, 2))))
        h = self.act(conv2d(h, self.w2, self.b2, stride=(1, 1), padding=(1, 1)))
        return torch.addmm(self.b3, h.amax(dim=(2, 3)), self.w3.t())
