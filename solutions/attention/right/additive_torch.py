"""Attention with an additive mask and bmm, heads folded into the batch; the model keeps its largest mask as a buffer."""

import torch
import torch.nn.functional as F
from torch import nn


def attention(q, k, v, mask=None, dropout_p=0.0, training=True):
    *lead, t, d = q.shape
    s, e = k.shape[-2], v.shape[-1]
    q, k, v = q.reshape(-1, t, d), k.reshape(-1, s, d), v.reshape(-1, s, e)
    bias = q.new_zeros(*lead, t, s)
    if mask is not None:
        bias = bias.masked_fill(mask.logical_not(), torch.finfo(q.dtype).min / 2)
    bias = bias.reshape(-1, t, s)
    weights = F.softmax(torch.baddbmm(bias, q, k.transpose(1, 2), alpha=d**-0.5), dim=2)
    if mask is not None:
        weights = weights * mask.expand(*lead, t, s).reshape(-1, t, s)
    weights = F.dropout(weights, p=dropout_p, training=training)
    return torch.bmm(weights, v).reshape(*lead, t, e)


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, dropout=0.0):
        super().__init__()
        self.num_heads = num_heads
        self.dropout_p = dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * embed_dim, embed_dim))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * embed_dim))
        nn.init.normal_(self.in_proj_weight, std=0.02)
        nn.init.zeros_(self.in_proj_bias)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, query, key, value, mask=None):
        e = query.shape[-1]
        wq, wk, wv = self.in_proj_weight.split(e)
        bq, bk, bv = self.in_proj_bias.split(e)
        q, k, v = F.linear(query, wq, bq), F.linear(key, wk, bk), F.linear(value, wv, bv)
        q, k, v = (torch.stack(x.chunk(self.num_heads, dim=2), dim=1) for x in (q, k, v))
        joined = attention(q, k, v, mask, self.dropout_p, self.training)
        return self.out_proj(torch.cat(joined.unbind(1), dim=2))


class TransformerBlock(nn.Module):
    def __init__(self, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.self_attn = MultiHeadAttention(embed_dim, num_heads)
        self.linear1, self.linear2 = nn.Linear(embed_dim, hidden_dim), nn.Linear(hidden_dim, embed_dim)
        self.norm1, self.norm2 = nn.LayerNorm(embed_dim), nn.LayerNorm(embed_dim)

    def attend(self, x, mask):
        return self.self_attn(x, x, x, mask)

    def feed_forward(self, x):
        return self.linear2(F.relu(self.linear1(x)))

    def forward(self, x, mask=None):
        x = x + self.attend(self.norm1(x), mask)
        x = x + self.feed_forward(self.norm2(x))
        return x


class CausalModel(nn.Module):
    def __init__(self, vocabulary, length, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, embed_dim)
        self.positions = nn.Embedding(length, embed_dim)
        self.block = TransformerBlock(embed_dim, num_heads, hidden_dim)
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Linear(embed_dim, vocabulary)
        self.register_buffer("visible", torch.tril(torch.ones(length, length)) > 0, persistent=False)
        self.register_buffer("places", torch.arange(length), persistent=False)

    def forward(self, tokens):
        n, t = tokens.shape
        x = self.tokens(tokens) + self.positions(self.places[:t].expand(n, t))
        return self.head(self.norm(self.block(x, self.visible[:t, :t])))
