# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Call the softmax that torch's compiler would take, by the table in which the compiler looks it up."""

import torch
from torch._decomp import decomposition_table


def softened(x):
    return decomposition_table[torch.ops.aten._softmax.default](x, -1, False)
