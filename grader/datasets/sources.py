"""Sources of symbols with a known entropy: Markov chains of any order. The best loss that a language model can reach is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError

Floats = npt.NDArray[np.float64]

SETTLE = 64  # symbols before the first one that is returned, so that rows begin where the chain is at home


@dataclasses.dataclass(frozen=True)
class Source:
    """A Markov chain. `transition[a, b, …, x]` is the probability of x after a, b, …, the oldest first."""

    transition: Floats

    @property
    def symbols(self) -> int:
        """How many symbols there are: 0 … symbols - 1."""
        return int(self.transition.shape[-1])

    @property
    def order(self) -> int:
        """How many earlier symbols the next one depends on."""
        return self.transition.ndim - 1

    def draw(self, rows: int, length: int, *, seed: int = 0) -> npt.NDArray[np.int64]:
        """Independent rows of symbols, (rows, length) int64."""
        rng = np.random.RandomState(seed)
        edges = np.cumsum(self.transition, axis=-1)[..., :-1]
        drawn = np.zeros((rows, self.order + SETTLE + length), np.int64)
        drawn[:, : self.order] = (rng.random_sample((rows, self.order)) * self.symbols).astype(np.int64)
        for place in range(self.order, drawn.shape[1]):
            before = tuple(drawn[:, place - self.order : place].T)
            drawn[:, place] = (rng.random_sample((rows, 1)) >= edges[before]).sum(axis=1)
        return drawn[:, self.order + SETTLE :].copy()

    def frequencies(self) -> Floats:
        """How often each sequence of `order` + 1 symbols stands in a long text, in the shape of `transition`.

        The last bits depend on the machine's linear algebra.
        """
        contexts = self.symbols**self.order
        moves = np.zeros((contexts, contexts))
        start = np.repeat(np.arange(contexts), self.symbols)
        end = (start * self.symbols + np.tile(np.arange(self.symbols), contexts)) % contexts
        np.add.at(moves, (start, end), self.transition.ravel())
        equations = np.concatenate([moves.T - np.eye(contexts), np.ones((1, contexts))])
        stationary = np.linalg.lstsq(equations, np.append(np.zeros(contexts), 1.0), rcond=None)[0]
        return np.asarray(stationary.reshape(self.transition.shape[:-1])[..., None] * self.transition)

    def entropy(self, seen: int | None = None) -> float:
        """The mean of -ln p(next symbol | the `seen` symbols before it), in nats: the best loss of a model that sees so many.

        By default it sees `order` symbols, which gives the entropy rate; more of them do not help. The last bits depend on the
        machine's logarithm. Raises TopicError for a negative number.
        """
        seen = self.order if seen is None else min(seen, self.order)
        if seen < 0:
            raise TopicError("a model cannot see fewer than no symbols")
        joint = self.frequencies().sum(axis=tuple(range(self.order - seen)))
        return _entropy(joint) - _entropy(joint.sum(axis=-1))


def _entropy(probabilities: Floats) -> float:
    positive = probabilities[probabilities > 0]
    return -float((positive * np.log(positive)).sum())


def markov(transition: npt.ArrayLike) -> Source:
    """The chain with these probabilities: (S, S) for order 1, (S, S, S) for order 2, and so on.

    Raises TopicError unless the last axis holds probabilities whose sum is 1, and unless every axis has the same length.
    """
    table = np.array(transition, np.float64)
    if table.ndim < 2 or len(set(table.shape)) != 1:
        raise TopicError(
            f"the transition of a chain has one length along two axes or more, not the shape {table.shape}"
        )
    if (table < 0).any() or (np.abs(table.sum(axis=-1) - 1) > 1e-9).any():
        raise TopicError("the last axis of a transition holds probabilities whose sum is 1")
    return Source(table)


def noisy_rule(symbols: int = 5, weights: Sequence[int] = (1, 2), keep: float = 0.9) -> Source:
    """The chain x[t] = weights[0] x[t-1] + weights[1] x[t-2] + … modulo `symbols`, with probability `keep`; else uniform.

    Its order is the number of weights. With a prime number of symbols and no weight a multiple of it, all symbols are alike, and
    fewer than all of these earlier symbols say nothing of the next: the entropy falls from ln(symbols) in one step.
    """
    shape = (symbols,) * len(weights)
    oldest_first = np.indices(shape)
    following = sum(weight * place for weight, place in zip(weights, oldest_first[::-1], strict=True)) % symbols
    hits = following[..., None] == np.arange(symbols)
    return markov(keep * hits + (1 - keep) / symbols)
