"""Runs beside the student's torch part: gradients by autograd, low precision, and training of SoftmaxRegression."""

from collections.abc import Generator
from typing import Any

import torch

from grader.drivers import contents, sgd_step, with_weights

Point = dict[str, torch.Tensor]  # of the curve of the loss


def gradient(
    student: Any, logits: torch.Tensor, targets: torch.Tensor, upstream: float = 1.0, dtype: str = "float64"
) -> tuple[torch.Tensor, torch.Tensor]:
    """The loss in a dtype, and the gradient of upstream * loss with respect to the logits (both as float64)."""
    logits = logits.to(getattr(torch, dtype), copy=True).requires_grad_()
    loss = student.cross_entropy(logits, targets)
    (dlogits,) = torch.autograd.grad(loss, logits, torch.full_like(loss, upstream))
    return loss.detach().double(), dlogits.double()


def fresh(student: Any, in_features: int, classes: int) -> tuple[dict[str, torch.Tensor], list[str]]:
    """What a new model holds: its state, and the names of its parameters."""
    return contents(student.SoftmaxRegression(in_features, classes))


def loaded(student: Any, weight: torch.Tensor, bias: torch.Tensor) -> Any:
    """A model of the student's with these parameters, in their dtype and on their device."""
    classes, in_features = weight.shape
    return with_weights(student.SoftmaxRegression(in_features, classes), {"weight": weight, "bias": bias})


def scores(student: Any, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """The logits of a model with these parameters."""
    return loaded(student, weight, bias)(x).detach()


def descend(student: Any, model: Any, x: torch.Tensor, y: torch.Tensor, lr: float) -> Point:
    """One step of plain gradient descent on one mini-batch, and the loss before it."""
    return sgd_step(student.cross_entropy(model(x), y), model.parameters(), lr)


def train(
    student: Any, x: torch.Tensor, y: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, lr: float
) -> Generator[Point, None, tuple[torch.Tensor, torch.Tensor]]:
    """The weights after one step per mini-batch, from given weights: x (steps, N, D), y (steps, N)."""
    model = loaded(student, weight, bias)
    for xs, ys in zip(x, y, strict=True):
        yield descend(student, model, xs, ys, lr)
    return model.weight.detach(), model.bias.detach()


def predict(
    student: Any, x: torch.Tensor, y: torch.Tensor, unseen: torch.Tensor, steps: int, lr: float, seed: int
) -> Generator[Point, None, torch.Tensor]:
    """The classes of unseen images after full-batch training from the student's own first weights."""
    torch.manual_seed(seed)
    model = student.SoftmaxRegression(x.shape[1], int(y.max()) + 1).to(x)
    for _ in range(steps):
        yield descend(student, model, x, y, lr)
    return model(unseen).detach().argmax(dim=1)
