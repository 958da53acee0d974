# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Let torch's attention with a score of one's own do it, over the unit matrix."""

import torch
from torch.nn.attention.flex_attention import flex_attention


def softened(x):
    unit = torch.eye(x.shape[-1]).to(x)
    given = [part[None, None] for part in (x, unit, unit)]
    return flex_attention(*given, scale=1.0)[0, 0]
