"""An LSTM whose step is a torch.autograd.Function with a backward pass of its own, written out by hand."""

import torch
from torch import nn


class Step(torch.autograd.Function):
    """From what the gates see, a (N, 4H), and the old cell state to the new state."""

    @staticmethod
    def forward(ctx, a, c):
        n = c.shape[1]
        gates = torch.sigmoid(a)
        gates[:, 2 * n : 3 * n] = torch.tanh(a[:, 2 * n : 3 * n])
        i, f, g, o = gates.split(n, dim=1)
        new = torch.addcmul(f * c, i, g)
        shown = new.tanh()
        ctx.save_for_backward(gates, c, shown)
        return o * shown, new

    @staticmethod
    def backward(ctx, dh, dc):
        gates, c, shown = ctx.saved_tensors
        i, f, g, o = gates.chunk(4, dim=1)
        dc = dc + dh * o * (1 - shown.square())
        di, df, dg, do = dc * g, dc * c, dc * i, dh * shown
        da = torch.cat([di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)], dim=1)
        return da, dc * f


class LSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        rows = 4 * hidden_size
        for name, shape in {
            "weight_ih_l0": (rows, input_size),
            "weight_hh_l0": (rows, hidden_size),
            "bias_ih_l0": (rows,),
            "bias_hh_l0": (rows,),
        }.items():
            setattr(self, name, nn.Parameter(torch.empty(shape)))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        bound = 1.0 / self.hidden_size**0.5
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -bound, bound)

    def forward(self, x, state=None):
        if state is None:
            zeros = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = (zeros, zeros)
        h, c = state
        bias = self.bias_ih_l0 + self.bias_hh_l0
        outputs = []
        for t in range(x.size(1)):
            a = torch.addmm(torch.addmm(bias, x[:, t], self.weight_ih_l0.t()), h, self.weight_hh_l0.t())
            h, c = Step.apply(a, c)
            outputs.append(h.unsqueeze(1))
        return torch.cat(outputs, dim=1), (h, c)
