"""An LSTM gate by gate: the stacked weights are split in forward, each gate is a function of x and h."""

import torch
from torch import nn


def logistic(a: torch.Tensor) -> torch.Tensor:
    return 0.5 + 0.5 * torch.tanh(a / 2)


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        bound = hidden_size ** (-1 / 2)
        shapes = [(4 * hidden_size, input_size), (4 * hidden_size, hidden_size), (4 * hidden_size,), (4 * hidden_size,)]
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        for name, shape in zip(names, shapes, strict=True):
            start = torch.distributions.Uniform(-bound, bound).sample(shape)
            self.register_parameter(name, nn.Parameter(start))

    def gates(self):
        """The weights of each gate: from x, from h, and the sum of its biases."""
        blocks = (self.weight_ih_l0, self.weight_hh_l0, self.bias_ih_l0 + self.bias_hh_l0)
        return list(zip(*(block.chunk(4) for block in blocks), strict=True))

    def forward(self, x, state=None):
        gates = self.gates()
        if state is not None:
            h, c = state
        else:
            h = c = x[:, 0, :1] * 0 + torch.zeros_like(self.bias_hh_l0[: len(self.bias_hh_l0) // 4])  # (N, H)
        steps = []
        for x_t in x.split(1, dim=1):
            x_t = x_t.squeeze(1)
            i, f, g, o = (x_t.matmul(w.T) + h.matmul(u.T) + b for w, u, b in gates)
            c = logistic(f) * c + logistic(i) * torch.tanh(g)
            h = logistic(o) * torch.tanh(c)
            steps.append(h)
        return torch.stack(steps).transpose(0, 1), (h, c)
