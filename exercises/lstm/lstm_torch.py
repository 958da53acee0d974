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


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    ln2, ln3 = torch.log(torch.tensor([2.0, 3.0])).tolist()
    state = torch.ones(1, 1), torch.full((1, 1), 1.6)

    def new_layer():
        """The layer of the example. The second bias is 0, because the example has one bias."""
        layer, b = LSTM(1, 1), torch.tensor([0.0, ln3, 0.0, 0.0])
        w_ih, w_hh = torch.tensor([[0.0], [0.0], [ln2], [0.0]]), torch.tensor([[0.0], [0.0], [0.0], [ln3]])
        weights = {"weight_ih_l0": w_ih, "weight_hh_l0": w_hh, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
        layer.load_state_dict(weights)
        return layer

    def one_step():
        _, (h, c) = new_layer()(torch.ones(1, 1, 1), state)
        yield "c'", "1.5", c
        yield "h'", "0.67886", h

    def sequence():
        layer, x = new_layer(), torch.ones(1, 2, 1, requires_grad=True)
        out, _ = layer(x, state)
        yield "h after 1, 2 steps", "0.67886 0.60409", out
        dx, db = torch.autograd.grad(8 * out[:, 1].sum(), (x, layer.bias_ih_l0))
        yield "dx of both steps", "0.23799 0.24885", dx
        yield "db of both steps", "0.32923 0.63743 0.70236 1.8448", db

    print(f"{'':22}{'README':42}yours")
    for example in (one_step, sequence):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
