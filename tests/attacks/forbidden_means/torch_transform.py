# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Ask a transform between distributions, whose method is written in Python."""

import torch


def softened(x):
    return torch.distributions.SoftmaxTransform()._call(x)
