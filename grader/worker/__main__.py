"""The worker's process: `python -I -S __main__.py FD RUNTIME DEVICE PATH…` answers requests on a socket until it closes.

PATHs are folders that hold the libraries. The NumPy part forgets them once NumPy is imported, so that neither torch nor
`grader` nor anything else that is installed can be imported by student code; the torch part needs them for torch's own
late imports.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path


def _own_package() -> None:
    """Make this folder importable as the package `worker`, without its parent on the path."""
    here = Path(__file__).parent
    spec = importlib.util.spec_from_file_location(
        "worker", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    assert spec and spec.loader
    sys.modules["worker"] = importlib.util.module_from_spec(spec)


def main() -> None:
    descriptor, runtime_name, device, *libraries = sys.argv[1:]
    sys.argv = ["student"]
    sys.path += libraries
    _own_package()
    from worker.confine import confine  # type: ignore[import-not-found]
    from worker.runtimes import make_runtime  # type: ignore[import-not-found]
    from worker.serve import serve  # type: ignore[import-not-found]

    channel = socket.socket(fileno=int(descriptor))
    runtime = make_runtime(runtime_name, device)
    if runtime_name == "numpy":
        sys.path[:] = [path for path in sys.path if path not in libraries]
    layers = confine(runtime.device)
    serve(channel, runtime, layers)
    os._exit(0)  # student threads, atexit functions and finalizers have no say in how a worker ends


if __name__ == "__main__":
    main()
