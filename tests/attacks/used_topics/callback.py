# stopped by: design
# part: torch
# says: is ready made
"""Hand the given code a function that calls what is forbidden."""

# --- top_torch.py
import torch
from given_torch import applied, soften


def blended(x):
    return applied(lambda y: torch.softmax(y, -1), x) + soften(2 * x)
