"""Data that exercises train on. Nothing is loaded from a network.

The digits are real, and shipped with the package; `handwritten.py` names their source and licence. All else is made by this
package from a seed, and has its licence. It is made of uniform draws of `RandomState` and of additions, multiplications and
comparisons, so the same seed gives the same bits on every machine. Where a result depends on a machine's logarithm, its docstring
says so.
"""

from .handwritten import Digits, DigitSplits, digits, digits_split
from .pictures import SHAPES, Pictures, shapes
from .points import Blobs, Curve, Points, blobs, moons, sines
from .sequences import Sequences, sequences
from .sources import Source, markov, noisy_rule

__all__ = [
    "SHAPES",
    "Blobs",
    "Curve",
    "DigitSplits",
    "Digits",
    "Pictures",
    "Points",
    "Sequences",
    "Source",
    "blobs",
    "digits",
    "digits_split",
    "markov",
    "moons",
    "noisy_rule",
    "sequences",
    "shapes",
    "sines",
]
