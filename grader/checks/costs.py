"""Judge how much work an answer takes: a gradient by finite differences is right, and costs many times what it should."""

from __future__ import annotations

import numpy as np

from ..values.finding import Kind
from .judgements import Wrong
from .proxies import ModuleProxy

TIMES = 10  # so many times the reference's calls, forward and backward together, are still alike


def costs_like(
    student: ModuleProxy,
    reference: ModuleProxy,
    forward: str,
    args: tuple[object, ...],
    backward: str,
    upstream: tuple[object, ...],
) -> None:
    """Require that the student's backward pass makes at most `TIMES` as many calls of Python functions as the reference's passes.

    `backward` is called with `upstream` and the cache, which is the last item that `forward` returns for `args`. Calls of
    functions in the student's own files count. Differences need one call of some function for each entry of the arguments,
    so the arguments need a few hundred entries.
    """

    def calls(side: ModuleProxy) -> tuple[object, object]:
        *_, cache = getattr(side, forward)(*args)
        return side.drive("calls_of", backward, *upstream, cache), side.drive("calls_of", forward, *args)

    counted, _ = calls(student)
    most = TIMES * sum(int(np.asarray(number)) for number in calls(reference))
    if not isinstance(counted, int) or counted > most:
        reason = f"{backward} makes {counted} calls of functions of yours for one pass; {most} would be plenty"
        raise Wrong(Kind.BOUND, backward, reason, actual=np.asarray(counted if isinstance(counted, int) else np.nan))
