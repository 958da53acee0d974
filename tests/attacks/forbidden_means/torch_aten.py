# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Call softmax by its names in the lists of operations."""

import torch


def softened(x):
    return torch.ops.aten._softmax.default(x, -1, False)
