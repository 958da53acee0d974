"""What is to be written in torch."""

import torch


def softened(x):
    """Softmax over the last axis, from exp and sum."""
    # BEGIN SOLUTION
    # CANARY-solution-text
    e = torch.exp(x - x.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)
    # END SOLUTION
