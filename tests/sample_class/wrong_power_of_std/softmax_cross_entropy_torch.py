"""Softmax and cross-entropy with torch."""
import torch
import torch.nn as nn


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    # remember what type we got
    old_type = logits.dtype
    # half numbers are too small for this, so use float32 for them
    if old_type == torch.float16 or old_type == torch.bfloat16:
        logits = logits.float()

    # one example without a batch: make a batch of one
    if logits.dim() == 1:
        logits = logits.unsqueeze(0)
        targets = targets.unsqueeze(0)

    # if there are more dimensions (N, C, d1, d2 ...) make it (rows, C)
    if logits.dim() > 2:
        C = logits.shape[1]
        # put the classes last
        logits = torch.movedim(logits, 1, -1)
        logits = logits.reshape(-1, C)
        targets = targets.reshape(-1)

    # throw away the rows which should be ignored
    keep = targets != ignore_index
    logits = logits[keep]
    targets = targets[keep]

    # how many rows are left
    N = logits.shape[0]

    # log softmax by hand
    if N > 0:
        biggest = torch.max(logits, dim=1, keepdim=True).values
        logits = logits - biggest
    s = torch.sum(torch.exp(logits), dim=1, keepdim=True)
    logp = logits - torch.log(s)

    # the normal loss and the smooth loss
    # (torch.mean of nothing is nan, torch does the same)
    normal_loss = -torch.mean(logp[torch.arange(N, device=logits.device), targets])
    smooth_loss = -torch.mean(torch.mean(logp, dim=1))
    loss = (1 - label_smoothing) * normal_loss + label_smoothing * smooth_loss

    # back to the old type
    return loss.to(old_type)


class SoftmaxRegression(nn.Module):
    # a linear layer, that is all
    def __init__(self, in_features, classes):
        super().__init__()
        # zeros are ok here, because there is only one layer
        self.weight = nn.Parameter(torch.zeros(classes, in_features))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        # (N, D) times (D, C) is (N, C)
        out = torch.matmul(x, self.weight.t())
        out = out + self.bias
        return out
