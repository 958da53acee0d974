"""Drivers of torch parts share these functions: modules with given weights, autograd, steps of SGD. They judge nothing.

Drivers import them from `grader.drivers`. They run in the student's process, which cannot import `grader`. So this module has
that name while drivers are executed, and not while student code runs.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Tensor = Any  # torch may not be installed; its types are not checked
Module = Any
PUBLIC_NAME = "grader.drivers"


@contextlib.contextmanager
def importable() -> Iterator[None]:
    """Inside, an import of `grader.drivers` finds this module."""
    before = sys.modules.get(PUBLIC_NAME)
    sys.modules[PUBLIC_NAME] = sys.modules[__name__]
    try:
        yield
    finally:
        del sys.modules[PUBLIC_NAME]
        if before is not None:
            sys.modules[PUBLIC_NAME] = before


def with_weights(module: Module, weights: Mapping[str, Tensor], *, strict: bool = True) -> Module:
    """`module` with these weights, on their device and in their dtype.

    `strict=False` takes as many of them as the module has a place for. Use it where another check judges the names.
    """
    module = module.to(next(tensor for tensor in weights.values() if tensor.is_floating_point()))
    module.load_state_dict(dict(weights), strict=strict)
    return module


def contents(module: Module) -> tuple[dict[str, Tensor], list[str]]:
    """What a module holds by name, and the sorted names of its parameters, which an optimizer would be given."""
    return dict(module.state_dict()), sorted(name for name, _ in module.named_parameters())


def leaf(tensor: Tensor) -> Tensor:
    """A copy of the tensor that records its gradient. The caller's tensor stays as it is."""
    return tensor.detach().clone().requires_grad_()


def gradients_of(out: Tensor, leaves: Mapping[str, Tensor], upstream: Tensor) -> dict[str, Tensor]:
    """The gradients of sum(out * upstream) for the leaves, by name. Zeros where no gradient arrives."""
    import torch

    found = torch.autograd.grad(out, list(leaves.values()), upstream, allow_unused=True, materialize_grads=True)
    return dict(zip(leaves, found, strict=True))


def sgd_step(loss: Tensor, parameters: Iterable[Tensor], lr: float) -> dict[str, Tensor]:
    """Take one step of plain SGD in place: parameter -= lr * gradient. Returns the point {"loss": loss} of a curve.

    A parameter that the loss does not depend on stays as it is.
    """
    import torch

    parameters = list(parameters)
    slopes = torch.autograd.grad(loss, parameters, allow_unused=True, materialize_grads=True)
    with torch.no_grad():
        for parameter, slope in zip(parameters, slopes, strict=True):
            parameter -= lr * slope
    return {"loss": loss.detach()}
