"""An LSTM from nn.functional.linear, time first inside, with a cell that is a method and outputs written into a tensor."""

import math

import torch
import torch.nn.functional as F


class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        k = 1 / math.sqrt(hidden_size)

        def uniform(*shape):
            return torch.nn.Parameter((torch.rand(*shape) * 2 - 1) * k)

        self.weight_ih_l0 = uniform(4 * hidden_size, input_size)
        self.weight_hh_l0 = uniform(4 * hidden_size, hidden_size)
        self.bias_ih_l0 = uniform(4 * hidden_size)
        self.bias_hh_l0 = uniform(4 * hidden_size)

    def cell(self, projected, state):
        h, c = state
        gates = projected + F.linear(h, self.weight_hh_l0, self.bias_hh_l0)
        gates = gates.unflatten(-1, (4, self.hidden_size))  # (N, 4, H)
        i, f, o = gates[:, (0, 1, 3)].sigmoid().unbind(1)
        c = f * c + i * gates[:, 2].tanh()
        return o * c.tanh(), c

    def forward(self, x, state=None):
        if state is None:
            state = (x.new_zeros((x.shape[0], self.hidden_size)),) * 2
        time_first = x.transpose(0, 1)  # (T, N, D)
        projected = F.linear(time_first, self.weight_ih_l0, self.bias_ih_l0)
        out = x.new_empty(x.shape[0], x.shape[1], self.hidden_size)
        for t, p in enumerate(projected):
            state = self.cell(p, state)
            out[:, t] = state[0]
        return out, tuple(state)
