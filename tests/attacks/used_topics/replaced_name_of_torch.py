# stopped by: design
# part: torch
# says: is ready made
"""Put a function in the place of one of torch's that the given code calls."""

# --- top_torch.py
import given_torch
import torch
from given_torch import soften

RELU = torch.relu


def blended(x):
    torch.relu = lambda y: torch.softmax(y, -1)
    try:
        return given_torch.rectified(x) + soften(2 * x)
    finally:
        torch.relu = RELU
