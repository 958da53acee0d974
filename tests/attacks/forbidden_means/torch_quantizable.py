# stopped by: design
# part: torch
# ends as: failed
# says: is ready made
"""Let a layer that is made for quantization do it: attention of one head over the unit matrix, in Python."""

import torch


def softened(x):
    size = x.shape[-1]
    layer = torch.ao.nn.quantizable.MultiheadAttention(size, 1, bias=False).to(x)
    with torch.no_grad():
        for linear, scale in (
            (layer.linear_Q, size**0.5),
            (layer.linear_K, 1),
            (layer.linear_V, 1),
            (layer.out_proj, 1),
        ):
            linear.weight.copy_(torch.eye(size) * scale)
    unit = torch.eye(size).to(x)[:, None]
    return layer(x[:, None], unit, unit)[0][:, 0]
