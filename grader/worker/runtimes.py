"""The runtimes with which parts compute: NumPy arrays, or torch tensors on a device."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import importlib
import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import entropy, ready_made
from .wire import Array

Torch = Any  # the module torch, which may not be installed; its types are not checked
_OF_GENERATORS = 0x64726177  # any number that stands beside no other seed
_NOTHING_FORBIDDEN = contextlib.nullcontext()


class NumpyRuntime:
    """Student code gets NumPy arrays. The other runtimes are subclasses of this one."""

    name = "numpy"
    noun = "an array"  # that its code computes with
    packages: tuple[str, ...] = ("numpy", "numpy.libs")  # the runtime's own folders among the installed libraries
    reads_others = False  # whether its code may import all other installed libraries
    device = "cpu"
    problem = ""  # why the runtime cannot compute here, with the next step; empty if it can

    def __init__(self, device: str = "cpu") -> None:
        """Compute on this device. NumPy has only the CPU."""

    @classmethod
    def import_library(cls) -> None:
        """Import the library, but nothing that starts threads or a GPU: workers are forked from this process.

        Modules that the library would import later are imported now, so that not every worker imports them: `seed` needs
        numpy.random (12 ms).
        """
        importlib.import_module("numpy.random")

    @classmethod
    def import_late(cls) -> None:
        """Import modules that only some workers need, and that take a worker a second to import."""

    def adopt(self, array: Array) -> object:
        """The value that the student's code gets for an array from the wire."""
        return array

    def as_array(self, value: object) -> Array | None:
        """`value` as an array, which shares its memory if possible. None if `value` is not an array or a tensor."""
        return value if isinstance(value, np.ndarray) else None

    def forbid(self, names: Sequence[str], note: ready_made.Note, *, forward_only: bool = False) -> None:
        """Forbid these operations for the rest of this process; see ready_made.py. NumPy's parts forbid nothing."""

    def forbidden(
        self, names: Sequence[str], note: ready_made.Note, *, forward_only: bool = False
    ) -> contextlib.AbstractContextManager[None]:
        """Forbid these operations inside this context only."""
        return _NOTHING_FORBIDDEN

    def seed(self, seed: int) -> None:
        """Seed the global generators, so that code which draws from them gives the same answers in every run.

        After `repeat_entropy` this holds for code that makes generators without a seed, too.
        """
        entropy.restart(seed)
        random.seed(seed)
        np.random.seed(seed)

    def repeat_entropy(self) -> None:
        """Let generators that nobody seeds repeat, for the rest of this process, which runs one submission."""
        entropy.repeat()

    def generator(self, seed: int) -> object:
        """A new generator for a function that draws. It shares no numbers with other generators of the same seed."""
        return np.random.Generator(np.random.PCG64(_own_seed(seed)))

    def is_generator(self, value: object) -> bool:
        """Whether `value` is a random generator of the kind that `generator` makes."""
        return isinstance(value, np.random.Generator)

    def copy_of(self, generator: Any) -> object:
        """A generator in the state of another one, which `generator` made."""
        return copy.deepcopy(generator)

    def state_of(self, generator: Any) -> str:
        """A digest of the state of a generator that `generator` made. It changes when something is drawn."""
        return _digest(repr(generator.bit_generator.state).encode())

    def global_state(self) -> str:
        """A digest of the states of all global generators."""
        numpy_state: Any = np.random.get_state(legacy=False)
        words = numpy_state["state"].pop("key").tobytes()
        return _digest(repr(random.getstate()).encode(), words, repr(numpy_state).encode())


class TorchRuntime(NumpyRuntime):
    """Arrays become tensors on one device. Tensors become arrays again; NumPy lacks bfloat16, so it becomes float32."""

    name = "torch"
    noun = "a tensor"
    packages = (*NumpyRuntime.packages, "torch")
    reads_others = True  # torch imports many other installed libraries when it first needs them

    def __init__(self, device: str) -> None:
        import torch

        self.import_library()
        self.torch: Torch = torch
        self.device = _choose(torch, device)
        if self.device != "cpu" and not _is_there(torch, self.device):
            self.problem = f"torch {torch.__version__} finds no device {self.device!r} here: choose another --device"

    @classmethod
    def import_library(cls) -> None:
        """Import torch as NumPy is imported. torch.autograd.grad needs symbolic_shapes and with it SymPy (250 ms)."""
        super().import_library()
        import torch

        with contextlib.suppress(ImportError):  # other versions of torch may lack this module
            importlib.import_module("torch.fx.experimental.symbolic_shapes")
        torch.set_num_threads(1)
        ready_made.look_around()

    @classmethod
    def import_late(cls) -> None:
        """Import torch's compiler, which torch's optimizers need."""
        with contextlib.suppress(ImportError):
            importlib.import_module("torch._dynamo")
        ready_made.look_around(thoroughly=True)

    def adopt(self, array: Array) -> object:
        if self.device == "mps" and array.dtype == np.float64:  # "mps" devices have no float64
            array = array.astype(np.float32)
        return self.torch.from_numpy(array).to(self.device)

    def as_array(self, value: object) -> Array | None:
        if not isinstance(value, self.torch.Tensor):
            return super().as_array(value)
        tensor = value.detach().to("cpu").resolve_conj().resolve_neg()
        if tensor.dtype == self.torch.bfloat16:
            tensor = tensor.float()
        return tensor.numpy()  # type: ignore[no-any-return]

    def forbid(self, names: Sequence[str], note: ready_made.Note, *, forward_only: bool = False) -> None:
        ready_made.forbid(names, self.device, note, forward_only=forward_only)

    def forbidden(
        self, names: Sequence[str], note: ready_made.Note, *, forward_only: bool = False
    ) -> contextlib.AbstractContextManager[None]:
        return ready_made.forbidden(names, self.device, note, forward_only=forward_only)

    def seed(self, seed: int) -> None:
        super().seed(seed)
        if self.device == "cpu":  # torch.manual_seed would take 1 ms: it records its caller for every other device
            self.torch.default_generator.manual_seed(seed)
        else:
            self.torch.manual_seed(seed)

    def repeat_entropy(self) -> None:
        super().repeat_entropy()
        entropy.repeat_torch(self.torch)

    def generator(self, seed: int) -> object:
        words = _own_seed(seed).generate_state(1, np.uint64)
        return self.torch.Generator(self.device).manual_seed(int(words[0]) >> 1)

    def is_generator(self, value: object) -> bool:
        return isinstance(value, self.torch.Generator)

    def copy_of(self, generator: Any) -> object:
        return self.torch.Generator(generator.device).set_state(generator.get_state())

    def state_of(self, generator: Any) -> str:
        return _digest(generator.get_state().numpy().tobytes())

    def global_state(self) -> str:
        states = [self.torch.get_rng_state()]
        if self.device != "cpu":
            states.append(getattr(self.torch, self.device.partition(":")[0]).get_rng_state())
        return _digest(super().global_state().encode(), *(state.numpy().tobytes() for state in states))


def _is_there(torch: Torch, device: str) -> bool:
    return bool(torch.backends.mps.is_available() if device == "mps" else torch.cuda.is_available())


def _choose(torch: Torch, device: str) -> str:
    if device != "auto":
        return device
    return next((name for name in ("cuda", "mps") if _is_there(torch, name)), "cpu")


def _own_seed(seed: int) -> np.random.SeedSequence:
    """A seed made from `seed`. A check may draw its inputs with the same number, and the student's draws must not repeat them."""
    return np.random.SeedSequence([seed, _OF_GENERATORS])


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


RUNTIMES: dict[str, type[NumpyRuntime]] = {"numpy": NumpyRuntime, "torch": TorchRuntime}


def packages_of_others(name: str) -> tuple[str, ...]:
    """The folders among the installed libraries that other runtimes need and this one does not."""
    return tuple({package for kind in RUNTIMES.values() for package in kind.packages} - {*RUNTIMES[name].packages})


def make_runtime(name: str, device: str = "cpu") -> NumpyRuntime:
    """Make a runtime by its name. A runtime with devices accepts "cpu", "cuda", "mps" and "auto"."""
    return RUNTIMES[name](device)
