"""Render one result as plain text, for programs that show text, such as pytest or an editor."""

from __future__ import annotations

from ...values.report import Result
from ...values.text import visible
from . import sparks


def result(result: Result) -> str:
    """The claim, the message, the hint, the curves, and the output of the student's code."""
    lines = [f"{result.claim} ({result.status.value.replace('_', ' ')})", result.message]
    if result.hint:
        lines.append(f"Hint: {result.hint}")
    if result.curves:
        lines.append(curves(result))
    if result.output:
        lines += ["Your code printed:", visible(result.output.rstrip(), 1000)]
    return "\n".join(lines)


def curves(result: Result) -> str:
    """The curves of a training check, one line for each."""
    return "\n".join(sparks.lines(result.curves))
