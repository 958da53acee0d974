"""Execute the files of checks of a topic, as modules of a package of the topic's own."""

from __future__ import annotations

import sys
import types
from pathlib import Path

from ..checks.check import Check
from ..values.errors import TopicError
from ..worker import loading
from .mistakes import read_text


def execute(path: Path) -> types.ModuleType:
    """Execute a file of checks as a module of the topic's own package, so that other files can do `from .checks import batch`."""
    package = types.ModuleType(f"topic_{path.parent.name}")
    package.__path__ = []
    sys.modules.setdefault(package.__name__, package)
    module = types.ModuleType(f"{package.__name__}.{path.stem}")
    module.__package__ = package.__name__
    sys.modules[module.__name__] = module
    try:
        loading.execute((str(path), read_text(path)), module.__dict__)
    except TopicError:
        raise
    except Exception as error:
        raise TopicError(f"{path} does not load: {type(error).__name__}: {error}") from None
    return module


def checks_in(module: types.ModuleType) -> tuple[Check, ...]:
    """The checks that a file defines, in the file's order, without the checks that it imports and without pieces of checks."""
    checks = [value for value in vars(module).values() if isinstance(value, Check) and not value.item]
    return tuple(check for check in checks if check.function.__globals__ is vars(module))
