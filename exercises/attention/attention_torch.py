"""Attention in PyTorch: the function, the multi-head layer, a transformer block, and a small causal language model.

These operations are the exercise, so they are forbidden: torch.nn.functional's scaled_dot_product_attention and
multi_head_attention_forward; nn.MultiheadAttention, nn.TransformerEncoderLayer, nn.TransformerDecoderLayer and the
modules made of them (nn.TransformerEncoder, nn.TransformerDecoder, nn.Transformer); and the kernels behind all these,
under any name. Everything else of PyTorch is allowed, also softmax, dropout, nn.Linear, nn.LayerNorm and nn.Embedding.
Autograd computes the gradients.
"""

import torch
from torch import nn


def attention(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None = None,
    dropout_p: float = 0.0,
    training: bool = True,
) -> torch.Tensor:
    """Scaled dot-product attention: softmax(q k^T / sqrt(D)) v, where the softmax runs over the keys.

    q       (..., T, D)   T queries
    k       (..., S, D)   S keys
    v       (..., S, E)   one value for each key; E may differ from D, and S from T
    mask    boolean, True where attending is *allowed*; it broadcasts to (..., T, S). None allows everything.

    Returns (..., T, E), in the dtype of q, k and v and on their device. There may be any number of leading axes, also
    none; q, k and v share them. No argument is changed.

    A key that is not allowed gets weight 0, exactly, and the weights of the others sum to 1, however large or small the
    scores of either are. A row of the mask that is all False gives the output 0 and passes the gradient 0, not NaN.

    dropout_p is the probability to drop, 0 <= dropout_p < 1. If training is true, each *weight*, after the softmax, is
    set to 0 with this probability, independently of the others. The other weights are divided by 1 - dropout_p. Every
    call draws anew. If training is false, nothing is dropped.
    """
    raise NotImplementedError("TODO: scores, mask, softmax, 0 where the mask is False, dropout, weighted values")


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each on its own share of the features: the layer of the transformer.

    Its state_dict is that of nn.MultiheadAttention(E, num_heads), E = embed_dim, so each can load the other's state:

    in_proj_weight    (3E, E) parameter: the projections of queries, keys and values, one below the other, in this order
    in_proj_bias      (3E,) parameter: their biases
    out_proj.weight   (E, E) parameter: the projection of the joined heads
    out_proj.bias     (E,) parameter

    As in nn.Linear, x @ weight.T + bias applies a projection. The weights start as random numbers of any usual standard
    deviation. The biases may start at 0.
    """

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0) -> None:
        """A layer for E = embed_dim features; num_heads divides E. dropout is the probability to drop a weight."""
        super().__init__()
        raise NotImplementedError("TODO: keep the settings, make the joint input projection and the output projection")

    def forward(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Attend from query (N, T, E) to key and value (N, S, E); the result is (N, T, E).

        layer(x, x, x) is self-attention; layer(x, memory, memory) is cross-attention. mask is boolean, True where
        attending is *allowed*, and broadcasts to (N, num_heads, T, S).

        Each of the three inputs goes through its own projection. Let H = num_heads. Head h has the features h·E/H …
        (h+1)·E/H - 1 of each projection. Its scores are divided by the square root of *its* number of features. The
        outputs of the heads, side by side in order, go through the output projection. In training mode weights are
        dropped. In evaluation mode (after `eval()`) they are not.
        """
        raise NotImplementedError("TODO: project, split into heads, attend, merge the heads, project")


class TransformerBlock(nn.Module):
    """One layer of a transformer, with the normalization in front (pre-norm):

        x = x + self_attn(norm1(x))
        x = x + linear2(relu(linear1(norm2(x))))

    where self_attn attends from norm1(x) to norm1(x). The parts have these names, so that the state_dict is that of
    nn.TransformerEncoderLayer(E, num_heads, hidden_dim, norm_first=True):

    self_attn         MultiHeadAttention(E, num_heads)
    linear1, linear2  nn.Linear from E to hidden_dim features, and back
    norm1, norm2      nn.LayerNorm over the E features, with their defaults

    There is no dropout in it.
    """

    def __init__(self, embed_dim: int, num_heads: int, hidden_dim: int) -> None:
        """A block for E = embed_dim features."""
        super().__init__()
        raise NotImplementedError("TODO: make the five parts")

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Map x (N, T, E) to (N, T, E); the mask is passed on to self_attn. x is not changed."""
        raise NotImplementedError("TODO: two residual branches; each begins with its normalization")


class CausalModel(nn.Module):
    """A language model of one block. At each position it computes logits of the next token from the tokens so far.

    It has these parts:

    tokens       nn.Embedding(vocabulary, E): a vector for each token
    positions    nn.Embedding(length, E): a vector for each position, learned. Both vectors are added.
    block        TransformerBlock(E, num_heads, hidden_dim), with a causal mask
    norm         nn.LayerNorm over the E features
    head         nn.Linear(E, vocabulary)
    """

    def __init__(self, vocabulary: int, length: int, embed_dim: int, num_heads: int, hidden_dim: int) -> None:
        """A model for sequences of at most `length` tokens, E = embed_dim."""
        super().__init__()
        raise NotImplementedError("TODO: make the five parts")

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Map tokens (N, T), int64 on any device, T <= length, to logits (N, T, vocabulary).

        The logits at position t depend on the tokens at positions 0 … t alone.
        """
        raise NotImplementedError("TODO: embed tokens and positions, block with a causal mask, norm, head")


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    ln3 = torch.log(torch.tensor(3.0))
    q, k = ln3 * torch.tensor([[1.0, 1, 0, 0], [0, 0, 1, 1]]), torch.tensor([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    v, dout = torch.tensor([[8.0, 0, 4], [0, 4, 4]]), torch.tensor([[4.0, 0, 0], [0, 0, 0]])

    def forward():
        first, second = attention(q, k, v)
        yield "out of q1", "6 1 4", first
        yield "out of q2", "2 3 4", second

    def masked():
        allowed = torch.ones(2, 2, dtype=torch.bool).tril()
        yield "masked out of q1", "8 0 4", attention(q, k, v, allowed)[0]

    def backward():
        leaves = [tensor.clone().requires_grad_() for tensor in (q, k, v)]
        dq, dk, dv = torch.autograd.grad(attention(*leaves), leaves, dout)
        for name, rows, readme in (
            ("v", dv, ("3 0 0", "1 0 0")),
            ("q", dq, ("3 3 -3 -3", "0 0 0 0")),
            ("k", dk, ("3.2958 3.2958 0 0", "-3.2958 -3.2958 0 0")),
        ):
            yield f"d{name}1", readme[0], rows[0]
            yield f"d{name}2", readme[1], rows[1]

    print(f"{'':22}{'README':42}yours")
    for example in (forward, masked, backward):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
