"""What a worker gives up after its libraries are imported and before the student's code arrives.

Each layer is a function that applies it and returns its name as reports show it, or None where the system lacks it.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

MEMORY = 2 << 30  # bytes beyond what the imported libraries already map


def confine(device: str) -> list[str]:
    """Apply every layer that this system has; returns the names of those that are on."""
    layers = [limit_memory(MEMORY) if device == "cpu" else None, forbid_core_dumps()]
    return [name for name in layers if name]


def limit_memory(allowance: int) -> str | None:
    """Let the address space grow by `allowance` bytes; CUDA reserves far more than it uses, so never with a GPU."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + allowance
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        return "memory limit"
    return None


def forbid_core_dumps() -> str | None:
    """A crash must not leave gigabytes on the disk; not worth a line in a report."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return None
