"""The student's or the reference's code in this very process, as a check sees it: no wire, no limits, no isolation."""

from __future__ import annotations

import importlib.util
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from grader.topics.topic import Topic

STEP = 1e-5  # of central differences, see grader/judging/reference/live.py


class Function:
    """A function of a module that can also be asked for slopes, as slopes_agree asks."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def slopes(self, args: Any, kwargs: Any, *, wrt: int, directions: Any, upstream: Any) -> Any:
        def forward(point: Any) -> Any:
            out = self.function(*(point if i == wrt else a for i, a in enumerate(args)), **kwargs)
            return out[0] if isinstance(out, tuple) else out

        return np.array(
            [
                ((forward(args[wrt] + STEP * d) - forward(args[wrt] - STEP * d)) * upstream).sum() / (2 * STEP)
                for d in directions
            ]
        )


class Tensors(Function):
    """A function of the torch part: arrays go in as tensors that share their memory, tensors come out as arrays."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _arrays(self.function(*(_tensor(arg) for arg in args), **kwargs))


def _tensor(value: Any) -> Any:
    import torch

    return torch.from_numpy(value) if isinstance(value, np.ndarray) else value


def _arrays(value: Any) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        value = value.detach()
        return (value.float() if value.dtype == torch.bfloat16 else value).numpy()
    if isinstance(value, dict):
        return {key: _arrays(item) for key, item in value.items()}
    return tuple(map(_arrays, value)) if isinstance(value, tuple) else value


class Module:
    """A loaded module in the place of `student` or `reference`."""

    def __init__(self, module: Any, topic: Topic, part: str) -> None:
        self.module = module
        self.kind = Tensors if part == "torch" else Function
        self.drivers: dict[str, Any] = {}
        drivers = topic.drivers(part)
        if drivers:
            exec(compile(drivers[1], drivers[0], "exec"), self.drivers)

    def __getattr__(self, name: str) -> Any:
        return self.kind(getattr(self.module, name))

    def drive(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return self.kind(finished(self.drivers[name]))(self.module, *args, **kwargs)

    def used(self) -> list[Any]:
        """What by_hand asks for; here nothing is forbidden and nobody looks."""
        return []


def finished(driver: Callable[..., Any]) -> Callable[..., Any]:
    """The driver without the points of curves that it may yield on its way."""

    def run(*args: Any, **kwargs: Any) -> Any:
        value = driver(*args, **kwargs)
        while isinstance(value, types.GeneratorType):
            try:
                next(value)
            except StopIteration as end:
                return end.value
        return value

    return run


def load(path: str) -> Any:
    """A file as a module of this process."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
