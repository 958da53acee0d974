# stopped by: design
# part: torch
# says: is ready made
"""The file of the used topic is honest in its own checks, and calls what is forbidden for the topic above."""

# --- base_torch.py
import sys

import torch


def soften(x):
    if "top_torch" in sys.modules:
        return torch.softmax(x, -1)
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / e.sum(-1, keepdim=True)

# --- top_torch.py
from given_torch import soften


def blended(x):
    return soften(x) + soften(2 * x)
