# stopped by: design
# part: torch
# says: while another thread
"""Let a thread call what is forbidden while the given code runs."""

# --- top_torch.py
import sys
import threading

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
    thread = threading.Thread(target=work, args=(x, threading.get_ident()), daemon=True)
    thread.start()
    while not out:
        soften(2 * x)
    return out[0] + soften(2 * x)
