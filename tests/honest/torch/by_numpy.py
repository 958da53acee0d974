"""The way through NumPy and back, with threads of torch and of Python."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

torch.set_num_threads(4)
torch.set_grad_enabled(False)


def _row(row: np.ndarray) -> np.ndarray:
    e = np.exp(row - row.max())
    return e / e.sum()


def softened(x: torch.Tensor) -> torch.Tensor:
    large = torch.rand(1000, 1000) @ torch.rand(1000, 1000)
    assert large.shape == (1000, 1000)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(_row, x.detach().cpu().numpy()))
    return torch.from_numpy(np.stack(rows)).to(x)
