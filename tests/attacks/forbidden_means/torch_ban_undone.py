# stopped by: design
# part: torch
# earns: softens_by_hand keeps_the_kind_of_number
"""Find what replaced the kernels and take it away: the known limit of a ban inside the process that it binds.

Whoever can do this could have written softmax; no number is earned by it that was not computed.
"""

import gc

import torch

for thing in gc.get_objects():
    if type(thing) is torch.library.Library and thing.ns == "aten" and thing.kind == "IMPL":
        thing._destroy()


def softened(x):
    return torch.softmax(x, -1)
