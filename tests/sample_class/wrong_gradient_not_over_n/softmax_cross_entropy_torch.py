"""Exercise sheet: the same loss as tensor operations, and the linear model for it."""
import torch as th


def cross_entropy(logits, targets, ignore_index=-100, label_smoothing=0.0):
    d = min(logits.ndim - 1, 1)
    u = (logits if logits.dtype == th.float64 else logits.float()).movedim(d, -1)[targets != ignore_index]
    t = targets[targets != ignore_index].view(-1, 1)
    u = u.view(-1, u.shape[-1])
    u = u - u.amax(-1, True)
    l = u.exp().sum(-1).log()
    a = label_smoothing
    return (l - (1 - a) * u.gather(1, t)[:, 0] - a * u.mean(-1)).mean().type(logits.dtype)


class SoftmaxRegression(th.nn.Module):
    def __init__(s, in_features, classes):
        super().__init__()
        s.weight, s.bias = (th.nn.Parameter(th.zeros(*n)) for n in ((classes, in_features), (classes,)))

    forward = lambda s, x: x @ s.weight.mT + s.bias
