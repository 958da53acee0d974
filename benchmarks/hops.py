"""How far a reader walks: modules entered and calls across modules, in grading one submission and in one failing `close`.

    python -m benchmarks hops
    cd ANOTHER_CHECKOUT && .venv/bin/python THIS_CHECKOUT/benchmarks/hops.py

The second form counts in the other checkout. Nothing of `grader` is imported by its place there: only the console script
`grader` is, and what it does is watched with sys.setprofile, in this process and its main thread. The workers that hold
students' code are other processes and are not watched.

A module is a file under the folder grader/, whatever name it was imported by.
A call is the beginning of a function's, a method's or a lambda's frame whose code is in such a file. A generator begins
once, when its first value is asked for. Not calls: the code of modules and classes, comprehensions and generator
expressions, code that a library generates (a dataclass's __init__), C functions, a generator that goes on.
The caller is the nearest frame below whose code is in such a file. What click, contextlib or a topic's checks.py calls in
between does not interrupt the way, and is not counted itself.
A call across modules is one whose caller is in another file than it is itself.
A crossing is the caller's module together with the function that is called: distinct ones are counted once.

Two commands are counted whole and in stretches.
`grader grade`, with one job, grades one right submission in one topic's numpy part. The process that it would start is this
one: a pool that does its work on the spot takes the place of concurrent.futures.ProcessPoolExecutor. The stretch "judged"
is what that pool is given to do.
`grader check TOPIC.CHECK` asks one check of the solution with one named mistake, beside the recorded answers. The stretch
"check to end" begins with the check's function and ends with the command. "check" ends with that function. "failing close"
is the last call of `close` in it.

Both commands run once without being counted: modules are imported and the process that forks workers is there from then on.
Each run has folders of its own, so nothing that is kept by a file's name is found again. While a command runs,
time.monotonic stands still, so that what is done every so often is not done more often by a slow machine. An answer that
comes in more pieces than usual still costs some calls, so of several runs the one with the fewest calls counts. That is
done twice, and must come to the same.
"""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import functools
import importlib.metadata
import importlib.util
import inspect
import json
import opcode
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any
from unittest import mock

from click.testing import CliRunner

if TYPE_CHECKING:
    from .figures import Figure

GRADED = "softmax_cross_entropy"
CHECKED, CHECK = "batch_norm", "puts_eps_under_the_root"
# The named mistake eps_outside_root. It is written here too, since checkouts keep their mistakes in different ways.
MISTAKE = "std = np.sqrt(var + eps)", "std = np.sqrt(var) + eps if training else np.sqrt(var + eps)"
PART = "numpy"
HOW = ("--part", PART, "--isolation", "best")
NOT_FUNCTIONS = ("<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")
RUNS = 7
BEGINS = 0  # the argument of RESUME where a frame begins, not where it goes on


@dataclasses.dataclass(frozen=True)
class Call:
    """A function of a module that was called, and the module that its caller is in ("" where there is none)."""

    caller: str
    module: str
    function: str


@dataclasses.dataclass(frozen=True)
class Counts:
    """What is counted of a stretch of calls."""

    modules: int
    across: int
    crossings: int
    calls: int

    @classmethod
    def of(cls, calls: Sequence[Call]) -> Counts:
        """The counts of these calls."""
        across = [call for call in calls if call.caller not in ("", call.module)]
        return cls(len({call.module for call in calls}), len(across), len(set(across)), len(calls))


UNITS = ("modules entered", "calls across modules", "distinct crossings", "calls")  # in the order of Counts


class OnTheSpot(concurrent.futures.Executor):
    """Stands for a pool of processes: what is submitted is done at once, in this one."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Take what a pool takes; nothing has to be prepared."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        """A future that is done."""
        future: concurrent.futures.Future[Any] = concurrent.futures.Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Trace:
    """The calls of one command, in order, and where in them the frames that we look for began and ended."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.stretches: dict[str, list[slice]] = collections.defaultdict(list)
        self._open: dict[FrameType, tuple[str, int]] = {}

    def see(self, frame: FrameType, event: str, _: object) -> None:
        """What sys.setprofile calls."""
        if event == "return" and frame in self._open:
            name, start = self._open.pop(frame)
            self.stretches[name].append(slice(start, len(self.calls)))
        if event != "call" or not begins_function(frame):
            return
        if name := self._looked_for(frame):
            self._open[frame] = name, len(self.calls)
        if module := module_of(frame.f_code.co_filename):
            self.calls.append(Call(caller_of(frame), module, frame.f_code.co_qualname))

    def _looked_for(self, frame: FrameType) -> str:
        """The stretch that this frame is, or ""."""
        code, before = frame.f_code, frame.f_back
        if code is OnTheSpot.submit.__code__:
            return "judged"
        if code.co_name == CHECK and in_a_checks_file(code):
            return "check"
        if code.co_name == "close" and module_of(code.co_filename) and before and in_a_checks_file(before.f_code):
            return "failing close"
        return ""


@functools.cache
def grader_folder() -> Path:
    """Where the package is."""
    spec = importlib.util.find_spec("grader")
    assert spec and spec.origin
    return Path(spec.origin).resolve().parent


@functools.cache
def module_of(file: str) -> str:
    """The path below the package of the file that code comes from; "" where it comes from elsewhere."""
    path = Path(file).resolve() if file.endswith(".py") else None
    return path.relative_to(grader_folder()).as_posix() if path and path.is_relative_to(grader_folder()) else ""


def caller_of(frame: FrameType) -> str:
    """The module of the nearest caller that has one, or ""."""
    before = frame.f_back
    while before:
        if module := module_of(before.f_code.co_filename):
            return module
        before = before.f_back
    return ""


def in_a_checks_file(code: CodeType) -> bool:
    """Whether the code is a topic's."""
    return Path(code.co_filename).name == "checks.py" and not module_of(code.co_filename)


def begins_function(frame: FrameType) -> bool:
    """Whether a function, method or lambda begins here: no module, class body or comprehension, no generator that goes on."""
    code = frame.f_code
    if not code.co_flags & inspect.CO_OPTIMIZED or code.co_name in NOT_FUNCTIONS:
        return False
    if not code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        return True
    operation, argument = code.co_code[frame.f_lasti : frame.f_lasti + 2]
    return operation == opcode.opmap["RESUME"] and argument & 3 == BEGINS


def traced(arguments: Sequence[str | Path], exit_code: int) -> Trace:
    """The calls of one command, which must end as expected."""
    script, *_ = importlib.metadata.entry_points(group="console_scripts", name="grader")
    trace, now = Trace(), time.monotonic()
    with mock.patch("concurrent.futures.ProcessPoolExecutor", OnTheSpot):
        command = script.load()
        with mock.patch("time.monotonic", lambda: now):
            sys.setprofile(trace.see)
            try:
                done = CliRunner().invoke(command, [str(argument) for argument in arguments])
            finally:
                sys.setprofile(None)
    assert done.exit_code == exit_code, done.output
    return trace


def one_submission(root: Path, folder: Path) -> dict[str, Counts]:
    """A class of one, who hands in the solution."""
    where: list[str | Path] = []
    for name in ("exercises", "solutions"):
        shutil.copytree(root / name / GRADED, folder / name / GRADED)
        where += [f"--{name}", folder / name]
    (folder / "secret").write_text("a secret for the class")
    file = folder / "class" / "somebody" / f"{GRADED}_{PART}.py"
    file.parent.mkdir(parents=True)
    shutil.copy(folder / "solutions" / GRADED / file.name, file)
    where += ["--secret-file", folder / "secret", "--out", folder / "out"]
    trace = traced(["grade", folder / "class", "--topic", GRADED, "--jobs", "1", *HOW, *where], 0)
    report = json.loads((folder / "out" / "reports" / "somebody" / f"{GRADED}.json").read_text())
    assert report["score"] == report["max_score"] > 0, report
    [judged] = trace.stretches["judged"]  # nothing, where another process judges
    return {
        f"grade {GRADED}: the command": Counts.of(trace.calls),
        f"grade {GRADED}: judged": Counts.of(trace.calls[judged]),
    }


def one_failure(root: Path, folder: Path) -> dict[str, Counts]:
    """A student who made one mistake asks for the check that sees it."""
    shutil.copytree(root / "exercises" / CHECKED, folder / "exercises" / CHECKED)
    file = f"{CHECKED}_{PART}.py"
    solution = (root / "solutions" / CHECKED / file).read_text(encoding="utf-8")
    (folder / "exercises" / CHECKED / file).write_text(mistaken(solution), encoding="utf-8")
    trace = traced(("check", f"{CHECKED}.{CHECK}", *HOW, "--exercises", folder / "exercises"), 1)
    [check], close = trace.stretches["check"], trace.stretches["failing close"][-1]
    return {
        f"check {CHECK}: the command": Counts.of(trace.calls),
        f"check {CHECK}: check to end": Counts.of(trace.calls[check.start :]),
        f"check {CHECK}: check": Counts.of(trace.calls[check]),
        f"check {CHECK}: failing close": Counts.of(trace.calls[close]),
    }


def mistaken(solution: str) -> str:
    """The solution's text with the mistake in it."""
    find, replacement = MISTAKE
    assert solution.count(find) == 1, f"{find!r} does not stand once in the solution"
    return solution.replace(find, replacement)


def counted(runs: int = RUNS) -> dict[str, Counts]:
    """Every stretch, in the run of its command that makes the fewest calls."""
    root = grader_folder().parent
    found: dict[str, Counts] = {}
    for count in (one_submission, one_failure):
        fewest = min((in_a_folder(count, root) for _ in range(runs)), key=all_calls)  # waited least for a worker
        found |= fewest
    return found


def in_a_folder(count: Callable[[Path, Path], dict[str, Counts]], root: Path) -> dict[str, Counts]:
    """One run, in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        return count(root, Path(folder).resolve())


def all_calls(found: dict[str, Counts]) -> int:
    """How many calls a run makes, in all of its stretches."""
    return sum(counts.calls for counts in found.values())


def counted_twice() -> tuple[dict[str, Counts], dict[str, Counts]]:
    """Every stretch, counted twice once everything is imported."""
    counted(runs=1)
    return counted(), counted()


def measure() -> Iterator[Figure]:
    """The counts of each stretch."""
    from .figures import Figure  # not there where this file is run by its path

    first, second = counted_twice()
    assert first == second, f"counted twice, they differ:\n{first}\n{second}"
    for stretch, counts in first.items():
        for unit, value in zip(UNITS, dataclasses.astuple(counts), strict=True):
            yield Figure(stretch, value, unit)


def main() -> None:
    """Print one line a stretch, and exit with 1 where counting twice does not come to the same."""
    sys.path[0] = str(Path.cwd())  # as `python -m` has it: not the folder of this file
    first, second = counted_twice()
    print(f"{'':<46}", *(f"{unit:>20}" for unit in UNITS))
    for stretch, counts in first.items():
        print(f"{stretch:<46}", *(f"{value:>20}" for value in dataclasses.astuple(counts)))
    differ = [f"{stretch}: {second[stretch]}" for stretch in first if first[stretch] != second[stretch]]
    sys.exit("\n".join(["The second time it was", *differ]) if differ else None)


if __name__ == "__main__":
    main()
