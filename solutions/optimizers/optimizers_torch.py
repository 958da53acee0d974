"""An optimizer in PyTorch: AdamW as a torch.optim.Optimizer, with parameter groups and a state that can be saved."""

from collections.abc import Callable, Iterable
from typing import Any

import torch


class AdamW(torch.optim.Optimizer):
    """Adam with decoupled weight decay. At the step t of a parameter w whose gradient is g:

    w = w - lr * weight_decay * w
    m = beta1 * m + (1 - beta1) * g           v = beta2 * v + (1 - beta2) * g²
    m_hat = m / (1 - beta1^t)                 v_hat = v / (1 - beta2^t)
    w = w - lr * m_hat / (sqrt(v_hat) + eps)

    w may have any shape and any layout in memory.

    m and v start at 0. They have the shape, the dtype and the device of w. t counts, from 1, the steps at which this
    parameter had a gradient.

    The base class, torch.optim.Optimizer, has `param_groups`, `state`, `add_param_group`, `zero_grad`, `state_dict` and
    `load_state_dict`. They work if `step` reads every setting from the group of the parameter, and if all memory of a
    parameter w is in the dict `self.state[w]`, as tensors and numbers.

    Ready-made optimizers are forbidden: torch.optim.AdamW, Adam and all others but the base class, the functions behind
    them (adam and adamw in torch.optim.adam, torch.optim.adamw, torch.optim._functional), and the fused kernels
    torch._fused_adam_ and torch._fused_adamw_. Tensor operations are allowed, also torch.lerp, addcmul, addcdiv and the
    operations on lists, torch._foreach_....
    """

    def __init__(
        self,
        params: Iterable[torch.Tensor] | Iterable[dict[str, Any]],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        """params are tensors, or dicts {"params": tensors, ...}: one dict for each group, with its own settings.

        A group that does not name a setting gets the argument of this constructor. Each group has "lr", "betas", "eps"
        and "weight_decay" under these names.
        """
        # BEGIN SOLUTION pass the parameters and the settings to the base class
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        # END SOLUTION

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Make one step: change every parameter that has a gradient in place, outside the graph of autograd.

        A parameter whose `grad` is None does not change: it does not decay, and its t does not grow. Gradients are not
        changed. Between two calls the settings of a group may change (a schedule changes "lr"), groups may be added, and
        other parameters may have gradients.

        If a closure is given, call it once, before everything else and with gradients enabled: it computes the loss and
        calls backward. Return its result. Without a closure return None.
        """
        # BEGIN SOLUTION call the closure; then update all groups' parameters, outside the graph
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                beta1, beta2 = group["betas"]
                for w in group["params"]:
                    if w.grad is None:
                        continue
                    state = self.state[w]
                    t = state["t"] = state.get("t", 0) + 1
                    m = state["m"] = beta1 * state.get("m", 0.0) + (1 - beta1) * w.grad
                    v = state["v"] = beta2 * state.get("v", 0.0) + (1 - beta2) * w.grad**2
                    m_hat = m / (1 - beta1**t)
                    v_hat = v / (1 - beta2**t)
                    w.mul_(1 - group["lr"] * group["weight_decay"])
                    w.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))
        return loss
        # END SOLUTION


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    def path(**settings):
        """w after each of the two gradients, from 10."""
        w = torch.tensor([10.0], dtype=torch.float64, requires_grad=True)
        optimizer = AdamW([w], lr=0.6, betas=(0.25, 0.5), eps=1.0, **settings)
        for g in (5.0, -1.0):
            w.grad = torch.full_like(w, g)
            optimizer.step()
            yield w.item()

    def adam():
        yield "Adam: no decay", "9.5 9.47", list(path(weight_decay=0.0))

    def adamw():
        yield "AdamW", "6.5 4.52", list(path(weight_decay=0.5))

    print(f"{'':22}{'README':42}yours")
    for example in (adam, adamw):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
