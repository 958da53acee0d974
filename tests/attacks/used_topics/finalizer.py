# stopped by: design
# part: torch
# says: is ready made
"""Let an object die while the given code runs, and call what is forbidden when it does."""

# --- top_torch.py
import torch
from given_torch import applied, soften

out = []


class Dying:
    def __init__(self, x):
        self.x = x

    def __call__(self, y):
        return y

    def __del__(self):
        out.append(torch.softmax(self.x, -1))


def blended(x):
    applied(Dying(x), x)
    return (out.pop() if out else torch.softmax(x, -1)) + soften(2 * x)
