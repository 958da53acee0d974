"""Attention query by query, in plain loops over positions; the first weights are those of PyTorch's own layers."""

import torch


def attention(q, k, v, mask=None, dropout_p=0.0, training=True):
    drop = torch.nn.Dropout(dropout_p).train(training)
    visible = None if mask is None else torch.broadcast_to(mask, (*q.shape[:-1], k.shape[-2]))
    rows = []
    for t in range(q.shape[-2]):
        scores = (q[..., t : t + 1, :] * k).sum(-1) / q.shape[-1] ** 0.5  # (..., S)
        if visible is not None:
            scores = scores.masked_fill(~visible[..., t, :], float("-inf"))
        weights = torch.exp(torch.log_softmax(scores, dim=-1))
        if visible is not None:
            weights = weights.masked_fill(~visible[..., t, :], 0.0)
        rows.append((drop(weights).unsqueeze(-1) * v).sum(-2))  # (..., E)
    return torch.stack(rows, dim=-2)


class MultiHeadAttention(torch.nn.Module):
    def __init__(self, embed_dim, num_heads, dropout=0.0):
        super().__init__()
        assert embed_dim % num_heads == 0
        self.num_heads = num_heads
        self.dropout = dropout
        self.register_parameter("in_proj_weight", torch.nn.Parameter(torch.rand(3 * embed_dim, embed_dim) - 0.5))
        self.register_parameter("in_proj_bias", torch.nn.Parameter(torch.full((3 * embed_dim,), 0.01)))
        self.out_proj = torch.nn.Linear(embed_dim, embed_dim, bias=True)

    def forward(self, query, key, value, mask=None):
        e = query.shape[-1]
        weight, bias = self.in_proj_weight.view(3, e, e), self.in_proj_bias.view(3, 1, 1, e)
        parts = [torch.tensordot(x, weight[i], dims=([2], [1])) + bias[i] for i, x in enumerate((query, key, value))]
        q, k, v = (torch.movedim(x.view(len(x), -1, self.num_heads, e // self.num_heads), 2, 1) for x in parts)
        out = attention(q, k, v, mask, dropout_p=self.dropout * float(self.training))
        return self.out_proj(torch.movedim(out, 1, 2).flatten(start_dim=2))


class TransformerBlock(torch.nn.Module):
    def __init__(self, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.self_attn = MultiHeadAttention(num_heads=num_heads, embed_dim=embed_dim)
        self.linear1 = torch.nn.Linear(embed_dim, hidden_dim)
        self.linear2 = torch.nn.Linear(hidden_dim, embed_dim)
        self.norm1 = torch.nn.LayerNorm([embed_dim])
        self.norm2 = torch.nn.LayerNorm([embed_dim])

    def forward(self, x, mask=None):
        stream = x.clone()
        y = self.norm1(stream)
        stream = stream + self.self_attn(query=y, key=y, value=y, mask=mask)
        z = self.linear1(self.norm2(stream))
        return stream + self.linear2(z * (z > 0))


class CausalModel(torch.nn.Module):
    def __init__(self, vocabulary, length, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.tokens = torch.nn.Embedding(vocabulary, embed_dim)
        self.positions = torch.nn.Embedding(length, embed_dim)
        self.block = TransformerBlock(embed_dim, num_heads, hidden_dim)
        self.norm = torch.nn.LayerNorm(embed_dim)
        self.head = torch.nn.Linear(embed_dim, vocabulary)
        for part in (self.tokens, self.positions):
            torch.nn.init.trunc_normal_(part.weight, std=0.5)

    def forward(self, tokens):
        length = tokens.shape[1]
        x = torch.stack([self.tokens(tokens[:, t]) + self.positions.weight[t] for t in range(length)], dim=1)
        order = torch.arange(length, device=x.device)
        return self.head(self.norm(self.block(x, order.unsqueeze(0) <= order.unsqueeze(1))))
