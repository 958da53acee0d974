# stopped by: design
# ends as: raised
# says: No module named 'torch'
"""Import what is not offered inside the function, by the machinery that imports are made of."""

import importlib


def double(x):
    return importlib.import_module("torch").as_tensor(x).mul(2).numpy()
