"""Long short-term memory for real: a layer of tensor operations that gives what torch.nn.LSTM gives, and is trained."""

import torch
from torch import nn


class LSTM(nn.Module):
    """One LSTM layer over batches of sequences, with the weights of PyTorch's ready-made layer.

    Four parameters, and nothing else in state_dict; D = input_size, H = hidden_size:

    weight_ih_l0  (4H, D): rows 0..H-1 belong to the input gate i, the next H to the forget gate f, then the candidate g,
                  then the output gate o
    weight_hh_l0  (4H, H), rows in the same order
    bias_ih_l0    (4H,), in the same order
    bias_hh_l0    (4H,), in the same order; both biases are added

    so that with `theirs = nn.LSTM(D, H, batch_first=True)` and `ours = LSTM(D, H)`, after
    `ours.load_state_dict(theirs.state_dict())` both give the same outputs for the same x, and the other way round.

    Autograd gives the backward pass. Ready-made recurrent layers are forbidden here: nn.LSTM, nn.LSTMCell, nn.GRU,
    nn.GRUCell, nn.RNN, nn.RNNCell, the functions behind them (torch.lstm, torch.lstm_cell, torch.gru, torch.rnn_tanh,
    ...) and the kernels behind those (mkldnn_rnn_layer, _thnn_fused_lstm_cell, _cudnn_rnn, ...). Matrix products,
    torch.sigmoid, torch.tanh and nn.functional.linear are fine.
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        """A layer for D = input_size features and H = hidden_size units.

        All entries of the four parameters start as random numbers, uniform between -1/sqrt(H) and 1/sqrt(H).
        """
        super().__init__()
        raise NotImplementedError("TODO: four parameters of uniform random numbers")

    def forward(
        self, x: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """Run through the sequences: (out, (h, c)).

        x      (N, T, D), T of 1 or more: batch first, then time
        state  (h0, c0), the hidden and the cell state before the first step, (N, H) each; None means zeros
        out    (N, T, H): the hidden state after each step
        h, c   (N, H): the hidden and the cell state after the last step. PyTorch's layer has one more axis in front of
               these, (1, N, H), for the number of layers; here there is one layer and no such axis.

        In each step, with a = x_t W_ih^T + b_ih + h W_hh^T + b_hh cut into four blocks of H columns:

            i = sigmoid(a_i)    f = sigmoid(a_f)    g = tanh(a_g)    o = sigmoid(a_o)
            c = f*c + i*g
            h = o*tanh(c)

        Everything is on the device of x and the parameters, and of their dtype. Gradients flow through all steps, to x,
        h0, c0 and the parameters. No argument is changed, and nothing is kept from one call to the next.
        """
        raise NotImplementedError("TODO: zeros where no state is given; step through time, keep every h")
