# stopped by: design
# part: torch
# says: is ready made
"""The function that the given code calls back comes from a text, which stands in no file."""

# --- top_torch.py
import torch
from given_torch import applied, soften


def blended(x):
    return applied(eval("lambda y: torch.softmax(y, -1)", {"torch": torch}), x) + soften(2 * x)
