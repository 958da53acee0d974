"""Where an attack is let loose: a course with canaries beside it, and what shows afterwards whether it did harm."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from support.attacks import HERE
from support.patience import PATIENCE

from grader.authoring.strip import strip
from grader.sandbox import launch, spawn

CANARY = "CANARY-"
SECRET = CANARY + "the-secret-of-the-course"
SHARED = ("/tmp", "/dev/shm", "/var/tmp", str(HERE.parents[1]))  # where anyone may write, and the repository
LIMITS = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]
_SET_CHILD_SUBREAPER = 36
# Bytes at a known address in the judge, as a secret has one.
IN_MEMORY = ctypes.create_string_buffer((CANARY + "in-the-memory-of-the-judge").encode())


class Grounds:
    """A planted folder, listeners on this machine, a process beside the judge; all of it is gone after `close`."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(4)
        self.root = Path(tempfile.mkdtemp(prefix="grounds-"))
        self.root.chmod(0o755)  # read by anyone, unless a layer forbids it
        self._plant()
        self.handed_in = self.root / "class" / "attacker"
        self.handed_in.mkdir()
        self.listeners = self._listen()
        self.sibling = subprocess.Popen(
            [sys.executable, "-S", "-c", "import time; time.sleep(60)", CANARY + "argument"], stdin=subprocess.DEVNULL
        )
        self._adopt_orphans(wanted=True)
        self.signals: list[int] = []
        self._before_signals = signal.signal(signal.SIGUSR2, lambda number, _: self.signals.append(number))
        self._files = self._seen()
        self._state = self._of_sibling()
        self.known = {self.sibling.pid, *_descendants(os.getpid())}

    def _plant(self) -> None:
        shutil.copytree(HERE / "course", self.root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        for part in ("numpy", "torch"):
            name = f"toy_{part}.py"
            text = (self.root / "solutions" / "toy" / name).read_text(encoding="utf-8")
            (self.root / "exercises" / "toy" / name).write_text(strip(text, name), encoding="utf-8")
        (self.root / "course.secret").write_text(SECRET)
        grader = self.root / "repository" / "grader" / "checks" / "seeds.py"
        grader.parent.mkdir(parents=True)
        grader.write_text(f'KEY = "{CANARY}key-of-the-grader"\n')
        other = self.root / "class" / "another" / "toy_numpy.py"
        other.parent.mkdir(parents=True)
        other.write_text(f'"""{CANARY}other-submission"""\n\n\ndef double(x):\n    return x + x\n')
        (self.root / "class" / f"{CANARY}name").mkdir()
        (self.root / "open").mkdir()
        (self.root / "open").chmod(0o777)
        (self.root / "open" / "kept.txt").write_text("kept")
        (self.root / "open" / "kept.txt").chmod(0o666)

    def _listen(self) -> dict[str, socket.socket]:
        places: dict[str, tuple[int, int, Any]] = {
            "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "abstract": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0grounds-{self.token}"),
            "path": (socket.AF_UNIX, socket.SOCK_STREAM, str(self.root / "stream.sock")),
            "datagrams": (socket.AF_UNIX, socket.SOCK_DGRAM, str(self.root / "datagrams.sock")),
        }
        found = {}
        for name, (family, kind, address) in places.items():
            found[name] = socket.socket(family, kind)
            found[name].bind(address)
            if kind == socket.SOCK_STREAM:
                found[name].listen()
            if address and isinstance(address, str) and address[0] == "/":
                Path(address).chmod(0o777)
            found[name].setblocking(False)
        return found

    @property
    def facts(self) -> dict[str, str]:
        """What an attacker may know or guess: it stands in the attack's text as <name>."""
        return {
            "planted": str(self.root),
            "token": self.token,
            "tcp": str(self.listeners["tcp"].getsockname()[1]),
            "udp": str(self.listeners["udp"].getsockname()[1]),
            "judge": str(os.getpid()),
            "sibling": str(self.sibling.pid),
            "address": str(ctypes.addressof(IN_MEMORY)),
            "repository": str(HERE.parents[1]),
            "libraries": spawn.libraries()[0],
            "python": os.path.realpath(sys.executable),
        }

    def harms(self, said: str, expected: str = "") -> set[str]:
        """The kinds of harm that were done, as far as they show; `expected` is worth waiting for."""
        found = set()
        if CANARY in said:
            found.add("read")
        if "HARM" + " DONE" in said:
            found.add("claimed")
        if self._files != self._seen():
            found.add("write")
        if any(_was_reached(listener) for listener in self.listeners.values()):
            found.add("network")
        if expected == "signal" and not self.signals:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.sibling.wait(PATIENCE)
        if self.signals or self.sibling.poll() is not None:
            found.add("signal")
        elif self._of_sibling() != self._state:
            found.add("limits")
        if self.left_behind():
            found.add("process")
        return found

    def left_behind(self) -> set[int]:
        """Processes that come from this one and were not there before, but for those that serve many tests."""
        forking = {zygote._process.pid for zygote in launch._zygotes.values()}
        forking.add(getattr(resource_tracker._resource_tracker, "_pid", None) or 0)
        return _descendants(os.getpid()) - forking - self.known

    def _seen(self) -> dict[str, tuple[int, ...]]:
        found = {}
        for path in [self.root, *self.root.rglob("*")]:
            if path.is_relative_to(self.root / "class" / "attacker"):
                continue
            about = path.lstat()
            content = 0
            with contextlib.suppress(PermissionError):  # that is in the mode
                content = hash(path.read_bytes()) if path.is_file() and not path.is_symlink() else 0
            found[str(path)] = (about.st_mode, about.st_uid, about.st_mtime_ns, about.st_nlink, content)
        for folder in (*SHARED, Path.cwd()):
            for path in Path(folder).glob(f"harm-{self.token}*"):
                found[str(path)] = (path.lstat().st_mode,)
        return found

    def _of_sibling(self) -> object:
        pid = self.sibling.pid
        limits = [resource.prlimit(pid, limit) for limit in LIMITS]
        return limits, os.getpriority(os.PRIO_PROCESS, pid), os.sched_getaffinity(pid), os.sched_getscheduler(pid)

    def _adopt_orphans(self, *, wanted: bool) -> None:
        """Daemons become children of this process, so that none is overlooked, nor blamed on the wrong test."""
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0)

    def close(self) -> None:
        """End and remove everything, what an attack left behind too."""
        while left := self.left_behind():
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for pid in left:  # a grandchild becomes a child when its parent is gone
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
        self._adopt_orphans(wanted=False)
        signal.signal(signal.SIGUSR2, self._before_signals)
        self.sibling.kill()
        self.sibling.wait()
        for listener in self.listeners.values():
            listener.close()
        for folder in (*SHARED, Path.cwd()):
            for path in Path(folder).glob(f"harm-{self.token}*"):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.rmtree(self.root)


def _was_reached(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_STREAM:
            listener.accept()[0].close()
        else:
            listener.recv(100)
        return True
    except BlockingIOError:
        return False


def _descendants(of: int) -> set[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(") ")[2].split()[1])
    found: set[int] = set()
    new = {of}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found
