"""Set, check and grade deep-learning exercises written from scratch. What a `checks.py` needs is exported here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .checks.agreement import (
        agrees,
        goes_back_twice,
        keeps_dtype,
        leaves_alone,
        passes_gradient_check,
        with_upstream,
    )
    from .checks.alternatives import all_close, best_choice, close_up_to_sign, same_groups, same_rows
    from .checks.check import check
    from .checks.costs import costs_like
    from .checks.dependence import independent
    from .checks.distributions import choice, normal, uniform
    from .checks.draws import among, drawn_from, drawn_like, mean_of, share_of, within
    from .checks.judgements import (
        at_least,
        by_hand,
        close,
        close_after_each_step,
        finite,
        has_shapes,
        holds,
        same_dtype,
        same_shape,
        share_right,
        slopes_agree,
        unchanged,
    )
    from .checks.layouts import takes_any_layout
    from .checks.picture import illustration, picture, sides
    from .checks.questions import backward, call
    from .checks.repeats import draws_nothing, same_seed_same_answer
    from .checks.setting import case
    from .topics.mistakes import Mistakes, text

__version__ = "0.1.0"

# Loaded when first used: the command line starts without NumPy.
_HOMES = {
    "Mistakes": "topics.mistakes",
    "agrees": "checks.agreement",
    "all_close": "checks.alternatives",
    "among": "checks.draws",
    "at_least": "checks.judgements",
    "backward": "checks.questions",
    "best_choice": "checks.alternatives",
    "by_hand": "checks.judgements",
    "call": "checks.questions",
    "case": "checks.setting",
    "check": "checks.check",
    "choice": "checks.distributions",
    "close": "checks.judgements",
    "close_after_each_step": "checks.judgements",
    "close_up_to_sign": "checks.alternatives",
    "costs_like": "checks.costs",
    "drawn_from": "checks.draws",
    "drawn_like": "checks.draws",
    "draws_nothing": "checks.repeats",
    "finite": "checks.judgements",
    "goes_back_twice": "checks.agreement",
    "has_shapes": "checks.judgements",
    "holds": "checks.judgements",
    "illustration": "checks.picture",
    "independent": "checks.dependence",
    "keeps_dtype": "checks.agreement",
    "leaves_alone": "checks.agreement",
    "mean_of": "checks.draws",
    "normal": "checks.distributions",
    "passes_gradient_check": "checks.agreement",
    "picture": "checks.picture",
    "same_dtype": "checks.judgements",
    "same_groups": "checks.alternatives",
    "same_rows": "checks.alternatives",
    "same_seed_same_answer": "checks.repeats",
    "same_shape": "checks.judgements",
    "share_of": "checks.draws",
    "share_right": "checks.judgements",
    "sides": "checks.picture",
    "slopes_agree": "checks.judgements",
    "takes_any_layout": "checks.layouts",
    "text": "topics.mistakes",
    "unchanged": "checks.judgements",
    "uniform": "checks.distributions",
    "with_upstream": "checks.agreement",
    "within": "checks.draws",
}

__all__ = [
    "Mistakes",
    "agrees",
    "all_close",
    "among",
    "at_least",
    "backward",
    "best_choice",
    "by_hand",
    "call",
    "case",
    "check",
    "choice",
    "close",
    "close_after_each_step",
    "close_up_to_sign",
    "costs_like",
    "drawn_from",
    "drawn_like",
    "draws_nothing",
    "finite",
    "goes_back_twice",
    "has_shapes",
    "holds",
    "illustration",
    "independent",
    "keeps_dtype",
    "leaves_alone",
    "mean_of",
    "normal",
    "passes_gradient_check",
    "picture",
    "same_dtype",
    "same_groups",
    "same_rows",
    "same_seed_same_answer",
    "same_shape",
    "share_of",
    "share_right",
    "sides",
    "slopes_agree",
    "takes_any_layout",
    "text",
    "unchanged",
    "uniform",
    "with_upstream",
    "within",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: object) -> None:
    """`%load_ext grader` in a notebook."""
    importlib.import_module(".plugins.ipython", __name__).load(shell)
