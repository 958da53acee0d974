"""Where commands print: results on stdout, remarks on stderr."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def note(text: str) -> None:
    """A remark that is not the result."""
    err.print(Text(f"note: {text}", "yellow"), soft_wrap=True)
