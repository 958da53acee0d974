"""Call everything in torch that might do what an exercise asks for, and print what answers right, though it is forbidden.

    PYTHONPATH=tests python -m programs.walk_torch OPERATION

Functions, operators and layers are called with a few kinds of arguments, and their answers are compared with the right one. Calls
run in a child process. A call that crashes the child or takes too long has given no answer, and the next child goes on after it.
"""

import importlib
import os
import pkgutil
import signal
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from programs.walk_cases import CASES, KNOWN, Case, Way

from grader.worker import ready_made

# Packages whose modules are all walked, then single modules. None starts a process, reads a file or opens a socket.
PACKAGES = """torch.nn torch.ao.nn torch.optim torch._refs torch._decomp torch.masked
torch.distributions torch.onnx.ops torch.sparse"""
MODULES = """torch torch.functional torch.special torch.linalg torch.fft torch._VF torch._C._nn torch._C._special torch._C._linalg
torch._C._VariableFunctions torch._prims torch._inductor.decomposition torch._inductor.inductor_prims torch.nested
torch.nested._internal.ops torch._higher_order_ops.flex_attention torch._functorch.batch_norm_replacement torch.jit torch.func
torch._inductor.fx_passes.fuse_attention torch._native.ops.norm.rmsnorm_impl torch._numpy torch.signal torch._dynamo.polyfills"""
OPERATORS = "aten inductor mkl mkldnn mkldnn_prepacked onednn prepacked prims quantized sparse"
# Parts of names of functions that change the process for good, wait for others, or compile.
LEFT_OUT = """compile script trace freeze fork wait load save manual_seed set_ use_ _dynamo hub exit breakpoint print from_file
init_ register barrier distributed activate_ restore_ _assert import_ir""".split()
LONGEST = 20.0  # seconds that one call may take


def namespaces() -> Iterator[tuple[str, Any]]:
    """The modules and classes whose functions are called, by name."""
    for package in PACKAGES.split():
        module = importlib.import_module(package)
        names = [found.name for found in pkgutil.walk_packages(module.__path__, f"{package}.", onerror=lambda _: None)]
        for name in [package, *sorted(names)]:
            yield from _imported(name)
    for name in MODULES.split():
        yield from _imported(name)
    yield "torch.Tensor", torch.Tensor


def _imported(name: str) -> Iterator[tuple[str, Any]]:
    try:
        yield name, importlib.import_module(name)
    except ModuleNotFoundError:
        package, _, own = name.rpartition(".")
        found = getattr(sys.modules.get(package, getattr(torch, package.rpartition(".")[2], None)), own, None)
        if found is not None:
            yield name, found
    except (ImportError, RuntimeError):  # it needs a library or a device that is not there
        return


def callables() -> Iterator[tuple[str, Any]]:
    """Every function, operator and class that is called, once, by its first name."""
    seen: set[int] = set()
    for place, namespace in namespaces():
        for name in sorted(vars(namespace)) if isinstance(namespace, types.ModuleType) else dir(namespace):
            value = getattr(namespace, name, None)
            if name.startswith("__") or not callable(value) or id(value) in seen or any(x in name for x in LEFT_OUT):
                continue
            seen.add(id(value))
            yield f"{place}.{name}", value
    for listed in sorted({name.partition(".")[0] for name in torch._C._dispatch_get_all_op_names()}):
        namespace, _, name = listed.partition("::")
        if namespace in OPERATORS.split() and hasattr(getattr(torch.ops, namespace), name):
            packet = getattr(getattr(torch.ops, namespace), name)
            for overload in packet.overloads():
                yield f"{listed}.{overload}", getattr(packet, overload)


def tensors(value: object) -> Iterator[torch.Tensor]:
    """The tensors in an answer."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, tuple | list):
        for item in value[:20]:
            yield from tensors(item)
    elif isinstance(value, dict):
        yield from tensors(list(value.values()))
    elif isinstance(value, torch.distributions.Distribution):
        yield from tensors([getattr(value, name, None) for name in ("probs", "logits")])


def agrees(answer: torch.Tensor, wanted: torch.Tensor) -> bool:
    """Whether an answer has a right answer's numbers to the precision of float32; shapes may differ by axes of 1."""
    if answer.layout is not torch.strided or answer.is_nested or not answer.is_floating_point():
        return False
    answer = answer.detach().double().squeeze()
    return answer.shape == wanted.squeeze().shape and torch.allclose(answer, wanted.squeeze(), rtol=1e-5, atol=1e-6)


def right_way(call: Any, cases: list[Case]) -> tuple[Case, Way] | None:
    """A way of asking in which a callable gives a right answer, or writes it into an argument; None if there is none."""
    for case in cases:
        for way in case.ways:
            if gives(call, case, way):
                return case, way
    return None


def gives(call: Any, case: Case, way: Way) -> bool:
    """Whether a callable that is asked in this way gives a right answer."""
    try:
        return any(agrees(found, wanted) for found in tensors(way(call)) for wanted in case.wanted)
    except Exception:
        return False


def walk(things: list[tuple[str, Any]], operation: str, first: int, report: int) -> None:
    """In a child: call things from number `first` on. Write each number before its calls, then a minus sign if the answer is
    right while nothing is forbidden, and a plus sign if it is right although the operation is forbidden."""
    cases, known = CASES[operation](), KNOWN[operation]
    sure = right_way(known, cases)
    assert sure
    for number in range(first, len(things)):
        os.write(report, f"{number}\n".encode())
        signal.setitimer(signal.ITIMER_REAL, LONGEST)  # the signal ends the child
        thing = things[number][1]
        if right_way(thing, cases):
            os.write(report, b"-\n")
            with ready_made.forbidden([operation], "cpu", lambda name: None):
                if right_way(thing, cases):
                    os.write(report, b"+\n")
        if not gives(known, *sure):
            os._exit(1)  # a call changed this process, so that later calls would prove nothing


def found(things: list[tuple[str, Any]], operation: str) -> dict[str, list[str]]:
    """The names of what answers right, of what does so although it is forbidden, and of what ended its child."""
    names: dict[str, list[str]] = {"-\n": [], "+\n": [], "ended": []}
    first = 0
    while first < len(things):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            walk(things, operation, first, writer)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as lines:
            for line in lines:
                if line in names:
                    names[line].append(things[first][0])
                else:
                    first = int(line)
        if os.waitpid(child, 0)[1] != 0:
            names["ended"].append(things[first][0])
        first += 1
    return names


def main(operation: str) -> None:
    """Print what answers right, what does so although the operation is forbidden, and what ended its process, a line each."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for name, kind in zip(("right", "open", "ended"), found(list(callables()), operation).values(), strict=True):
        print(name, *dict.fromkeys(kind))


if __name__ == "__main__":
    main(sys.argv[1])
