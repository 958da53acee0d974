"""Attention by einsum with a softmax written out; three projections by slices; weights dropped by a draw of its own."""

import math

import torch
from torch import nn


def attention(q, k, v, mask=None, dropout_p=0.0, training=True):
    scores = torch.einsum("...td,...sd->...ts", q, k) * q.size(-1) ** -0.5
    allowed = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.expand_as(scores)
    top = scores.masked_fill(~allowed, -math.inf).amax(-1, keepdim=True).detach()
    top = torch.where(top.isinf(), torch.zeros_like(top), top)
    # What is hidden is replaced before exp sees it: exp could overflow there, and infinity times 0 is NaN.
    powers = torch.where(allowed, scores - top, torch.zeros_like(scores)).exp() * allowed
    total = powers.sum(-1, keepdim=True)
    weights = powers / torch.where(total > 0, total, torch.ones_like(total))
    if training and dropout_p > 0:
        weights = weights * (torch.rand_like(weights) > dropout_p) / (1 - dropout_p)
    return torch.einsum("...ts,...se->...te", weights, v)


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, dropout=0.0):
        super().__init__()
        self.heads, self.size, self.p = num_heads, embed_dim // num_heads, dropout
        self.in_proj_weight = nn.Parameter(torch.randn(3 * embed_dim, embed_dim) * embed_dim**-0.5)
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * embed_dim))
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def project(self, x, which):
        e = self.heads * self.size
        rows = slice(which * e, (which + 1) * e)
        y = torch.einsum("nte,fe->ntf", x, self.in_proj_weight[rows]) + self.in_proj_bias[rows]
        return y.view(*x.shape[:2], self.heads, self.size).transpose(1, 2)

    def forward(self, query, key, value, mask=None):
        q, k, v = self.project(query, 0), self.project(key, 1), self.project(value, 2)
        out = attention(q, k, v, mask, dropout_p=self.p, training=self.training)
        return self.out_proj(out.transpose(1, 2).reshape(query.shape))


class TransformerBlock(nn.Module):
    def __init__(self, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.norm1 = nn.LayerNorm(embed_dim)
        self.self_attn = MultiHeadAttention(embed_dim, num_heads)
        self.norm2 = nn.LayerNorm(embed_dim)
        self.linear1 = nn.Linear(embed_dim, hidden_dim)
        self.linear2 = nn.Linear(hidden_dim, embed_dim)

    def forward(self, x, mask=None):
        normalized = self.norm1(x)
        middle = x + self.self_attn(normalized, normalized, normalized, mask=mask)
        return middle + self.linear2(self.linear1(self.norm2(middle)).clamp(min=0))


class CausalModel(nn.Module):
    def __init__(self, vocabulary, length, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, embed_dim)
        self.positions = nn.Embedding(length, embed_dim)
        self.block = TransformerBlock(embed_dim, num_heads, hidden_dim)
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Linear(embed_dim, vocabulary)

    def forward(self, tokens):
        t = tokens.shape[1]
        x = self.tokens(tokens) + self.positions.weight[:t]
        mask = torch.ones(t, t, dtype=torch.bool, device=tokens.device).tril()
        return self.head(self.norm(self.block(x, mask)))
