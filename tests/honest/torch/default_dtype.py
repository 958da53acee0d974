"""Sets the default dtype, works in rows and by index, gives back a view; a loader, a dataset, an optimizer's loop beside."""

import torch
from torch.utils.data import DataLoader, TensorDataset

torch.set_default_dtype(torch.float64)
torch.use_deterministic_algorithms(True)


def softened(x):
    y = torch.empty_like(x.T).T
    for number, (row,) in enumerate(DataLoader(TensorDataset(x), batch_size=1)):
        e = torch.exp(row[0] - row[0].max())
        y[number] = e / torch.sum(e)
    return y
