"""The old way, through .data: no graph to mind, new tensors everywhere, one formula for the whole step."""

import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr: float = 1e-3, betas=(0.9, 0.999), eps: float = 1e-8, weight_decay: float = 1e-2):
        super().__init__(params, defaults={})
        self.defaults.update(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
        for group in self.param_groups:
            for name, value in self.defaults.items():
                group.setdefault(name, value)

    def step(self, closure=None):
        loss = None
        if closure:
            with torch.set_grad_enabled(True):
                loss = closure()
        for group in self.param_groups:
            lr, (b1, b2) = group["lr"], group["betas"]
            for p in filter(lambda p: p.grad is not None, group["params"]):
                g, w = p.grad.data, p.data
                s = self.state[p]
                s["t"] = t = s.get("t", 0) + 1
                s["mean"] = b1 * s["mean"] + (1 - b1) * g if t > 1 else (1 - b1) * g
                s["power"] = b2 * s["power"] + (1 - b2) * g.pow(2) if t > 1 else (1 - b2) * g.pow(2)
                up = s["mean"].div(1 - b1**t)
                down = s["power"].div(1 - b2**t).sqrt() + group["eps"]
                p.data = w - lr * (group["weight_decay"] * w + up / down)
        return loss
