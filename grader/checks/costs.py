"""Judge how much work an answer takes: a gradient by finite differences is right, and costs many times what it should."""

from __future__ import annotations

import copy

import numpy as np

from ..values.finding import Kind
from .handles import form
from .inputs import Answer
from .judgements import close
from .proxies import ModuleProxy
from .setting import Wrong

TIMES = 10  # so many times the reference's calls, forward and backward together, are still alike


def costs_like(
    student: ModuleProxy,
    reference: ModuleProxy,
    forward: str,
    args: tuple[object, ...],
    backward: str,
    upstream: tuple[object, ...],
) -> None:
    """Require right gradients for at most `TIMES` as many calls of Python functions as both of the reference's passes make.

    `backward` is called with `upstream` and the cache, which is the last item that `forward` returns for `args`. Calls of
    functions in the student's own files count. Differences need one call of some function for each entry of the arguments,
    so the arguments need a few hundred entries.
    """

    def asked(side: ModuleProxy) -> tuple[Answer, Answer, Answer]:
        # Each pass gets arrays and a cache of its own, since this claim is not about arguments that change.
        *_, cache = getattr(side, forward)(*copy.deepcopy(args))
        gradients = getattr(side, backward)(*copy.deepcopy(upstream), cache)
        *_, cache = getattr(side, forward)(*copy.deepcopy(args))
        counted = side.drive("calls_of", backward, *copy.deepcopy(upstream), cache)
        return counted, side.drive("calls_of", forward, *copy.deepcopy(args)), gradients

    counted, _, gradients = asked(student)
    *counts, expected = asked(reference)
    most = TIMES * sum(int(np.asarray(number)) for number in counts)
    if not isinstance(counted, int) or counted > most:
        reason = f"{backward} makes {counted} calls of functions of yours for one pass; {most} would be plenty"
        raise Wrong(Kind.BOUND, backward, reason, actual=np.asarray(counted if isinstance(counted, int) else np.nan))
    if not isinstance(expected, tuple):
        close(gradients, expected, f"{backward}(...)")
        return
    if not isinstance(gradients, tuple) or len(gradients) != len(expected):
        raise Wrong(Kind.FORM, backward, f"{backward} returned {form(gradients)}, expected {form(expected)}")
    for place, (actual, right) in enumerate(zip(gradients, expected, strict=True)):
        close(actual, right, f"{backward}(...)[{place}]")
