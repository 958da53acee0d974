"""Solutions of topics as modules, for tests that compare them with oracles."""

import importlib.util
from pathlib import Path
from types import ModuleType

from support.places import ROOT

from grader.values.parts import PARTS


def loaded(path: Path) -> ModuleType:
    """A file of a topic as a module of this process, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solutions(topic: str) -> tuple[ModuleType, ...]:
    """The solutions of a topic's parts, in the order of the parts: of most topics the NumPy and the torch solution."""
    paths = (ROOT / "solutions" / topic / f"{topic}_{part}.py" for part in PARTS)
    return tuple(loaded(path) for path in paths if path.exists())
