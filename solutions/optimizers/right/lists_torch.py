"""A whole group at a time, with torch's operations on lists of tensors."""

import torch
from torch.optim import Optimizer


class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def step(self, closure=None):
        loss = closure() if closure is not None else None
        for group in self.param_groups:
            with torch.no_grad():
                self.step_group(**group)
        return loss

    def step_group(self, params, lr, betas, eps, weight_decay, **others):
        params = [p for p in params if p.grad is not None]
        if not params:
            return
        grads = [p.grad for p in params]
        states = [self.state[p] for p in params]
        for p, state in zip(params, states, strict=True):
            if not state:
                state.update(t=0, first=torch.zeros_like(p), second=torch.zeros_like(p))
            state["t"] += 1
        firsts, seconds = [s["first"] for s in states], [s["second"] for s in states]
        torch._foreach_mul_(firsts, betas[0])
        torch._foreach_add_(firsts, grads, alpha=1 - betas[0])
        torch._foreach_mul_(seconds, betas[1])
        torch._foreach_addcmul_(seconds, grads, grads, value=1 - betas[1])
        below = torch._foreach_div(seconds, [1 - betas[1] ** s["t"] for s in states])
        torch._foreach_sqrt_(below)
        torch._foreach_add_(below, eps)
        torch._foreach_mul_(params, 1 - lr * weight_decay)
        rates = [-lr / (1 - betas[0] ** s["t"]) for s in states]
        torch._foreach_addcdiv_(params, firsts, below, rates)
