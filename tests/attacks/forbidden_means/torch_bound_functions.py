# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Call softmax by the names below torch's Python."""

import torch


def softened(x):
    return torch._C._VariableFunctions.softmax(x, -1)
