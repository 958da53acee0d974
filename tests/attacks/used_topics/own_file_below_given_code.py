# stopped by: design
# part: torch
# says: is ready made
"""The given code of the topic above calls the student's own file of the used topic, which calls what is forbidden."""

# --- base_torch.py
import sys

import torch


def soften(x):
    if "top_torch" in sys.modules:
        return torch.softmax(x, -1)
    e = (x - x.amax(-1, keepdim=True)).exp()
    return e / e.sum(-1, keepdim=True)

# --- top_torch.py
from given_torch import softened_twice


def blended(x):
    return softened_twice(x)
