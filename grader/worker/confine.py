"""Confine a worker: apply the layers after its libraries are imported and before the student's code arrives.

Each layer is applied and then tried. A layer counts as on only if the kernel was seen to refuse an attempt.

Covered, if all layers are on: reading and writing any file but Python, its libraries and the scratch folder; the
memory, environment and descriptors of the judge and of other workers; new processes, sockets and signals to others;
root's powers; memory, processor time, open files and file sizes beyond the limits; outliving the grader.

Not covered: what the worker itself computes, prints or answers (the judge trusts none of it, and deadlines bound it);
the worker's own process, whose modules student code can change; metadata of files outside (`stat` is let through);
the content of Python and its libraries; faults of the kernel or the processor. On macOS and Windows there are no layers.
docs/security.md says which attacks each layer stops, and how each was tried.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import os
import socket
import stat
import sys
import sysconfig
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from .layers import identity, landlock, limits, mounts, process, seccomp

# The layers in the order in which they are applied. A report shows these names.
LIMITS, IDENTITY, PARENT, PRIVILEGES, LANDLOCK, SECCOMP = (
    "resource limits",
    "no root powers",
    "dies with the grader",
    "no new privileges",
    "landlock",
    "seccomp",
)
LAYERS = (LIMITS, IDENTITY, PARENT, PRIVILEGES, LANDLOCK, SECCOMP)
# The layer to use if Landlock is not available. It costs more, and most containers do not allow it.
MOUNTS = "own file system"
INSTEAD = {LANDLOCK: MOUNTS}

_SYSTEM = ("/usr/lib", "/lib", "/lib64", "/usr/lib64", "/usr/local/lib")
_FACTS = ("/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache", "/proc/cpuinfo", "/proc/meminfo")
# What code may read about its own process. The rest of the folder tells of the network, the mounts and the groups of processes.
_ABOUT_ITSELF = ("auxv", "cmdline", "fd", "limits", "maps", "smaps_rollup", "stat", "statm", "status")
_PROCESSORS = "/sys/devices/system/cpu"
_GPU = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset", "/dev/nvidia-caps")


@dataclasses.dataclass(frozen=True)
class Layer:
    """One means of confining a worker. `apply` applies it. `works` tries an action that the layer should forbid.

    Some layers cannot be tried; their `works` returns True.
    """

    name: str
    apply: Callable[[], None]
    works: Callable[[], bool] = lambda: True


class Confinement:
    """The part of confinement that all workers of a zygote share, prepared once: the readable files, and the user."""

    def __init__(self, own: Collection[str] | None, foreign: Collection[str], libraries: Collection[str]) -> None:
        """`own` names the packages in the folders `libraries` that may be read, `foreign` those of other runtimes.

        Without `own`, everything in these folders may be read.
        """
        # Import and compute this once: it takes half of the layers' time, if each worker does it.
        with contextlib.suppress(OSError, ImportError):
            importlib.import_module("resource")
            seccomp.program(0, landlock.abi())
        self._rules = _readable(own, foreign, [Path(folder) for folder in libraries])
        self._own_user = os.geteuid() == 0 and _another_user_can_read([path for path, _ in self._rules])

    def enter(self, scratch: Path, device: str, wanted: Collection[str]) -> tuple[list[str], dict[str, str]]:
        """Apply the layers `wanted`. Return the names of the layers that are on, and the reasons why others are not."""
        on: list[str] = []
        missing: dict[str, str] = {}
        wanted = set(wanted)
        rules = [*self._rules, *_own(scratch, gpu=device != "cpu")]
        ruleset: landlock.Ruleset | None = None
        if LANDLOCK in wanted:
            try:
                # Never share a ruleset: each worker adds its own scratch folder, and later workers would inherit access to it.
                ruleset = landlock.Ruleset(rules)
            except OSError as error:
                missing[LANDLOCK] = str(error)
                wanted = wanted - {LANDLOCK} | {INSTEAD[LANDLOCK]}
        for layer in self._layers(rules, ruleset, scratch, gpu=device != "cpu"):
            if layer.name == SECCOMP and {LANDLOCK, MOUNTS} & set(on):
                process.readable()  # seccomp forbids this
            if layer.name not in wanted:
                continue
            try:
                layer.apply()
                if layer.works():
                    on.append(layer.name)
                else:
                    missing[layer.name] = "it was applied without an error and does not work"
            except (OSError, ValueError, ImportError) as error:
                missing[layer.name] = str(error)
        return on, missing

    def _layers(
        self, rules: list[landlock.Rule], ruleset: landlock.Ruleset | None, scratch: Path, *, gpu: bool
    ) -> Iterator[Layer]:
        """The layers in the order in which they are applied: no layer takes a right that a later layer needs to be applied."""
        parent = os.getppid()
        bounds: list[limits.Limit] = []
        yield Layer(LIMITS, lambda: bounds.extend(limits.set_limits(memory=not gpu)), lambda: limits.hold(bounds))
        yield Layer(MOUNTS, lambda: mounts.enter([path for path, _ in rules], scratch), _parent_is_out_of_sight)
        yield Layer(IDENTITY, lambda: self._give_up_root(scratch), _has_no_root_powers)
        yield Layer(PARENT, lambda: process.die_with(parent))
        yield Layer(PRIVILEGES, process.no_new_privileges)
        if ruleset:
            yield Layer(LANDLOCK, ruleset.enter, _root_is_closed)
        yield Layer(SECCOMP, _filter_system_calls, _sockets_are_closed)

    def _give_up_root(self, scratch: Path) -> None:
        if os.geteuid() != 0:
            return
        if self._own_user and _others_may_enter(scratch.parent):
            uid = identity.private_uid()
            os.chown(scratch, uid, uid)
            limits.set_thread_limit()
            identity.become(uid)
        else:
            identity.drop_capabilities()


def _own(scratch: Path, *, gpu: bool) -> list[landlock.Rule]:
    """The rules for one worker, in addition to the rules for all workers."""
    # /proc/self is the folder of the process that makes the rule. In the zygote the rule would open the zygote's folder.
    rules = [(Path("/proc/self") / name, landlock.READ) for name in _ABOUT_ITSELF]
    rules.append((scratch, landlock.SCRATCH))
    if gpu:
        rules.append((Path("/proc/self"), landlock.READ | landlock.WRITE_FILE))
        cards = [*map(Path, _GPU), *Path("/dev").glob("nvidia[0-9]*"), Path("/dev/dxg")]
        rules += [(path, landlock.GPU | landlock.READ) for path in cards]
        rules += [(Path(path), landlock.READ) for path in ("/sys", "/proc/driver/nvidia", "/proc/devices")]
    return rules


def _filter_system_calls() -> None:
    seccomp.enter(seccomp.program(os.getpid(), landlock.abi()))


def _readable(own: Collection[str] | None, foreign: Collection[str], libraries: list[Path]) -> list[landlock.Rule]:
    """Rules for the interpreter, its libraries and a few facts about the machine, without folders of foreign packages."""
    places = [Path(sysconfig.get_path("stdlib")), *(Path(place) for place in _SYSTEM)]
    if own is None:
        without: list[Path] = []
        places += libraries
    else:
        packages = [*(p for place in places for p in place.glob("python3*/*-packages")), *places[0].glob("*-packages")]
        without = [folder for folder in [*packages, *libraries] if any((folder / name).exists() for name in foreign)]
        places += [folder / name for folder in libraries for name in own]
    rules = [(path, landlock.RUN) for place in places for path in landlock.cover(place, without)]
    rules += [(Path(fact), landlock.READ) for fact in (*_FACTS, _PROCESSORS)]
    rules += [(Path("/dev") / name, landlock.READ_FILE) for name in ("zero", "random", "urandom")]
    return [*rules, (Path(os.devnull), landlock.DEVICE)]


def _another_user_can_read(paths: list[Path]) -> bool:
    """Whether another user can read the interpreter and its libraries. In a private home folder nobody else can."""
    pid = process.when_possible(os.fork)
    if pid == 0:
        with contextlib.suppress(OSError):
            identity.become(identity.private_uid())
            needed = [Path(sys.executable), *(path for path in paths if path.exists())]
            os._exit(0 if all(os.access(path, os.R_OK) for path in needed) else 1)
        os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def _others_may_enter(folder: Path) -> bool:
    """Whether a user that owns no files can reach the content of `folder`."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


def _has_no_root_powers() -> bool:
    if os.geteuid() != 0:
        return True
    with contextlib.suppress(PermissionError):
        os.setgroups([])
        return False
    return True


def _root_is_closed() -> bool:
    with contextlib.suppress(PermissionError):
        os.listdir("/")  # noqa: PTH208  # the system call itself
        return False
    return True


def _parent_is_out_of_sight() -> bool:
    return not os.access("/", os.W_OK) and not Path(f"/proc/{os.getppid()}").exists()


def _sockets_are_closed() -> bool:
    with contextlib.suppress(PermissionError):
        socket.socket().close()
        return False
    return True
