"""The consoles on which commands print: results go to stdout, remarks to stderr."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def note(text: str) -> None:
    """Print a remark, which is not a result."""
    err.print(Text(f"note: {text}", "yellow"), soft_wrap=True)
