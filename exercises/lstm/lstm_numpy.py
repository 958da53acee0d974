"""Long short-term memory by hand, in NumPy alone: one step and a whole sequence, forward and backward.

Three gates and a candidate are computed from the input and the previous hidden state. Their weights are stacked, H rows
for each, in the order i, f, g, o: input gate, forget gate, candidate, output gate. PyTorch has the same order. Other
libraries have other orders.
"""

from typing import Any

import numpy as np

# TODO: you may write a helper for the sigmoid; it must be right for -1000 and for 1000


def lstm_step_forward(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, Any]:
    """One step for a batch: the next state for the state (h, c) and the input x.

    x              (N, D)
    h, c           (N, H): hidden state and cell state before the step
    w_ih           (4H, D): rows 0..H-1 belong to the input gate i, the next H rows to the forget gate f, the next to the
                   candidate g, the last to the output gate o
    w_hh           (4H, H), rows in the same order
    b              (4H,), in the same order. There is one bias; PyTorch has two.

    Cut a = x w_ih^T + h w_hh^T + b, (N, 4H), into four blocks of H columns:

        i = sigmoid(a_i)    f = sigmoid(a_f)    g = tanh(a_g)    o = sigmoid(a_o)
        c_next = f*c + i*g
        h_next = o*tanh(c_next)

    Returns (h_next, c_next, cache): two new arrays (N, H), and a cache with whatever `lstm_step_backward` needs. No other
    code looks into the cache. There are no peephole connections. Entries of a may be -1000 or 1000: a gate is then 0 or
    1, a candidate -1 or 1. Axes of length 1 stay. Arrays of float32 give float32. No argument is changed.
    """
    raise NotImplementedError("TODO: a from one matrix product each for x and h; the gates; c_next; h_next")


def lstm_step_backward(
    dh_next: np.ndarray, dc_next: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of one step: (dx, dh, dc, dw_ih, dw_hh, db), in the shapes of x, h, c, w_ih, w_hh and b.

    dh_next        (N, H): the gradient of the loss with respect to h_next
    dc_next        (N, H): the gradient with respect to c_next on all paths that do not go through h_next. c_next also
                   reaches the loss through h_next; this function adds the gradient of that path.
    cache          the cache that `lstm_step_forward` returned

    dw_ih, dw_hh and db are sums over the batch, not means. Where a gate is exactly 0 or 1, no gradient passes through it
    to a: the gradient is 0, not NaN. The function costs about as much as a forward step: do not use finite differences.
    Arrays of float32 give gradients of float32. dh_next and dc_next are not changed. The function may be called twice
    with one cache, and after another forward step.
    """
    raise NotImplementedError("TODO: from h_next to o and c_next; to i, f, g and c; to a; through the two products")


def lstm_forward(
    x: np.ndarray, h0: np.ndarray, c0: np.ndarray, w_ih: np.ndarray, w_hh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, Any]:
    """(h, cache) for a whole sequence. Every step uses the same weights.

    x              (N, T, D), batch first, then time; T is 1 or more
    h0, c0         (N, H): the state before the first step
    w_ih, w_hh, b  as in `lstm_step_forward`
    h              (N, T, H): h[:, t] is the hidden state after step t. So h does not contain h0.

    Cell states are not returned. The cache holds whatever `lstm_backward` needs. Arrays of float32 give float32. No
    argument is changed.
    """
    raise NotImplementedError("TODO: one step after another; keep every hidden state and every step's cache")


def lstm_backward(
    dh: np.ndarray, cache: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagation through time: (dx, dh0, dc0, dw_ih, dw_hh, db), in the shapes of x, h0, c0, w_ih, w_hh and b.

    dh             (N, T, H): dh[:, t] is the gradient of h[:, t] on the direct path from the loss. This function adds the
                   gradients that come back from later steps. The loss does not depend on the cell states directly.
    cache          the cache that `lstm_forward` returned

    Every step uses the same weights, so dw_ih, dw_hh and db are sums over the steps and over the batch. Arrays of
    float32 give gradients of float32. dh is not changed. The function may be called twice with one cache, and after
    another forward pass.
    """
    raise NotImplementedError("TODO: from the last step to the first: pass dh and dc on, add up the rest")


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    one, ln2, ln3 = np.ones((1, 1)), np.log(2.0), np.log(3.0)
    weights = np.array([[0.0], [0], [ln2], [0]]), np.array([[0.0], [0], [0], [ln3]]), np.array([0.0, ln3, 0, 0])

    def forward():
        h, c, _ = lstm_step_forward(one, one, 1.6 * one, *weights)
        yield "c'", "1.5", c
        yield "h'", "0.67886", h

    def backward_from_c():
        cache = lstm_step_forward(one, one, 1.6 * one, *weights)[2]
        dx, dh, dc, _, _, db = lstm_step_backward(0 * one, 8 * one, cache)
        yield "db for dc' = 8", "1.2 2.4 2.56 0", db
        yield "dc, dx, dh", "6 1.7745 0", np.concatenate([dc, dx, dh])

    def backward_from_h():
        cache = lstm_step_forward(one, one, 1.6 * one, *weights)[2]
        dx, dh, dc, _, _, db = lstm_step_backward(8 * one, 0 * one, cache)
        yield "db for dh' = 8", "0.16264 0.32527 0.34696 1.3577", db
        yield "dc, dx, dh", "0.81318 0.24049 1.4916", np.concatenate([dc, dx, dh])

    def sequence():
        h, cache = lstm_forward(np.ones((1, 2, 1)), one, 1.6 * one, *weights)
        yield "h after 1, 2 steps", "0.67886 0.60409", h
        dx, *_, db = lstm_backward(np.array([[[0.0], [8.0]]]), cache)
        yield "dx of both steps", "0.23799 0.24885", dx
        yield "db of both steps", "0.32923 0.63743 0.70236 1.8448", db

    print(f"{'':22}{'README':42}yours")
    for example in (forward, backward_from_c, backward_from_h, sequence):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
