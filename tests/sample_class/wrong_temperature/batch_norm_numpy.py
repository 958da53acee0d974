"""My batch norm. Derivation is on paper, sorry for the short names."""
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


class Moments(NamedTuple):
    mean: Array
    var: Array


class Cache(NamedTuple):
    x: Array
    gamma: Array
    moments: Moments
    eps: float


def _axes(x: Array) -> tuple[int, ...]:
    return tuple(a for a in range(x.ndim) if a != 1)


def _like(v: Array, x: Array) -> Array:
    return v.astype(x.dtype).reshape(1, -1, *(1 for _ in x.shape[2:]))


def _normalise(x: Array, moments: Moments, eps: float) -> tuple[Array, Array]:
    std = np.sqrt(_like(moments.var, x) + eps)
    return (x - _like(moments.mean, x)) / std, std


def _update(running: dict[str, Array], moments: Moments, count: int, momentum: float) -> None:
    unbiased = moments.var * (count / (count - 1))
    for name, new in zip(("mean", "var"), (moments.mean, unbiased)):
        running[name] += (momentum * (new - running[name])).astype(running[name].dtype)


def batch_norm_forward(
    x: Array,
    gamma: Array,
    beta: Array,
    running: dict[str, Array],
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Cache]:
    if training:
        moments = Moments(x.mean(axis=_axes(x)), x.var(axis=_axes(x)))
        _update(running, moments, x.size // x.shape[1], momentum)
    else:
        moments = Moments(running["mean"].copy(), running["var"].copy())
    normed, _ = _normalise(x, moments, eps)
    return normed * _like(gamma, x) + _like(beta, x), Cache(x.copy(), gamma.copy(), moments, eps)


def batch_norm_backward(dout: Array, cache: Cache) -> tuple[Array, Array, Array]:
    normed, std = _normalise(cache.x, cache.moments, cache.eps)
    axes = _axes(dout)
    dgamma = np.sum(dout * normed, axis=axes)
    dbeta = np.sum(dout, axis=axes)
    count = dout.size // dout.shape[1]
    mean_part = (_like(dbeta, dout) + normed * _like(dgamma, dout)) / count
    return _like(cache.gamma, dout) / std * (dout - mean_part), dgamma, dbeta
