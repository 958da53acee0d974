# stopped by: design
# part: torch
# says: while given code runs
"""Start the thread inside a callback, when the given code runs already."""

# --- top_torch.py
import _thread
import sys

import torch
from given_torch import applied, soften

out = []


def work(x, main):
    while not out:
        frame = sys._current_frames().get(main)
        while frame is not None and frame.f_code.co_filename != "given_torch.py":
            frame = frame.f_back
        if frame is not None:
            out.append(torch.softmax(x, -1))


def blended(x):
    applied(lambda y: _thread.start_new_thread(work, (x, _thread.get_ident())), x)
    while not out:
        soften(x)
    return out[0] + soften(2 * x)
