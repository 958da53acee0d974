"""Judge what both sides answer to one question, over named cases. Each word reads as a sentence of the check's claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from .questions import Backward, Calling, Entries, Question, ask, inside, named
from .seeds import Rng
from .setting import Wrong, case

Arguments = tuple[Any, ...]
# The arguments of a question by the name of the case, or the arguments of the only case.
Cases = Mapping[str, Arguments] | Arguments
Names = str | Sequence[str]
Judgement = Callable[[Answer, npt.ArrayLike, str], None]  # compares one entry of an answer with the reference's

_GONE = np.empty(0)  # stands for an entry that was removed: it equals no array


def agrees(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Question,
    cases: Cases,
    *,
    on: Names = (),
    by: Judgement = close,
    **settings: Any,
) -> None:
    """Require that the student answers `question` as the reference does, in every case.

    `question` is `call(...)`, `backward(...)`, a function `question(side, *args, **settings)`, or the name of a driver. `cases`
    are tuples of arguments by the name of the case; one tuple is the only case. Each side gets copies of the arrays.

    `on` names the entries to compare; without it all are compared. An answer that is one array has the name in `on`, or the
    question's. An entry of a dictionary in the answer is called `grads["w"]`. `by` compares one entry: `close`, or
    `close_after_each_step` for paths. `settings` are passed on as keyword arguments. Raises Wrong, which names the case and the
    entry.
    """
    for context, args in _each(student, cases):
        with context:
            answer = ask(student, question, copied(args), settings)
            _compare(reference, question, args, answer, on, by, settings)


def keeps_dtype(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Question,
    cases: Cases,
    dtype: npt.DTypeLike = "float32",
    *,
    on: Names = (),
    by: Judgement = close,
    **settings: Any,
) -> None:
    """Require right answers of this dtype for arguments of this dtype, and right answers for arguments of float64.

    All float arrays in the cases are cast. An answer to float64 arrays must be right to the precision of float64, whatever dtype
    it has. See `agrees`.
    """

    def by_dtype(actual: Answer, right: npt.ArrayLike, name: str) -> None:
        same_dtype(actual, dtype, name)
        by(actual, right, name)

    # float64 comes first: errors of the size of float32's roundings are told apart from others by it, see judging/precision.py.
    for wanted, judge in ((np.dtype(np.float64), by), (np.dtype(dtype), by_dtype)):
        for context, args in _each(student, cases):
            with context, case(f"{wanted} inputs"):
                cast = copied(args, wanted)
                answer = ask(student, question, copied(cast), settings)
                _compare(reference, question, cast, answer, on, judge, settings)


def leaves_alone(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Question,
    cases: Cases,
    names: Names,
    *,
    on: Names = (),
    by: Judgement = close,
    **settings: Any,
) -> None:
    """Require right answers, and arguments that are afterwards as they were. `names` name the arguments, in order.

    An argument without a name may change: it stands behind those that have one. Dictionaries and lists are looked into.
    """
    listed = _listed(names)
    for context, args in _each(student, cases):
        with context:
            given = copied(args)
            answer = ask(student, question, given, settings)
            for name, value, before in zip(listed, given, args, strict=False):
                now = inside(name, value)
                for place, copy in inside(name, before).items():
                    if isinstance(copy, np.ndarray):
                        unchanged(now.get(place, _GONE), copy, place)
            _compare(reference, question, args, answer, on, by, settings)


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
    for context, args in _each(student, cases):
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
    for (context, args), (_, other) in zip(_each(student, cases), _each(student, others), strict=True):
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


def _each(student: ModuleProxy, cases: Cases) -> Iterator[tuple[AbstractContextManager[None], Arguments]]:
    """Each case: the context that names it, and its arguments as they were drawn. Raises TopicError if there is no case."""
    if not cases:
        raise TopicError("a question without cases proves nothing")
    if isinstance(cases, tuple):
        yield nullcontext(), student.as_drawn(cases)
        return
    for name, args in cases.items():
        yield case(name), student.as_drawn(args)


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


def _compare(
    reference: ModuleProxy,
    question: Question,
    args: Arguments,
    answer: Answer,
    on: Names,
    by: Judgement,
    settings: Mapping[str, Any],
) -> None:
    """Compare the student's answer with the reference's, entry by entry."""
    expected = ask(reference, question, copied(args), settings)
    for name, actual, right in _entries(question, answer, expected, on):
        by(actual, right, name)


def _entries(
    question: Question, answer: Answer, expected: Answer, on: Names
) -> Iterator[tuple[str, Answer, npt.ArrayLike]]:
    """The entries to compare: name, the student's and the reference's. Raises Wrong if the student's answer lacks an entry."""
    title = question if isinstance(question, str) else getattr(question, "function", "the answer")
    wanted = _listed(on)
    if isinstance(expected, dict):
        right, found = expected, answer if isinstance(answer, dict) else {}
    else:
        names = wanted or (title,)
        right, found = named(expected, names, title), named(answer, names, title)
    right, found = _flat(right), _flat(found)
    for name in wanted or tuple(right):
        if name not in found:
            said = f"a dict without {name!r}" if isinstance(answer, dict) else form(answer)
            raise Wrong(Kind.FORM, title, f"{title} returned {said}, expected the entries {', '.join(right)}")
        yield name, found[name], right[name]


def _flat(entries: Entries) -> Entries:
    """The entries, with the entries of dictionaries in the place of these."""
    flat: Entries = {}
    for name, value in entries.items():
        flat |= inside(name, value) if isinstance(value, dict) else {name: value}
    return flat
