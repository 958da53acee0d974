"""Judge what the student's functions answer to arrays that lie otherwise in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..worker.layouts import LAYOUTS
from .agreement import Cases, Judgement, Names, agrees
from .inputs import Answer
from .judgements import close
from .proxies import ModuleProxy
from .questions import Backward
from .setting import case


def takes_any_layout(
    student: ModuleProxy,
    reference: ModuleProxy,
    question: Callable[..., Answer],
    cases: Cases,
    *,
    layouts: Sequence[str] = tuple(LAYOUTS),
    on: Names = (),
    by: Judgement = close,
    **settings: Any,
) -> None:
    """Require right answers for arrays that lie otherwise in memory, and for arrays that may not be written to.

    `layouts` names the layouts: "spaced" as x[..., ::2], "transposed" as x.T, "read_only". A cache is passed on as it is. See
    `agrees`.
    """
    for layout in layouts:

        def asked(side: ModuleProxy, *args: Any, layout: str = layout, **settings: Any) -> Answer:
            return question(_InLayout(side, question, layout) if side is student else side, *args, **settings)

        with case(f"{layout.replace('_', '-')} arrays"):
            agrees(student, reference, asked, cases, on=on, by=by, **settings)


class _InLayout:
    """The student, whose functions get their arrays in another layout. It stands in the place of a module's proxy."""

    def __init__(self, student: ModuleProxy, question: Callable[..., Answer], layout: str) -> None:
        self._student = student
        self._question = question
        self._layout = layout

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        question = self._question

        def ask(*args: object, **settings: object) -> Answer:
            count = len(args)
            if isinstance(question, Backward) and name == question.function:
                count = question.upstream  # the cache stays as it is
            return self._student.drive("in_layout", name, self._layout, count, *args, **settings)

        return ask
