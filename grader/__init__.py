"""Set, check and grade deep-learning exercises written from scratch. What a `checks.py` needs is exported here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .checks.check import check
    from .checks.costs import costs_like
    from .checks.judgements import (
        at_least,
        by_hand,
        case,
        close,
        finite,
        holds,
        same_dtype,
        same_shape,
        share_right,
        slopes_agree,
        unchanged,
    )
    from .checks.picture import picture
    from .topics.mistakes import Mistakes, text

__version__ = "0.1.0"

# Loaded when first used: the command line starts without NumPy.
_HOMES = {
    "Mistakes": "topics.mistakes",
    "at_least": "checks.judgements",
    "by_hand": "checks.judgements",
    "case": "checks.judgements",
    "check": "checks.check",
    "close": "checks.judgements",
    "costs_like": "checks.costs",
    "finite": "checks.judgements",
    "holds": "checks.judgements",
    "picture": "checks.picture",
    "same_dtype": "checks.judgements",
    "same_shape": "checks.judgements",
    "share_right": "checks.judgements",
    "slopes_agree": "checks.judgements",
    "text": "topics.mistakes",
    "unchanged": "checks.judgements",
}

__all__ = [
    "Mistakes",
    "at_least",
    "by_hand",
    "case",
    "check",
    "close",
    "costs_like",
    "finite",
    "holds",
    "picture",
    "same_dtype",
    "same_shape",
    "share_right",
    "slopes_agree",
    "text",
    "unchanged",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: object) -> None:
    """`%load_ext grader` in a notebook."""
    importlib.import_module(".plugins.ipython", __name__).load(shell)
