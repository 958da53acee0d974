"""The program of a worker's process. It is started by its path, in one of two ways:

    python -I -S __main__.py serve PORT RUNTIME DEVICE PATH…   one worker, which connects to the judge's PORT
    python -I -S __main__.py zygote FD RUNTIME PATH…           forks workers as the control socket FD asks for them

PATHs are folders that hold the libraries. If the runtime may not read other libraries, these folders are taken off the import
path after the runtime's own libraries are imported. So the student code of a NumPy part cannot import torch, `grader` or any
other installed package. The torch runtime keeps the folders, because torch imports some modules late.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path


def _own_package() -> None:
    """Make this folder importable as the package `chainrule_worker`, without its parent on the path."""
    here = Path(__file__).parent
    spec = importlib.util.spec_from_file_location(
        "chainrule_worker", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    assert spec and spec.loader
    sys.modules["chainrule_worker"] = importlib.util.module_from_spec(spec)


def _connected(port: int) -> socket.socket:
    """Connect to the judge and return the conversation. A second connection takes the output from now on.

    Both connections begin with the token from the standard input, by which the judge knows this process.
    """
    token = sys.stdin.buffer.read()

    def connection(kind: bytes) -> socket.socket:
        channel = socket.create_connection(("127.0.0.1", port))
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel.sendall(token + kind)
        return channel

    conversation, output = connection(b"c"), connection(b"o")
    if os.name == "posix":
        for number in (1, 2):
            os.dup2(output.fileno(), number)
        output.close()
    else:  # on Windows a socket is not a file descriptor
        sys.stdout = sys.stderr = output.makefile("w", encoding="utf-8", errors="replace", newline="\n")
    return conversation


def main() -> None:
    mode, where, runtime_name, *rest = sys.argv[1:]
    device, libraries = (rest[0], rest[1:]) if mode == "serve" else ("", rest)
    sys.argv = ["student"]
    sys.path += libraries
    stream = _connected(int(where)) if mode == "serve" else socket.socket(fileno=int(where))
    _own_package()
    from chainrule_worker import runtimes  # type: ignore[import-not-found]
    from chainrule_worker.serve import serve  # type: ignore[import-not-found]

    kind = runtimes.RUNTIMES[runtime_name]
    kind.import_library()
    if not kind.reads_others:
        sys.path[:] = [path for path in sys.path if path not in libraries]
    if mode == "serve":
        serve(stream, runtimes.make_runtime(runtime_name, device), [], {})
    else:
        from chainrule_worker import confine, zygote
        from chainrule_worker.layers import limits  # type: ignore[import-not-found]

        confinement = confine.Confinement(
            None if kind.reads_others else kind.packages, runtimes.packages_of_others(runtime_name), libraries
        )

        def work(channel: socket.socket, request: zygote.Fork) -> None:
            runtime = runtimes.make_runtime(runtime_name, request.device)
            runtime.problem = runtime.problem or limits.too_low()
            serve(channel, runtime, *confinement.enter(Path(request.scratch), runtime.device, request.layers))

        zygote.run(stream, work, kind.import_late)
    os._exit(0)  # so that student threads, atexit functions and finalizers cannot delay or change the end


if __name__ == "__main__":
    main()
