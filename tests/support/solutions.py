"""Solutions of topics as modules, for tests that compare them with oracles."""

import importlib.util
from pathlib import Path
from types import ModuleType

from support.places import ROOT


def loaded(path: Path) -> ModuleType:
    """A file of a topic as a module of this process, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solutions(topic: str) -> tuple[ModuleType, ModuleType]:
    """The NumPy and the torch solution of a topic."""
    numpy, torch = (loaded(ROOT / "solutions" / topic / f"{topic}_{part}.py") for part in ("numpy", "torch"))
    return numpy, torch
