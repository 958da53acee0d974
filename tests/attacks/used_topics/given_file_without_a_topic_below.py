# stopped by: design
# part: torch
# says: is ready made
"""The used topic has no given file: hand in one, whose functions would be free."""

# --- base_torch.py
from given_torch import helper


def soften(x):
    return helper(x)

# --- top_torch.py
import base_torch
from given_torch import soften


def blended(x):
    return base_torch.soften(x) + soften(2 * x)

# --- given_torch.py
import sys

import torch


def helper(x):
    if "top_torch" in sys.modules:
        return torch.softmax(x, -1)
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / e.sum(-1, keepdim=True)
