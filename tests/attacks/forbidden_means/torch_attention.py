# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Let attention over the unit matrix do it: its weights are a softmax."""

import torch


def softened(x):
    unit = torch.eye(x.shape[-1]).to(x)
    return torch.nn.functional.scaled_dot_product_attention(x[None], unit[None], unit[None], scale=1.0)[0]
