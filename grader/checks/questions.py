"""Questions that a check asks both sides alike: `call` and `backward` name the entries of the answers that they bring back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from ..values.finding import Kind
from .handles import form
from .inputs import Answer
from .proxies import ModuleProxy
from .setting import Wrong

Entries = dict[str, Answer]
# `question(side, *args, **settings)` returns an answer, or the entries of an answer by name. A text names a driver.
Question = str | Callable[..., Answer]


@dataclasses.dataclass(frozen=True, slots=True)
class Calling:
    """See `call`."""

    function: str
    names: tuple[str, ...]
    cache: bool
    changes: tuple[tuple[int, str], ...]

    def __call__(self, side: ModuleProxy, *args: Any, **settings: Any) -> Entries:
        """The entries of the answer of one side, by name."""
        entries, _ = self.with_cache(side, *args, **settings)
        return entries

    def with_cache(self, side: ModuleProxy, *args: Any, **settings: Any) -> tuple[Entries, Answer]:
        """The entries of the answer of one side, by name, and its cache. The cache is None if the function returns none."""
        answer = getattr(side, self.function)(*args, **settings)
        names = (*self.names, "cache") if self.cache else self.names
        entries = named(answer, names, self.function)
        cache = entries.pop("cache") if self.cache else None
        for position, name in self.changes:
            entries |= inside(name, args[position])
        return entries, cache


def call(function: str, *names: str, cache: bool = False, changes: Mapping[int, str] | None = None) -> Calling:
    """A question: call one function of the module. `names` name the entries of the answer, in order.

    With one name, the answer is that entry, and with several names it is a tuple. With `cache`, the function returns one more
    entry behind them, which nobody compares. `changes` gives the positions of arguments that the function changes in place, with
    their names: the arrays in them are entries too, `running["mean"]` for the entry "mean" of the dictionary `running`.
    """
    return Calling(function, names, cache, tuple((changes or {}).items()))


@dataclasses.dataclass(frozen=True, slots=True)
class Backward:
    """See `backward`."""

    forward: Calling
    function: str
    names: tuple[str, ...]
    upstream: int

    def __call__(self, side: ModuleProxy, *args: Any, **settings: Any) -> Entries:
        """The gradients of one side, by name, on a cache that the side's own forward pass made."""
        upstream, inputs = self.split(args)
        _, cache = self.forward.with_cache(side, *inputs, **settings)
        return self.back(side, upstream, cache)

    def split(self, args: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """The upstream gradients of a case, and the arguments of the forward pass."""
        return args[: self.upstream], args[self.upstream :]

    def back(self, side: ModuleProxy, upstream: tuple[Any, ...], cache: Answer) -> Entries:
        """The gradients of one side, by name, for these upstream gradients and this cache."""
        return named(getattr(side, self.function)(*upstream, cache), self.names, self.function)


def backward(forward: Calling, function: str, *names: str, upstream: int = 1) -> Backward:
    """A question: run `forward`, then call `function` with the upstream gradients and the cache. `names` name the gradients.

    A case holds the upstream gradients first (one, or as many as `upstream` says), and then the arguments of the forward pass.
    """
    return Backward(forward, function, names, upstream)


def ask(side: ModuleProxy, question: Question, args: tuple[Any, ...], settings: Mapping[str, Any]) -> Answer:
    """What one side answers to a question."""
    if isinstance(question, str):
        return side.drive(question, *args, **settings)
    return question(side, *args, **settings)


def named(answer: Answer, names: tuple[str, ...], call: str) -> Entries:
    """The entries of an answer by name: the answer itself for one name, else the items of a tuple. Raises Wrong."""
    if len(names) == 1:
        return {names[0]: answer}
    if not isinstance(answer, tuple | list) or len(answer) != len(names):
        items = "a pair" if len(names) == 2 else f"a tuple of {len(names)}"
        reason = f"{call} returns {items} ({', '.join(names)}); yours returned {form(answer)}"
        raise Wrong(Kind.FORM, call, reason)
    return dict(zip(names, answer, strict=True))


def inside(name: str, value: Any) -> Entries:
    """The arrays in an argument, by name: `params["w"]` for an entry of a dictionary, `layers[0]` for an item of a list."""
    if isinstance(value, dict):
        return {
            place: item for key, inner in value.items() for place, item in inside(f"{name}[{_key(key)}]", inner).items()
        }
    if isinstance(value, list | tuple):
        return {place: item for i, inner in enumerate(value) for place, item in inside(f"{name}[{i}]", inner).items()}
    return {name: value}


def _key(key: object) -> str:
    return f'"{key}"' if isinstance(key, str) else repr(key)
