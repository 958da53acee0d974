"""The corrected moments themselves are kept: means of all gradients so far whose weights already sum to 1."""

import torch


def toward(old, new, beta, t):
    """The corrected moving mean after t steps: the newest value weighs (1 - beta) / (1 - beta ** t)."""
    return old + (1 - beta) / (1 - beta**t) * (new - old)


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def members(self):
        for group in self.param_groups:
            yield from ((group, p, p.grad.detach()) for p in group["params"] if p.grad is not None)

    def step(self, closure=None):
        with torch.enable_grad():
            loss = None if closure is None else closure()
        for group, p, g in self.members():
            memory = self.state[p].setdefault("memory", [0, torch.zeros_like(g), torch.zeros_like(g)])
            memory[0] += 1
            for place, (new, beta) in enumerate(zip((g, g.square()), group["betas"], strict=True), 1):
                memory[place] = toward(memory[place], new, beta, memory[0])
            _, m, v = memory
            before = p.detach().clone()
            after = before * (1 - group["lr"] * group["weight_decay"]) - group["lr"] * m / (v**0.5 + group["eps"])
            with torch.no_grad():
                p.copy_(after)
        return loss
