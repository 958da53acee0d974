"""Prove that draws are free: right code may draw in its own way, and code that ignores its generator fails a check.

An exercise draws if a check hands a generator to it, and the solution advances that generator.
"""

from __future__ import annotations

import collections
import contextlib
import copy
import dataclasses
import functools
import itertools
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..checks.check import Check, pieces
from ..checks.tolerances import allowed, differs, tolerance
from ..judging.reference.live import Live
from ..judging.run_check import run_check
from ..judging.setup import Setup
from ..values.errors import TopicError
from ..values.parts import TABLE
from ..values.report import Status
from ..values.text import plural
from ..worker.runtimes import NumpyRuntime, make_runtime
from ..worker.wire import Array

OTHER_WAYS = 2  # of drawing that must be tried beside the solution's
KEPT = 5  # calls of one exercise in one check that are repeated with other code, and of the methods of one object
ITEMS = 20  # of an iterator that are compared
DEPTH = 4  # of objects inside objects whose arrays are compared
ROUNDING = (
    1e3  # times the tolerance: whoever draws otherwise gets other numbers, not numbers that are rounded otherwise
)

Around = Callable[[str, Callable[..., Any]], Callable[..., Any]]


def problems(setup: Setup, part: str, right: Mapping[str, str]) -> Iterator[str] | None:
    """One sentence for each exercise that too few files draw otherwise, and for each ignored generator that no check notices.

    `setup` has the live solution. `right` holds the texts of right files by name. Returns None if no exercise of the part draws.
    """
    trial = _Trial(setup, part)
    drawing = trial.drawing()
    return _problems(trial, drawing, right) if drawing else None


def _problems(trial: _Trial, drawing: Mapping[str, list[_Episode]], right: Mapping[str, str]) -> Iterator[str]:
    modules = {name: trial.loaded(text).module for name, text in right.items()}
    for name, episodes in drawing.items():
        ways = list[Sequence[Array]]()
        for module in (trial.solution.module, *modules.values()):
            drawn = trial.drawn(module, episodes)
            if drawn is not None and not any(_same(drawn, known) for known in ways):
                ways.append(drawn)
        if len(ways) <= OTHER_WAYS:
            yield (
                f"{name} draws, and right/ has {plural(len(ways) - 1, 'other way')} of drawing: write {OTHER_WAYS} files that "
                "draw other numbers from the same seed than the solution and than each other"
            )
        checks = {episode.check.name: episode.check for episode in episodes}
        for words, generator in trial.ignorant():
            if not any(map(functools.partial(trial.fails, name, generator), checks.values())):
                yield f"no check notices that {name} ignores its generator and draws from {words}"


@dataclasses.dataclass
class _Call:
    """A call of a function, or of a method if `method` is not empty. The arguments are copies, as they were before the call."""

    method: str
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    draws: bool  # whether a generator is among the arguments


@dataclasses.dataclass
class _Episode:
    """A call of an exercise in a check. If the exercise is a class, calls of the new object's methods follow."""

    name: str
    check: Check
    calls: list[_Call]


class _Trial:
    """Runs the solution, right files and variants of the solution with the checks of one part."""

    def __init__(self, setup: Setup, part: str) -> None:
        self._setup = setup
        self._part = part
        self._source = setup.source(part)
        self._runtime = make_runtime(TABLE[part].runtime, setup.device)
        self._names = tuple(setup.topic.exercises(part))
        self.solution = self.loaded(setup.topic.solution(part))

    def loaded(self, text: str) -> Live:
        """Load the text of a whole part. Raises TopicError if it does not load."""
        topic = self._setup.topic
        live = Live(self._runtime, topic.load_request(self._part, [(topic.file_name(self._part), text)]))
        if live.failure:
            raise TopicError(f"{topic.name}: a file of the {self._part} part does not load: {live.failure.message}")
        return live

    def drawing(self) -> dict[str, list[_Episode]]:
        """The exercises that draw, each with calls in which it does."""
        noted = _Noted(self._runtime)
        live = self.loaded(self._setup.topic.solution(self._part))
        live.module = _wrapped(live.module, self._names, noted.around)
        for check in pieces(self._setup.topic.checks_of(self._part)):
            noted.check = check
            self._passes(check, live)
        found: dict[str, list[_Episode]] = {}
        for episode in noted.episodes:
            if any(call.draws for call in episode.calls) and self._advances(episode):
                found.setdefault(episode.name, []).append(episode)
        return found

    def _advances(self, episode: _Episode) -> bool:
        """Whether the solution advances a generator. Calls are left out from the first one that cannot be repeated."""
        while episode.calls:
            generators: list[tuple[str, Any]] = []
            try:
                self._repeated(self.solution.module, episode, generators)
            except Exception:
                # A driver may have changed the object in between.
                episode.calls.pop()
                continue
            return any(before != self._runtime.state_of(generator) for before, generator in generators)
        return False

    def drawn(self, module: types.ModuleType, episodes: Sequence[_Episode]) -> list[Array] | None:
        """All numbers of the answers to these calls, repeated with generators in the same state. None if a call fails."""
        try:
            return [array for episode in episodes for array in self._repeated(module, episode, [])]
        except Exception:
            return None

    def _repeated(self, module: types.ModuleType, episode: _Episode, generators: list[tuple[str, Any]]) -> list[Array]:
        """Repeat the calls. Adds the generators that are handed over, each with the digest of its state before."""
        seen: list[object] = []
        target: Any = getattr(module, episode.name)
        for call in episode.calls:
            memo: dict[int, Any] = {}
            args = [_copied(value, self._runtime, memo) for value in call.args]
            kwargs = {key: _copied(value, self._runtime, memo) for key, value in call.kwargs.items()}
            generators += [(self._runtime.state_of(generator), generator) for generator in memo.values()]
            answer = (getattr(target, call.method) if call.method else target)(*args, **kwargs)
            if isinstance(target, type):
                target = answer
            seen += [answer, args]
        return [*_arrays(seen, self._runtime, DEPTH)]

    def ignorant(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """The generators from which code draws that ignores its own: words, and a function that gives it for a call."""
        yield "a generator with a constant seed", lambda: self._runtime.generator(0)
        own = self._runtime.generator(1)
        yield "a generator that no check has seeded", lambda: own

    def fails(self, name: str, generator: Callable[[], object], check: Check) -> bool:
        """Whether a check fails the solution if the exercise draws from this generator."""

        def around(_: str, function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: object, **kwargs: object) -> object:
                args = tuple(generator() if self._runtime.is_generator(value) else value for value in args)
                named = {k: generator() if self._runtime.is_generator(value) else value for k, value in kwargs.items()}
                return function(*args, **named)

            return call

        live = self.loaded(self._setup.topic.solution(self._part))
        live.module = _wrapped(live.module, [name], around)
        return not self._passes(check, live)

    def _passes(self, check: Check, live: Live) -> bool:
        """Whether a check passes. A check that is broken counts as passing, since it rejects nothing."""
        reference = self._source.reference(check, self._setup.seeds, small=False)
        outcome = run_check(check, live, reference, self._setup.seeds, device=self._setup.device)
        return outcome.status in (Status.PASSED, Status.BROKEN)


class _Noted:
    """Notes the calls of functions that get a generator, and what is made of classes."""

    def __init__(self, runtime: NumpyRuntime) -> None:
        self.episodes: list[_Episode] = []
        self.check: Check | None = None
        self._runtime = runtime
        self._counts = collections.Counter[tuple[str, str]]()
        self._of_objects: dict[int, tuple[object, _Episode]] = {}

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, made to note its calls. `name` is that of a function, or of a class and a method."""
        exercise, _, method = name.partition(".")

        def call(*args: Any, **kwargs: Any) -> Any:
            if not method:
                if any(map(self._runtime.is_generator, (*args, *kwargs.values()))):
                    self._begin(exercise, args, kwargs)
            elif method == "__init__" and type(args[0]).__init__ is call:
                if episode := self._begin(exercise, args[1:], kwargs):
                    self._of_objects[id(args[0])] = (args[0], episode)
            elif id(args[0]) in self._of_objects:
                episode = self._of_objects[id(args[0])][1]
                if len(episode.calls) <= KEPT:
                    episode.calls.append(self._copy(method, args[1:], kwargs))
            return function(*args, **kwargs)

        return call

    def _begin(self, exercise: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> _Episode | None:
        assert self.check
        key = (exercise, self.check.name)
        self._counts[key] += 1
        if self._counts[key] > KEPT:
            return None
        self.episodes.append(_Episode(exercise, self.check, [self._copy("", args, kwargs)]))
        return self.episodes[-1]

    def _copy(self, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> _Call:
        memo: dict[int, Any] = {}
        copies = [_copied(value, self._runtime, memo) for value in args]
        named = {key: _copied(value, self._runtime, memo) for key, value in kwargs.items()}
        return _Call(method, copies, named, draws=bool(memo))


def _wrapped(module: types.ModuleType, names: Sequence[str], around: Around) -> types.ModuleType:
    """A module whose functions and methods of these names are wrapped. The code of the module itself calls the bare functions."""
    made = types.ModuleType(module.__name__)
    vars(made).update(vars(module))
    for name in names:
        value = getattr(module, name)
        if isinstance(value, type):
            methods = {key: member for key, member in vars(value).items() if isinstance(member, types.FunctionType)}
            body = {key: around(f"{name}.{key}", member) for key, member in methods.items()}
            setattr(made, name, type(name, (value,), {"__module__": value.__module__, **body}))
        else:
            setattr(made, name, around(name, value))
    return made


def _copied(value: Any, runtime: NumpyRuntime, memo: dict[int, Any]) -> Any:
    """A copy of an argument. A generator is copied with its state; an object that cannot be copied stays the same object.

    `memo` holds the copies of generators by the id of the generator: in two places it stays one generator.
    """
    if runtime.is_generator(value):
        if id(value) not in memo:
            memo[id(value)] = runtime.copy_of(value)
        return memo[id(value)]
    array = runtime.as_array(value)
    if array is not None:
        return runtime.adopt(array.copy())
    if type(value) in (list, tuple):
        return type(value)(_copied(item, runtime, memo) for item in value)
    if type(value) is dict:
        return {key: _copied(item, runtime, memo) for key, item in value.items()}
    with contextlib.suppress(Exception):
        return copy.deepcopy(value)
    return value


def _arrays(value: Any, runtime: NumpyRuntime, depth: int) -> Iterator[Array]:
    """The numbers in an answer: arrays, numbers, and what lists, dictionaries, iterators and objects hold."""
    array = runtime.as_array(value)
    if array is not None:
        yield array.copy()
    elif isinstance(value, bool | int | float | complex | np.generic):
        yield np.asarray(value)
    elif depth and not runtime.is_generator(value) and not isinstance(value, str | bytes | type | types.FunctionType):
        if hasattr(value, "state_dict"):
            value = value.state_dict()
        elif not isinstance(value, Iterable):
            value = getattr(value, "__dict__", {})
        for item in itertools.islice(value.values() if isinstance(value, Mapping) else value, ITEMS):
            yield from _arrays(item, runtime, depth - 1)


def _same(drawn: Sequence[Array], known: Sequence[Array]) -> bool:
    """Whether two lists of numbers are the same but for rounding."""
    return len(drawn) == len(known) and all(map(_same_array, drawn, known))


def _same_array(drawn: Array, known: Array) -> bool:
    if drawn.shape != known.shape:
        return False
    if drawn.dtype.kind not in "fc" or known.dtype.kind not in "fc":
        return bool(np.array_equal(drawn, known))
    rounding = ROUNDING * allowed(known, tolerance(known.dtype))
    return not known.size or not differs(drawn, known, rounding).any()
