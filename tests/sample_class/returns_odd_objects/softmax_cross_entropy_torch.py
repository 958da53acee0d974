"""Cross-entropy with torch, returns a float; the model returns probabilities."""
import torch
from torch import nn


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    z = logits.detach().double()
    z = z - z.amax(dim=1, keepdim=True)
    logp = z - z.exp().sum(dim=1, keepdim=True).log()
    keep = targets != ignore_index
    hard = -logp[keep].gather(1, targets[keep][:, None]).mean()
    return float((1 - label_smoothing) * hard - label_smoothing * logp[keep].mean())


class SoftmaxRegression(nn.Module):
    def __init__(self, in_features, classes):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(classes, in_features))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        logits = x @ self.weight.T + self.bias
        e = torch.exp(logits - logits.amax(dim=1, keepdim=True))
        return {"probs": e / e.sum(dim=1, keepdim=True), "logits": logits}
