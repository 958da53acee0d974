"""Convolution by an index of rows and one of columns; the maxima of the net are found by sorting out two axes in turn."""

import torch


def rows_of(size, kernel, stride, device):
    """(O, K): the rows of each window."""
    starts = torch.arange(0, size - kernel + 1, stride, device=device)
    return starts[:, None] + torch.arange(kernel, device=device)


def conv2d(x, w, b, stride=1, padding=0):
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    x = torch.nn.functional.pad(x, (pw, pw, ph, ph), value=0.0)
    rows = rows_of(x.shape[2], w.shape[2], sh, x.device)
    columns = rows_of(x.shape[3], w.shape[3], sw, x.device)
    windows = x[:, :, rows[:, None, :, None], columns[None, :, None, :]]  # (N, C, OH, OW, KH, KW)
    out = torch.tensordot(windows, w, dims=([1, 4, 5], [1, 2, 3])) + b  # (N, OH, OW, F)
    return out.movedim(-1, 1)


class ConvNet(torch.nn.Module):
    def __init__(self, channels=(1, 8, 24), classes=10):
        super().__init__()
        c, d, e = channels
        self.w1 = torch.nn.Parameter(torch.nn.init.kaiming_normal_(torch.empty(d, c, 5, 5), nonlinearity="relu"))
        self.w2 = torch.nn.Parameter(torch.nn.init.kaiming_normal_(torch.empty(e, d, 3, 3), nonlinearity="relu"))
        self.w3 = torch.nn.Parameter(torch.nn.init.kaiming_normal_(torch.empty(classes, e), nonlinearity="relu"))
        self.b1, self.b2, self.b3 = (torch.nn.Parameter(torch.zeros(size)) for size in (d, e, classes))

    def forward(self, images):
        h = torch.nn.functional.relu(conv2d(images, self.w1, self.b1, 1, 2))
        h = h[:, :, : h.shape[2] - h.shape[2] % 2]
        h = torch.maximum(h[:, :, 0::2], h[:, :, 1::2])
        h = h[:, :, :, : h.shape[3] - h.shape[3] % 2]
        h = torch.maximum(h[:, :, :, 0::2], h[:, :, :, 1::2])
        h = torch.nn.functional.relu(conv2d(h, self.w2, self.b2, 1, 1))
        return torch.addmm(self.b3, h.max(dim=3).values.max(dim=2).values, self.w3.T)
