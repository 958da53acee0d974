# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Call torch's second softmax, which torch writes in Python out of exponentials and sums."""

import torch


def softened(x):
    return torch._refs.softmax(x, -1)
