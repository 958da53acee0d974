# stopped by: design
# part: torch
# says: is ready made
"""Hang a hook on all modules of torch, which runs when the given code calls one."""

# --- top_torch.py
import torch
from given_torch import layered, soften


def blended(x):
    hook = torch.nn.modules.module.register_module_forward_hook(lambda module, args, out: torch.softmax(out, -1))
    try:
        return layered(x) + soften(2 * x)
    finally:
        hook.remove()
