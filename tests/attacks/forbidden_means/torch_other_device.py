# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Take a detour by vmap and by lower precision, where another kernel answers."""

import torch


def softened(x):
    rows = torch.func.vmap(lambda row: torch.softmax(row, 0))
    return rows(x.to(torch.bfloat16)).to(x.dtype)
