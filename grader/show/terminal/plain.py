"""One result as plain text, for whatever shows text: pytest, an editor's panel."""

from __future__ import annotations

from ...values.report import Result
from ...values.text import visible
from . import sparks


def result(result: Result) -> str:
    """The claim, what is wrong, the hint, the curves, what was printed."""
    lines = [f"{result.claim} ({result.status.value.replace('_', ' ')})", result.message]
    if result.hint:
        lines.append(f"Hint: {result.hint}")
    if result.curves:
        lines.append(curves(result))
    if result.output:
        lines += ["Your code printed:", visible(result.output.rstrip(), 1000)]
    return "\n".join(lines)


def curves(result: Result) -> str:
    """The curves of a training check, a line each."""
    return "\n".join(sparks.lines(result.curves))
