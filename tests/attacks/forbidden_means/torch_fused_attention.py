# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Let attention over the unit matrix do it, in the form for which there is a kernel in one piece."""

import torch


def softened(x):
    unit = torch.eye(x.shape[-1]).to(x)
    given = [part[None, None] for part in (x, unit, unit)]
    return torch.nn.functional.scaled_dot_product_attention(*given, scale=1.0)[0, 0]
