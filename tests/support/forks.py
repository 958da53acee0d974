"""A program for tests of the layers: runs short programs in forked children of its own, which may confine themselves.

Started by worker/layers/conftest.py. It has one thread and imports the layers by path, as a worker does. One JSON object a line:
{"program": text, "values": {…}} is answered by {"answer": what the program called `answer`} or {"ended": how it ended}.
"""

import contextlib
import ctypes
import errno
import importlib
import importlib.util
import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

NAMES = ("identity", "kernel", "landlock", "limits", "mounts", "process", "seccomp", "syscalls")
GUARD = 60  # seconds after which a program that hangs is killed


def outcome(function, *arguments):
    """ "done", or the name of the reason for which the kernel refused."""
    try:
        function(*arguments)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"


def read(path):
    return outcome(lambda: os.close(os.open(path, os.O_RDONLY)))


def write(path):
    return outcome(lambda: os.close(os.open(path, os.O_WRONLY)))


def run(program, values, pipe):
    signal.alarm(GUARD)
    os.setsid()
    names = {
        "contextlib": contextlib,
        "ctypes": ctypes,
        "os": os,
        "signal": signal,
        "socket": socket,
        "sys": sys,
        "Path": Path,
    }
    names |= {name: importlib.import_module(f"layers.{name}") for name in NAMES}
    names |= {"outcome": outcome, "read": read, "write": write, **values}
    try:
        exec(program, names)
        os.write(pipe, json.dumps({"answer": names["answer"]}).encode())
    except BaseException:
        os.write(pipe, json.dumps({"raised": traceback.format_exc()[-2000:]}).encode())


def main():
    folder = Path(sys.argv[1])
    spec = importlib.util.spec_from_file_location(
        "layers", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    sys.modules["layers"] = importlib.util.module_from_spec(spec)
    for name in NAMES:
        importlib.import_module(f"layers.{name}")
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            run(request["program"], request["values"], writing)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        ended = signal.Signals(-code).name if code < 0 else f"exit {code}"
        print(said.decode() or json.dumps({"ended": ended}), flush=True)


main()
