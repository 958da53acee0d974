"""Judge what both sides answer to one question, over named cases. Each word reads as a sentence of the check's claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt

from ..values.errors import TopicError
from ..values.finding import Kind
from .handles import form
from .inputs import Answer
from .judgements import close, same_dtype, slopes_agree, unchanged
from .proxies import ModuleProxy
from .questions import Backward, Calling, Question, ask, inside, named
from .seeds import Rng
from .setting import Wrong, case

Arguments = tuple[Any, ...]
# The arguments of a question by the name of the case, or the arguments of the only case.
Cases = Mapping[str, Arguments] | Arguments
Names = str | Sequence[str]

_GONE = np.empty(0)  # stands for an entry that was removed: it equals no array


def agrees(
    student: ModuleProxy, reference: ModuleProxy, question: Question, cases: Cases, *, on: Names = (), **settings: Any
) -> None:
    """Require that the student answers `question` as the reference does, in every case.

    `question` is `call(...)`, `backward(...)`, a function `question(side, *args, **settings)`, or the name of a driver. `cases`
    are tuples of arguments by the name of the case; one tuple is the only case. Each side gets copies of the arrays.

    `on` names the entries to compare; without it all are compared. An answer that is one array has the name in `on`, or the
    question's. `settings` are passed on as keyword arguments. Raises Wrong, which names the case and the entry.
    """
    for context, args in _each(cases):
        with context:
            answer = ask(student, question, copied(args), settings)
            expected = ask(reference, question, copied(args), settings)
            for name, actual, right in _entries(question, answer, expected, on):
                close(actual, right, name)


def keeps_dtype(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Question,
    cases: Cases,
    dtype: npt.DTypeLike = "float32",
    *,
    on: Names = (),
    **settings: Any,
) -> None:
    """Require right answers of this dtype for arguments of this dtype: all float arrays in the cases are cast. See `agrees`."""
    for context, args in _each(cases):
        with context:
            few = copied(args, np.dtype(dtype))
            answer = ask(student, question, few, settings)
            expected = ask(reference, question, copied(args, np.dtype(dtype)), settings)
            for name, actual, right in _entries(question, answer, expected, on):
                same_dtype(actual, dtype, name)
                close(actual, right, name)


def leaves_alone(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Question,
    cases: Cases,
    names: Names,
    *,
    on: Names = (),
    **settings: Any,
) -> None:
    """Require right answers, and arguments that are afterwards as they were. `names` name the arguments, in order.

    An argument without a name may change: it stands behind those that have one. Dictionaries and lists are looked into.
    """
    listed = _listed(names)
    for context, args in _each(cases):
        with context:
            given = copied(args)
            answer = ask(student, question, given, settings)
            for name, value, before in zip(listed, given, args, strict=False):
                now = inside(name, value)
                for place, copy in inside(name, before).items():
                    if isinstance(copy, np.ndarray):
                        unchanged(now.get(place, _GONE), copy, place)
            expected = ask(reference, question, copied(args), settings)
            for name, actual, right in _entries(question, answer, expected, on):
                close(actual, right, name)


def passes_gradient_check(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Backward,
    cases: Cases,
    rng: Rng,
    *,
    wrt: Mapping[str, int],
    **settings: Any,
) -> None:
    """Require gradients that agree with central differences of the reference's forward pass. See `slopes_agree`.

    `wrt` gives the gradients to judge by name, with the position of the argument of the forward pass that each belongs to.
    A backward pass without an upstream gradient belongs to a forward pass that returns one number. Raises TopicError if there
    are several upstream gradients.
    """
    if question.upstream > 1:
        raise TopicError(
            f"{question.function} has {question.upstream} upstream gradients: compare it with the reference's"
        )
    for context, args in _each(cases):
        with context:
            upstream, inputs = question.split(args)
            found = ask(student, question, copied(args), settings)
            forward = getattr(reference, question.forward.function)
            weights = upstream[0] if upstream else 1.0
            for name, wrt_ in wrt.items():
                slopes_agree(
                    found[name], forward, inputs, wrt=wrt_, upstream=weights, rng=rng, name=name, kwargs=settings
                )


def goes_back_twice(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Backward,
    cases: Cases,
    others: Cases,
    *,
    names: Names = (),
    **settings: Any,
) -> None:
    """Require right gradients after another forward pass, and from the same cache for the second time.

    `cases` hold the upstream gradients and the arguments of the forward pass. `others` hold, for each case in the same order,
    arguments of the same shapes for the forward pass in between: caches that share a buffer show. The upstream gradients must
    stay as they are; `names` name them, else dout.
    """
    for (context, args), (_, other) in zip(_each(cases), _each(others), strict=True):
        with context:
            upstream, inputs = question.split(args)
            listed = _listed(names) or ("dout",) * len(upstream)
            _, cache = question.forward.with_cache(student, *copied(inputs), **settings)
            question.forward(student, *copied(other), **settings)
            expected = ask(reference, question, copied(args), settings)
            for when in ("after another forward pass", "the second time"):
                with case(when):
                    given = copied(upstream)
                    answer = question.back(student, given, cache)
                    for name, array, before in zip(listed, given, upstream, strict=True):
                        unchanged(array, before, name)
                    for name, right in expected.items():
                        close(answer[name], right, name)


def with_upstream(
    rng: Rng, reference: ModuleProxy, question: Calling | Backward, cases: Mapping[str, Arguments], **settings: Any
) -> dict[str, Arguments]:
    """The cases of a forward pass, each with random upstream gradients before its arguments, as a backward pass needs them.

    `question` is the backward pass or its forward pass. The gradients have the shapes of the entries that the reference's
    forward pass returns. Their mean is 0.5: sums of them are not near 0.
    """
    return {
        name: (*(rng.normal(0.5, 1.0, shape) for shape in _shapes(reference, question, args, settings)), *args)
        for name, args in cases.items()
    }


def _shapes(
    reference: ModuleProxy, question: Calling | Backward, args: Arguments, settings: Mapping[str, Any]
) -> list[tuple[int, ...]]:
    """The shapes of the upstream gradients of a backward pass."""
    forward, count = (question.forward, question.upstream) if isinstance(question, Backward) else (question, 1)
    entries = forward(reference, *copied(args), **settings)
    return [np.shape(entry) for entry in [*entries.values()][:count]]


def _listed(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _each(cases: Cases) -> Iterator[tuple[AbstractContextManager[None], Arguments]]:
    """Each case: the context that names it, and its arguments. Raises TopicError if there is no case."""
    if isinstance(cases, tuple):
        yield nullcontext(), cases
        return
    if not cases:
        raise TopicError("a question without cases proves nothing")
    for name, args in cases.items():
        yield case(name), args


def copied(args: Arguments, dtype: np.dtype[Any] | None = None) -> Arguments:
    """The arguments with copies of all arrays, lists and dictionaries. With `dtype`, float arrays are cast to it."""
    return tuple(_copy(value, dtype) for value in args)


def _copy(value: Any, dtype: np.dtype[Any] | None) -> Any:
    if isinstance(value, np.ndarray):
        return value.astype(dtype) if dtype is not None and value.dtype.kind == "f" else value.copy()
    if isinstance(value, dict):
        return {key: _copy(item, dtype) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_copy(item, dtype) for item in value)
    return value


def _entries(
    question: Question, answer: Answer, expected: Answer, on: Names
) -> Iterator[tuple[str, Answer, npt.ArrayLike]]:
    """The entries to compare: name, the student's and the reference's. Raises Wrong if the student's answer lacks an entry."""
    title = question if isinstance(question, str) else getattr(question, "function", "the answer")
    wanted = _listed(on)
    if not isinstance(expected, dict):
        names = wanted or (title,)
        right = named(expected, names, title)
        found = named(answer, names, title)
    else:
        names, right, found = wanted or tuple(expected), expected, answer
    for name in names:
        if not isinstance(found, dict) or name not in found:
            said = f"a dict without {name!r}" if isinstance(found, dict) else form(found)
            raise Wrong(Kind.FORM, title, f"{title} returned {said}, expected the entries {', '.join(names)}")
        yield name, found[name], right[name]
