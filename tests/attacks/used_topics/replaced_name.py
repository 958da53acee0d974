# stopped by: design
# part: torch
# says: is ready made
"""Put a function in the place of one that the given code calls."""

# --- top_torch.py
import given_torch
import torch
from given_torch import applied, soften


def softer(x):
    return torch.softmax(x, -1)


def blended(x):
    given_torch.plain = softer
    return given_torch.through_plain(x) + soften(2 * x)
