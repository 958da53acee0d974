"""A function with a gradient of its own, checked on the way; no_grad, hooks and graphs."""

import torch


class Soft(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        e = (x - x.amax(-1, keepdim=True)).exp()
        y = e / e.sum(-1, keepdim=True)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        return y * (dy - (y * dy).sum(-1, keepdim=True))


def softened(x):
    x = x.clone().requires_grad_()
    seen = []
    x.register_hook(seen.append)
    assert torch.autograd.gradcheck(Soft.apply, x[:1].detach().double().requires_grad_())
    y = Soft.apply(x)
    y.sum().backward()
    assert len(seen) == 1
    with torch.no_grad(), torch.inference_mode():
        torch.autograd.set_detect_anomaly(False)
    return y
