"""Attention by hand: masks, positions, scaled dot products, their gradients, and heads, in NumPy alone."""

from typing import Any

import numpy as np


def causal_mask(length: int) -> np.ndarray:
    """The causal mask for T = length positions: a new boolean array (T, T).

    Row t is the query, column s the key. True means that attending is *allowed*: position t may attend to itself and
    to all earlier positions, never to a later one.
    """
    # BEGIN SOLUTION True on and below the diagonal
    return np.tri(length, dtype=bool)
    # END SOLUTION


def positional_encoding(length: int, features: int) -> np.ndarray:
    """Sines and cosines that encode positions: a new float64 array (T, D) for T = length and D = features.

    For position t = 0 … T-1 and pair i = 0 … D/2-1:

        encoding[t, 2i]     = sin(t / 10000^(2i/D))
        encoding[t, 2i + 1] = cos(t / 10000^(2i/D))

    Sine and cosine of one frequency stand side by side (interleaved). D is even. The caller may change
    the array; that must not change what the next call returns.
    """
    # BEGIN SOLUTION an angle for each position and pair, its sine and cosine side by side
    pairs = np.arange(0, features, 2)  # (D/2,): 0, 2, 4, …
    angles = np.arange(length)[:, None] / 10000.0 ** (pairs / features)  # (T, D/2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, features)
    # END SOLUTION


def attention_forward(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, Any]:
    """Scaled dot-product attention: out = softmax(q k^T / sqrt(D)) v, where the softmax runs over the keys.

    q       (..., T, D)   T queries
    k       (..., S, D)   S keys
    v       (..., S, E)   one value for each key; E may differ from D, and S from T
    mask    boolean, True where attending is *allowed*; it broadcasts to (..., T, S). None allows everything.
    out     (..., T, E)

    There may be any number of leading axes, also none; q, k and v share them.

    A key that is not allowed gets weight 0, exactly, and the weights of the others sum to 1, however large or small the
    scores of either are: scores of +-1000 and more are right too. A row of the mask that is all False gives the output 0.
    NumPy warns of nothing: there is no overflow, no inf - inf, no 0 / 0, not even in an entry that is replaced
    afterwards.

    If q, k and v are float32, so is out. No argument is changed. The cache is whatever `attention_backward` needs;
    no other code looks into it.
    """
    # BEGIN SOLUTION scores, mask, a softmax that survives large scores, weighted values
    scale = q.shape[-1] ** -0.5
    scores = q @ np.swapaxes(k, -1, -2) * scale  # (..., T, S)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    # Of a row that may attend to nothing the largest score is -inf; any finite number will do there.
    peak = scores.max(axis=-1, keepdims=True, initial=np.finfo(scores.dtype).min)  # (..., T, 1)
    powers = np.exp(scores - peak)
    total = powers.sum(axis=-1, keepdims=True)  # 0 for such a row, 1 or more for all others
    weights = powers / np.maximum(total, 1.0)  # (..., T, S)
    out = weights @ v  # (..., T, E)
    cache = (q, k, v, weights, scale)
    return out, cache
    # END SOLUTION


def attention_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients (dq, dk, dv) of attention for the upstream gradient dout.

    dout    (..., T, E), the shape of out
    cache   what `attention_forward` returned
    dq, dk, dv   in the shapes of q, k and v

    Each score moves all the weights of its row. A masked score passes no gradient: where a row of the mask is all False,
    dq is 0 and nothing is added to dk and dv. The gradients are right wherever the output is, for large scores too.

    For float32 q, k, v and dout all three are float32. dout is not changed. The function may be called twice with one
    cache, and after another forward pass.
    """
    # BEGIN SOLUTION back through the weighted values, the softmax and the scaled product
    q, k, v, weights, scale = cache
    dv = np.swapaxes(weights, -1, -2) @ dout  # (..., S, E)
    dweights = dout @ np.swapaxes(v, -1, -2)  # (..., T, S)
    inner = (dweights * weights).sum(axis=-1, keepdims=True)  # (..., T, 1)
    dscores = weights * (dweights - inner) * scale  # (..., T, S)
    dq = dscores @ k  # (..., T, D)
    dk = np.swapaxes(dscores, -1, -2) @ q  # (..., S, D)
    return dq, dk, dv
    # END SOLUTION


def split_heads(x: np.ndarray, heads: int) -> np.ndarray:
    """Cut the features of every position into heads: (N, T, D) becomes (N, heads, T, D / heads).

    Head 0 gets the first D / heads features of each position, head 1 the next, and so on. heads divides D. The dtype is
    that of x.
    """
    # BEGIN SOLUTION cut the features into heads, then move the heads in front of the positions
    n, length, features = x.shape
    return x.reshape(n, length, heads, features // heads).transpose(0, 2, 1, 3)
    # END SOLUTION


def merge_heads(x: np.ndarray) -> np.ndarray:
    """Put the heads back side by side: (N, heads, T, d) becomes (N, T, heads * d).

    It undoes `split_heads`. The dtype is that of x.
    """
    # BEGIN SOLUTION move the heads behind the positions, then join them with the features
    n, heads, length, features = x.shape
    return x.transpose(0, 2, 1, 3).reshape(n, length, heads * features)
    # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    ln3 = np.log(3.0)
    q, k = ln3 * np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]]), np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    v, dout = np.array([[8.0, 0, 4], [0, 4, 4]]), np.array([[4.0, 0, 0], [0, 0, 0]])

    def forward():
        first, second = attention_forward(q, k, v)[0]
        yield "out of q1", "6 1 4", first
        yield "out of q2", "2 3 4", second

    def masked():
        allowed = causal_mask(2)
        yield "causal_mask(2)", "1 0 1 1", allowed
        yield "masked out of q1", "8 0 4", attention_forward(q, k, v, allowed)[0][0]

    def backward():
        dq, dk, dv = attention_backward(dout, attention_forward(q, k, v)[1])
        for name, rows, readme in (
            ("v", dv, ("3 0 0", "1 0 0")),
            ("q", dq, ("3 3 -3 -3", "0 0 0 0")),
            ("k", dk, ("3.2958 3.2958 0 0", "-3.2958 -3.2958 0 0")),
        ):
            yield f"d{name}1", readme[0], rows[0]
            yield f"d{name}2", readme[1], rows[1]

    def positions():
        first, second = positional_encoding(2, 4)
        yield "position 0", "0 1 0 1", first
        yield "position 1", "0.84147 0.5403 0.0099998 0.99995", second

    def heads():
        split = split_heads(np.array([[[5.0, 6, 7, 8]]]), 2)
        yield "head 0", "5 6", split[0, 0]
        yield "head 1", "7 8", split[0, 1]
        yield "merged", "5 6 7 8", merge_heads(split)

    print(f"{'':22}{'README':42}yours")
    for example in (forward, masked, backward, positions, heads):
        try:
            for name, readme, yours in example():
                numbers = " ".join(f"{number:.5g}" for number in np.round(1.0 * np.ravel(yours), 9) + 0.0)
                print(f"{name:22}{readme:42}{numbers}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
