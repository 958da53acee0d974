# stopped by: design
# part: torch
# says: is ready made
"""Watch the given code with a profiler, whose calls another profiler does not see."""

# --- top_torch.py
import sys

import torch
from given_torch import soften


def blended(x):
    out = []

    def profile(frame, event, argument):
        if not out and "given_torch" in frame.f_code.co_filename:
            out.append(torch.softmax(x, -1))

    sys.setprofile(profile)
    try:
        second = soften(2 * x)
    finally:
        sys.setprofile(None)
    return (out[0] if out else torch.softmax(x, -1)) + second
