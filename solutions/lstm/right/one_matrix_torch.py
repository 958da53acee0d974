"""An LSTM with x and h side by side and one matrix for both, joined anew in every call; einsum; a generator of steps."""

import torch


def steps(x, h, c, w, b):
    """The state after each step."""
    for t in range(x.shape[1]):
        seen = torch.cat((x[:, t], h), dim=-1)  # (N, D + H)
        a = torch.einsum("nk,gk->gn", seen, w) + b[:, None]  # (4H, N): gates are rows
        i, f, g, o = a.reshape(4, -1, len(x))  # (H, N) each
        c = (f.sigmoid() * c.T + i.sigmoid() * g.tanh()).T
        h = (o.sigmoid() * c.T.tanh()).T
        yield h, c


class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.units = hidden_size
        scale = torch.tensor(hidden_size).rsqrt().item()
        rows = 4 * hidden_size
        draws = torch.empty(rows, input_size + hidden_size + 2).uniform_(-scale, scale)
        ih, hh, b_ih, b_hh = draws.split([input_size, hidden_size, 1, 1], dim=1)
        self.weight_ih_l0 = torch.nn.Parameter(ih.clone())
        self.weight_hh_l0 = torch.nn.Parameter(hh.clone())
        self.bias_ih_l0 = torch.nn.Parameter(b_ih.flatten().clone())
        self.bias_hh_l0 = torch.nn.Parameter(b_hh.flatten().clone())

    def forward(self, x, state=None):
        h, c = state or (x.new_zeros(len(x), self.units), x.new_zeros(len(x), self.units))
        w = torch.hstack([self.weight_ih_l0, self.weight_hh_l0])
        visited = list(steps(x, h, c, w, self.bias_ih_l0 + self.bias_hh_l0))
        return torch.stack([h for h, _ in visited], 1), visited[-1]
