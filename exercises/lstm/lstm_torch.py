"""Long short-term memory in PyTorch: a layer of tensor operations that gives the same values as torch.nn.LSTM."""

import torch
from torch import nn


class LSTM(nn.Module):
    """One LSTM layer over batches of sequences, with the parameters of PyTorch's ready-made layer.

    Its state_dict has these four parameters, and nothing else. D = input_size, H = hidden_size.

    weight_ih_l0  (4H, D): rows 0..H-1 belong to the input gate i, the next H rows to the forget gate f, the next to the
                  candidate g, the last to the output gate o
    weight_hh_l0  (4H, H), rows in the same order
    bias_ih_l0    (4H,), in the same order
    bias_hh_l0    (4H,), in the same order. Both biases are added.

    So it can load a state that nn.LSTM(D, H, batch_first=True) saved, and nn.LSTM can load its state. Then both give the
    same outputs for the same x.

    Autograd computes the backward pass. Ready-made recurrent layers are forbidden: nn.LSTM, nn.LSTMCell, nn.GRU,
    nn.GRUCell, nn.RNN, nn.RNNCell, the functions behind them (torch.lstm, torch.lstm_cell, torch.gru, torch.rnn_tanh,
    ...) and the kernels behind these functions (mkldnn_rnn_layer, _thnn_fused_lstm_cell, _cudnn_rnn, ...). Matrix
    products, torch.sigmoid, torch.tanh and nn.functional.linear are allowed.
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        """A layer for D = input_size features and H = hidden_size units.

        All entries of the four parameters start as random numbers, uniformly distributed from -1/sqrt(H) to 1/sqrt(H).
        """
        super().__init__()
        raise NotImplementedError("TODO: four parameters of uniform random numbers")

    def forward(
        self, x: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """(out, (h, c)) for a batch of sequences.

        x      (N, T, D), batch first, then time; T is 1 or more
        state  (h0, c0), the hidden and the cell state before the first step, (N, H) each. None means zeros.
        out    (N, T, H): the hidden state after each step
        h, c   (N, H): the hidden and the cell state after the last step. In PyTorch's layer they are (1, N, H), with an
               axis for the number of layers. Here there is one layer and no such axis.

        Every step cuts a = x_t W_ih^T + b_ih + h W_hh^T + b_hh into four blocks of H columns:

            i = sigmoid(a_i)    f = sigmoid(a_f)    g = tanh(a_g)    o = sigmoid(a_o)
            c = f*c + i*g
            h = o*tanh(c)

        Outputs and states have the dtype and the device of x and the parameters. Gradients flow through all steps, to x,
        h0, c0 and the parameters. No argument is changed. The layer keeps nothing from one call to the next.
        """
        raise NotImplementedError("TODO: zeros if no state is given; one step after another, keep every h")
