# stopped by: design
# part: torch
# says: is ready made
"""Pass a tensor whose class is asked before every operation of torch."""

# --- top_torch.py
import torch
from given_torch import applied, rectified, soften


class Told(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        plain = [arg.as_subclass(torch.Tensor) if isinstance(arg, Told) else arg for arg in args]
        return torch.softmax(plain[0], -1)


def blended(x):
    return rectified(x.as_subclass(Told)) + soften(2 * x)
