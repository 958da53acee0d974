# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Record a module as a graph, which runs without Python."""

import torch


def softened(x):
    return torch.jit.trace(torch.nn.Softmax(-1), x, check_trace=False)(x)
