"""Python numbers where there is no axis, tuples and lists on the way; names in Greek; docstrings with backslashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Generic, Protocol, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Τ = TypeVar("Τ", bound="Άθροισμα")


class Adds(Protocol):
    def add(self, number: float) -> Later: ...


class Άθροισμα(Generic[Τ]):
    r"""Gradient \nabla \frac{\partial L}{\partial w} of \sum_i x_i."""

    def __init__(self) -> None:
        self.σ, self.ν = 0.0, 0

    def add(self, number: float) -> Later:
        self.σ, self.ν = self.σ + number, self.ν + 1
        return self

    value = property(lambda self: self.σ)

    def __len__(self) -> int:
        return self.ν


Counter = Άθροισμα
Later = "Άθροισμα"


def double(χ: NDArray[np.float64], *, factor: Annotated[float, "not less than 0"] = 2.0) -> Missing:  # noqa: F821
    return np.array([[factor * ξ for ξ in row] for row in χ.tolist()])


def total(χ: "np.ndarray") -> "Missing":  # noqa: F821, UP037
    return np.array(tuple(map(sum, χ.tolist())))


def batches(x, size):
    return [x[start : start + size] for start in range(0, len(x), size)]


def slope(ω, x, y):
    return x.T @ (x @ ω - y) / len(x)


def fit(x, y, steps):
    ω, losses = np.zeros(x.shape[1]), ()
    for _ in range(steps):
        losses += (float(((x @ ω - y) ** 2).mean() / 2),)
        ω = ω - 0.1 * slope(ω, x, y)
    return ω, np.array(losses)
