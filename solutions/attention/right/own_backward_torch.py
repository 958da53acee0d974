"""Attention with a backward pass of its own; self-attention projects once for all three; norms from their statistics."""

import math

import torch
from torch import nn


class Attend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, k, v, allowed, keep):
        root = math.sqrt(q.shape[-1])
        scores = torch.matmul(q, k.transpose(-1, -2)) / root
        weights = torch.softmax(torch.where(allowed, scores, torch.full_like(scores, -math.inf)), -1)
        weights = torch.where(allowed.any(-1, keepdim=True), weights, torch.zeros_like(weights))
        ctx.save_for_backward(q, k, v, weights, keep)
        ctx.root = root
        return torch.matmul(weights * keep, v)

    @staticmethod
    def backward(ctx, dout):
        q, k, v, weights, keep = ctx.saved_tensors
        dweights = torch.matmul(dout, v.transpose(-1, -2)) * keep
        dscores = weights * (dweights - (weights * dweights).sum(-1, keepdim=True)) / ctx.root
        dv = torch.matmul((weights * keep).transpose(-1, -2), dout)
        return torch.matmul(dscores, k), torch.matmul(dscores.transpose(-1, -2), q), dv, None, None


def attention(q, k, v, mask=None, dropout_p=0.0, training=True):
    shape = (*q.shape[:-1], k.shape[-2])
    allowed = torch.ones(shape, dtype=torch.bool, device=q.device) if mask is None else mask.broadcast_to(shape)
    p = dropout_p if training else 0.0
    keep = torch.empty(shape, dtype=q.dtype, device=q.device).bernoulli_(1.0 - p) / (1.0 - p)
    return Attend.apply(q, k, v, allowed, keep)


class MultiHeadAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, dropout=0.0):
        super().__init__()
        self.num_heads, self.dropout = num_heads, nn.Dropout(dropout)
        self.in_proj_weight = nn.Parameter(torch.nn.init.kaiming_uniform_(torch.empty(3 * embed_dim, embed_dim)))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * embed_dim))
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, query, key, value, mask=None):
        if query is key and key is value:
            q, k, v = (query @ self.in_proj_weight.t() + self.in_proj_bias).tensor_split(3, dim=-1)
        else:
            weights, biases = self.in_proj_weight.tensor_split(3), self.in_proj_bias.tensor_split(3)
            q, k, v = (x @ w.t() + b for x, w, b in zip((query, key, value), weights, biases, strict=True))
        if mask is not None:
            mask = mask.broadcast_to(len(q), self.num_heads, q.shape[1], k.shape[1])
        width = q.shape[-1] // self.num_heads
        outs = []
        for h in range(self.num_heads):
            own = slice(h * width, (h + 1) * width)
            seen = None if mask is None else mask[:, h]
            outs.append(attention(q[..., own], k[..., own], v[..., own], seen, self.dropout.p, self.training))
        return self.out_proj(torch.cat(outs, dim=-1))


class TransformerBlock(nn.Module):
    def __init__(self, embed_dim, num_heads, hidden_dim):
        super().__init__()
        for name in ("norm1", "norm2"):
            self.add_module(name, nn.LayerNorm(embed_dim))
        self.self_attn = MultiHeadAttention(embed_dim, num_heads)
        self.linear1 = nn.Linear(embed_dim, hidden_dim)
        self.linear2 = nn.Linear(hidden_dim, embed_dim)
        self.activation = nn.ReLU()

    def normalize(self, x, norm):
        centered = x - x.mean(-1, keepdim=True)
        spread = torch.sqrt(centered.square().mean(-1, keepdim=True) + norm.eps)
        return centered / spread * norm.weight + norm.bias

    def forward(self, x, mask=None):
        y = self.normalize(x, self.norm1)
        x = torch.add(x, self.self_attn(y, y, y, mask))
        return torch.add(x, self.linear2(self.activation(self.linear1(self.normalize(x, self.norm2)))))


class CausalModel(nn.Module):
    def __init__(self, vocabulary, length, embed_dim, num_heads, hidden_dim):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, embed_dim)
        self.positions = nn.Embedding(length, embed_dim)
        self.block = TransformerBlock(embed_dim, num_heads, hidden_dim)
        self.norm = nn.LayerNorm(embed_dim)
        self.head = nn.Linear(embed_dim, vocabulary)

    def forward(self, tokens):
        length = tokens.size(1)
        future = torch.triu(torch.ones(length, length, device=tokens.device), diagonal=1).bool()
        where = torch.arange(length, device=tokens.device).unsqueeze(0)
        return self.head(self.norm(self.block(self.tokens(tokens) + self.positions(where), ~future)))
