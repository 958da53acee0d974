# stopped by: design
# part: torch
# says: is ready made
"""Derive from a given class and override the method that its forward calls."""

# --- top_torch.py
import torch
from given_torch import Layer, soften


class Mine(Layer):
    def score(self, x):
        return torch.softmax(x, -1)


def blended(x):
    return Mine()(x) + soften(2 * x)
