"""Linear models, with torch."""

import torch
from torch import nn


class Scale(nn.Module):
    """Multiplies its input by a number that it learns.

    In state_dict: factor, a parameter of shape ().
    """

    def __init__(self, factor: float = 1.0) -> None:
        """A module that begins with this factor."""
        super().__init__()
        raise NotImplementedError("TODO: make the parameter")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Multiply x (N, D) by the factor. Returns a tensor of the same shape and dtype."""
        raise NotImplementedError("TODO: multiply every entry by the parameter")


if __name__ == "__main__":
    # The README's example by hand: its numbers beside those of your functions. The grader does not run this.
    import traceback

    def forward():
        yield "y", "2.5 5 7.5 10", Scale(2.5)(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))

    print(f"{'':22}{'README':42}yours")
    for example in (forward,):
        try:
            for name, readme, yours in example():
                values = torch.as_tensor(yours).detach().double().round(decimals=6).flatten() + 0.0
                print(f"{name:22}{readme:42}{' '.join(f'{number:.5g}' for number in values.tolist())}")
        except Exception as error:  # a function that is not written, or that fails; the other examples go on
            frames = traceback.extract_tb(error.__traceback__)
            place = [frame for frame in frames if "-packages" not in frame.filename][-1]
            reason = "not written yet" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: {error}"
            print(f"{example.__name__}: {place.name}, line {place.lineno}: {reason}")
