"""The example of docs/checks.md on drivers of torch parts runs as it stands there."""

import types

import pytest
from support.documented import blocks, section

torch = pytest.importorskip("torch")


class Net(torch.nn.Module):
    """A linear layer without bias, as a student would write it for the example."""

    def __init__(self, features, classes):
        super().__init__()
        self.w = torch.nn.Parameter(torch.randn(features, classes))

    def forward(self, x):
        return x @ self.w


@pytest.fixture
def drivers():
    [text] = blocks(section("Drivers of a torch part")).values()
    made = types.ModuleType("drivers_torch")
    exec(text, made.__dict__)
    return made


STUDENT = types.SimpleNamespace(Net=Net)
W = torch.arange(6.0, dtype=torch.float64).reshape(2, 3) / 10


def test_gradients_by_name(drivers):
    """Of the input and of the weights that were given."""
    x, dout = torch.tensor([[1.0, 2.0]], dtype=torch.float64), torch.tensor([[1.0, 0.0, 2.0]], dtype=torch.float64)
    found = drivers.gradients(STUDENT, x, {"w": W}, dout)
    assert torch.equal(found["dx"], dout @ W.T) and torch.equal(found["w"], x.T @ dout)


def test_training_from_given_weights(drivers):
    """The loss is yielded before each step, and the weights come at the end."""
    batches, labels = torch.ones(3, 4, 2, dtype=torch.float64), torch.zeros(3, 4, dtype=torch.int64)
    steps = drivers.train(STUDENT, batches, labels, {"w": W}, 0.5)
    losses = []
    with pytest.raises(StopIteration) as end:
        while True:
            losses.append(next(steps)["loss"].item())
    assert losses[0] > losses[1] > losses[2] and end.value.value["w"].shape == (2, 3)
