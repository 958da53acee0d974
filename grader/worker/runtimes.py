"""What a part computes with: arrays as they are (NumPy), or tensors on a device (torch)."""

from __future__ import annotations

import contextlib
import importlib
import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import ready_made
from .wire import Array

Torch = Any  # the module: it may not be installed, and its types are not looked at
_NOTHING_FORBIDDEN = contextlib.nullcontext()


class NumpyRuntime:
    """Arrays reach the student's code as they crossed. The other runtimes are made from this one."""

    name = "numpy"
    packages: tuple[str, ...] = ("numpy", "numpy.libs")  # folders among the libraries that are the runtime's own
    reads_others = False  # whether its code may import whatever else is installed
    device = "cpu"
    problem = ""  # why nothing can be computed on the device, if that is so

    def __init__(self, device: str = "cpu") -> None:
        """Compute on this device; NumPy knows one alone."""

    @classmethod
    def import_library(cls) -> None:
        """Import what computes, and nothing that starts threads or a GPU: workers are forked from here.

        What a library imports late is imported now, once and not in each worker: for `seed` numpy.random (12 ms).
        """
        importlib.import_module("numpy.random")

    @classmethod
    def import_late(cls) -> None:
        """Import what few workers need, and each would take a second for."""

    def adopt(self, array: Array) -> object:
        """What the student's code receives for an array that came over the wire."""
        return array

    def as_array(self, value: object) -> Array | None:
        """The array that `value` is, sharing memory where possible; None for everything else."""
        return value if isinstance(value, np.ndarray) else None

    def forbid(self, names: Sequence[str], note: ready_made.Note) -> None:
        """Let code call none of these operations, for good; see ready_made.py. NumPy's parts forbid nothing."""

    def forbidden(self, names: Sequence[str], note: ready_made.Note) -> contextlib.AbstractContextManager[None]:
        """The same, but only inside this context."""
        return _NOTHING_FORBIDDEN

    def seed(self, seed: int) -> None:
        """Set the global generators, so that code which draws from them answers alike in every run."""
        random.seed(seed)
        np.random.seed(seed)


class TorchRuntime(NumpyRuntime):
    """Arrays become tensors on one device; tensors become arrays again, bfloat16 as float32 since NumPy lacks it."""

    name = "torch"
    packages = (*NumpyRuntime.packages, "torch")
    reads_others = True  # torch imports much of what it is installed with when it is first needed

    def __init__(self, device: str) -> None:
        import torch

        self.import_library()
        self.torch: Torch = torch
        self.device = _choose(torch, device)
        if self.device != "cpu" and not _is_there(torch, self.device):
            self.problem = f"torch {torch.__version__} finds no device {self.device!r} here"

    @classmethod
    def import_library(cls) -> None:
        """As NumPy's; for torch.autograd.grad symbolic_shapes and with it SymPy (250 ms)."""
        super().import_library()
        import torch

        with contextlib.suppress(ImportError):  # another version's torch imports what it needs
            importlib.import_module("torch.fx.experimental.symbolic_shapes")
        torch.set_num_threads(1)

    @classmethod
    def import_late(cls) -> None:
        """Torch's optimizers ask for its compiler."""
        with contextlib.suppress(ImportError):
            importlib.import_module("torch._dynamo")

    def adopt(self, array: Array) -> object:
        if self.device == "mps" and array.dtype == np.float64:  # that device has no float64
            array = array.astype(np.float32)
        return self.torch.from_numpy(array).to(self.device)

    def as_array(self, value: object) -> Array | None:
        if not isinstance(value, self.torch.Tensor):
            return super().as_array(value)
        tensor = value.detach().to("cpu").resolve_conj().resolve_neg()
        if tensor.dtype == self.torch.bfloat16:
            tensor = tensor.float()
        return tensor.numpy()  # type: ignore[no-any-return]

    def forbid(self, names: Sequence[str], note: ready_made.Note) -> None:
        ready_made.forbid(names, self.device, note)

    def forbidden(self, names: Sequence[str], note: ready_made.Note) -> contextlib.AbstractContextManager[None]:
        return ready_made.forbidden(names, self.device, note)

    def seed(self, seed: int) -> None:
        super().seed(seed)
        if self.device == "cpu":  # torch.manual_seed notes for every other device from where it was called: 1 ms
            self.torch.default_generator.manual_seed(seed)
        else:
            self.torch.manual_seed(seed)


def _is_there(torch: Torch, device: str) -> bool:
    return bool(torch.backends.mps.is_available() if device == "mps" else torch.cuda.is_available())


def _choose(torch: Torch, device: str) -> str:
    if device != "auto":
        return device
    return next((name for name in ("cuda", "mps") if _is_there(torch, name)), "cpu")


RUNTIMES: dict[str, type[NumpyRuntime]] = {"numpy": NumpyRuntime, "torch": TorchRuntime}


def packages_of_others(name: str) -> tuple[str, ...]:
    """Folders among the libraries that only other runtimes than this one need."""
    return tuple({package for kind in RUNTIMES.values() for package in kind.packages} - {*RUNTIMES[name].packages})


def make_runtime(name: str, device: str = "cpu") -> NumpyRuntime:
    """A runtime by its name, on "cpu", "cuda", "mps" or "auto" where it knows devices."""
    return RUNTIMES[name](device)
