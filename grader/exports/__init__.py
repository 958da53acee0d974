"""What platforms need to grade by themselves: a bundle, written as the file or folder that a platform takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..console import out as console
from ..text import plural
from . import gradescope
from .bundle import Files

EXPORTS: Mapping[str, Callable[[Files, Path], None]] = {
    "gradescope": gradescope.write,
}


def write(platform: str, bundle: Files, out: Path) -> None:
    """Write a bundle as this platform takes it, and say what was written."""
    EXPORTS[platform](bundle, out)
    size = sum(path.stat().st_size for path in (out.rglob("*") if out.is_dir() else [out]))
    console.print(f"{out}: {plural(len(bundle), 'file')}, {size / 1024:.0f} KB", markup=False, soft_wrap=True)
