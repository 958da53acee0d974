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
        raise NotImplementedError("TODO: pass the parameters and the settings to the base class")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Make one step: change every parameter that has a gradient in place, outside the graph of autograd.

        A parameter whose `grad` is None does not change: it does not decay, and its t does not grow. Gradients are not
        changed. Between two calls the settings of a group may change (a schedule changes "lr"), groups may be added, and
        other parameters may have gradients.

        If a closure is given, call it once, before everything else and with gradients enabled: it computes the loss and
        calls backward. Return its result. Without a closure return None.
        """
        raise NotImplementedError("TODO: call the closure; then update all groups' parameters, outside the graph")
