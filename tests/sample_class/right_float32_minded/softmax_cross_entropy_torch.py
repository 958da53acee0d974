"""Cross-entropy on tensors. Half precision is computed in float32 and rounded at the end."""
import torch
from torch import Tensor, nn

_UP = {torch.float16: torch.float32, torch.bfloat16: torch.float32}


def cross_entropy(logits: Tensor, targets: Tensor, ignore_index: int = -100,
                  label_smoothing: float = 0.0) -> Tensor:
    out_dtype = logits.dtype
    work = logits.to(_UP.get(out_dtype, out_dtype))
    if work.dim() > 2:
        work = work.transpose(1, -1).flatten(0, -2)
        targets = targets.unsqueeze(1).transpose(1, -1).flatten()
    elif work.dim() == 1:
        work, targets = work[None], targets[None]

    keep = (targets != ignore_index).nonzero().squeeze(1)
    work = work.index_select(0, keep)
    targets = targets.index_select(0, keep)

    shift = work.max(dim=1, keepdim=True).values if work.shape[0] else 0.0
    work = work - shift
    lse = torch.log(torch.exp(work).sum(dim=1))
    picked = work.gather(1, targets.unsqueeze(1)).squeeze(1)
    nll = lse - picked
    smooth = lse - work.mean(dim=1)
    loss = (1.0 - label_smoothing) * nll + label_smoothing * smooth
    return loss.mean().to(out_dtype)


class SoftmaxRegression(nn.Module):
    def __init__(self, in_features: int, classes: int) -> None:
        super().__init__()
        bound = in_features ** -0.5
        self.weight = nn.Parameter(torch.empty(classes, in_features).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(classes).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmm(self.bias, x, self.weight.T)
